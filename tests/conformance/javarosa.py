"""The reference engine JavaRosa, as it stands complete in the validator that pyxform brings."""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jpype
import pyxform

from conversations.xforms.itext import language_code
from tests.conformance.walk import MOST_EVENTS, Asked, Ended, EndlessWalk, Event, NewRepeatPrompted

JAR = Path(pyxform.__file__).parent / "validators/odk_validate/bin/ODK_Validate.jar"
MISSING = (
    "JavaRosa is not run: there is no Java runtime (Debian: apt install default-jre-headless)."
)
ZONE = "America/Tegucigalpa"
_INTERFACE = "org.javarosa.core.reference.Reference"
_CHOICE, _CHOICES = 7, 8
_STATUSES = {0: "ok", 1: "required_but_empty", 2: "constraint_violated"}


def is_there() -> bool:
    """Tell whether a Java runtime is installed."""
    try:
        return bool(jpype.getDefaultJVMPath())
    except jpype.JVMNotFoundException:
        return False


class JavaRosa:
    """The engine in this process; `folder` holds the CSV files that forms name."""

    def __init__(self, folder: Path) -> None:
        if not jpype.isJVMStarted():
            jpype.startJVM(
                *("-Xmx768m", "-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"),
                f"-Duser.timezone={ZONE}",
                classpath=[str(JAR)],
                convertStrings=True,
            )
        self._folder = folder
        _class("model.xform.XFormsModule")().registerModule()
        manager = _class("core.reference.ReferenceManager").instance()
        manager.reset()
        manager.addReferenceFactory(_files_in(folder))

    def walk(
        self, form: "SameForm", tries: Mapping[str, Sequence[str]], adds: Callable[[str], bool]
    ) -> Iterator[Event]:
        """Go through a form with the answers that were given to ours, told by their refs."""
        self._write_lists(form.lists)
        controller = self._begin(form)
        model = controller.getModel()
        for _ in range(MOST_EVENTS):
            event = controller.stepToNextEvent()
            if event == controller.EVENT_END_OF_FORM:
                yield Ended()
                return
            if event == controller.EVENT_PROMPT_NEW_REPEAT:
                ref = _ref(model)
                yield NewRepeatPrompted(ref)
                if adds(ref):
                    controller.newRepeat()
            elif event == controller.EVENT_QUESTION:
                yield _asked(controller, model, tries)
        raise EndlessWalk

    def _begin(self, form: "SameForm") -> Any:
        stream = jpype.JClass("java.io.ByteArrayInputStream")(form.xform.encode())
        definition = _class("xform.util.XFormUtils").getFormFromInputStream(stream)
        definition.initialize(True, _class("core.model.instance.InstanceInitializationFactory")())
        model = _class("form.api.FormEntryModel")(definition)
        controller = _class("form.api.FormEntryController")(model)
        for language in model.getLanguages() or ():
            if language_code(language) == form.language:
                controller.setLanguage(language)
        return controller

    def _write_lists(self, lists: Mapping[str, Sequence[Mapping[str, str]]]) -> None:
        for name, rows in lists.items():
            with (self._folder / name).open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)


@dataclass(frozen=True, slots=True)
class SameForm:
    """What both engines are given."""

    name: str
    xform: str
    language: str
    lists: Mapping[str, Sequence[Mapping[str, str]]]


def _class(name: str) -> Any:
    return jpype.JClass(f"org.javarosa.{name}")


def _files_in(folder: Path) -> Any:
    """Make the factory by which the engine finds files beside a form."""

    def derive(uri: object, *_context: object) -> Any:
        path = str(folder / str(uri).rpartition("/")[2])
        return jpype.JProxy(_INTERFACE, dict={"getLocalURI": lambda: path, "getURI": lambda: uri})

    found = {"derives": lambda _uri: True, "derive": derive}
    return jpype.JProxy(f"{_INTERFACE}Factory", dict=found)


def _ref(model: Any) -> str:
    """Write a reference with positions where its nodes are repeats, as ours are written."""
    reference = model.getFormIndex().getReference()
    instance = model.getForm().getMainInstance()
    steps = []
    for level in range(reference.size()):
        template = instance.getTemplatePath(reference.getSubReference(level).genericize())
        position = f"[{reference.getMultiplicity(level) + 1}]"
        is_repeat = template is not None and template.isRepeatable()
        steps.append(f"{reference.getName(level)}{position if is_repeat else ''}")
    return "/" + "/".join(steps)


def _asked(controller: Any, model: Any, tries: Mapping[str, Sequence[str]]) -> Asked:
    prompt, ref = model.getQuestionPrompt(), _ref(model)
    choices = prompt.getSelectChoices() or ()
    # Its words may name its own answer, so they are read before there is one.
    asked = Asked(
        ref=ref,
        label=_text(prompt.getQuestionText()),
        required=bool(prompt.isRequired()),
        readonly=bool(prompt.isReadOnly()),
        choices=tuple(
            (str(choice.getValue()), _text(prompt.getSelectChoiceText(choice)))
            for choice in choices
        ),
        status="",
    )
    status = 0
    for answer in () if prompt.isReadOnly() else tries.get(ref) or ("",):
        status = controller.answerQuestion(_data(prompt, choices, answer), True)
        if status == controller.ANSWER_OK:
            break
    return replace(asked, status=_STATUSES[status])


def _data(prompt: Any, choices: Any, answer: str) -> Any:
    if not answer:
        return None
    kind = prompt.getDataType()
    if choices and kind in {_CHOICE, _CHOICES}:
        by_value = {str(choice.getValue()): choice.selection() for choice in choices}
        if kind == _CHOICE:
            return _class("core.model.data.SelectOneData")(by_value[answer])
        chosen = jpype.java.util.ArrayList([by_value[value] for value in answer.split()])
        return _class("core.model.data.MultipleItemsData")(chosen)
    parser = _class("xform.util.XFormAnswerDataParser")
    return parser.getAnswerData(answer, kind, prompt.getQuestion())


def _text(said: object) -> str:
    return "" if said is None else str(said).strip()
