"""The model of an XForm: its instances, itext, binds and the values set when it is begun."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from conversations.xforms.formdef import Bind, SetValueAction
from conversations.xforms.instance import NodeKind, TreeElement, TreeReference
from conversations.xforms.itext import PLAIN, UNDETERMINED, Localizer, Pieces, language_code
from conversations.xforms.xform_defects import Defects
from conversations.xforms.xform_elements import JR, Document, X, message, pieces, tree
from locales import N_

FIRST_LOAD: Final = "odk-instance-first-load"


class Model:
    """`template` is the primary instance; the others are lists, `files` those kept apart."""

    def __init__(self, document: Document, model: Element, defects: Defects) -> None:
        self._document = document
        self._defects = defects
        first, *others = model.findall(f"{X}instance")
        self.template = TreeElement("", kind=NodeKind.ROOT)
        self.template.append(tree(first[0]))
        self.instances: dict[str, TreeElement] = {}
        self.files: dict[str, str] = {}
        for instance in others:
            self._read_instance(instance)
        self.localizer = self._localizer(model)
        binds = [self._bind(element) for element in model.findall(f"{X}bind")]
        self.binds = {bind.ref: bind for bind in binds}
        self.first_load = tuple(self._first_load(model))
        self._cut_dates()

    def _read_instance(self, instance: Element) -> None:
        name, source = instance.get("id", ""), instance.get("src")
        if source is None:
            root = TreeElement("", kind=NodeKind.ROOT)
            for child in instance:
                root.append(tree(child))
            self.instances[name] = root
        elif source.startswith("jr://file-csv/"):
            self.files[name] = source.removeprefix("jr://file-csv/")
        else:
            self._defects.add(
                "",
                "",
                N_("the list {name} comes from {source}, which is not supported yet"),
                N_("Put the choices into the sheet choices or into a CSV file."),
                name=name,
                source=source,
            )

    def _localizer(self, model: Element) -> Localizer:
        default = ""
        texts: dict[str, dict[tuple[str, str], Pieces]] = {}
        for translation in model.findall(f"{X}itext/{X}translation"):
            code = language_code(translation.get("lang", ""))
            if not default or translation.get("default") is not None:
                default = code
            texts.setdefault(code, {}).update(self._texts(translation))
        return Localizer(texts, default or UNDETERMINED)

    def _texts(self, translation: Element) -> dict[tuple[str, str], Pieces]:
        texts = {}
        for text in translation.findall(f"{X}text"):
            text_id = text.get("id", "")
            at = TreeReference.parse(text_id.partition(":")[0])
            for value in text.findall(f"{X}value"):
                form = value.get("form", PLAIN)
                texts[text_id, form] = pieces(value, at, "label", self._defects)
        return texts

    def _bind(self, element: Element) -> Bind:
        ref = TreeReference.parse(element.get("nodeset", ""))
        parts = {
            part: self._defects.expression(source, ref, part)
            for part in ("relevant", "calculate", "required", "readonly", "constraint")
            if (source := element.get(part)) is not None
        }
        return Bind(
            ref,
            element.get("type", "string").rpartition(":")[2],
            required_message=message(element.get(f"{JR}requiredMsg", "")),
            constraint_message=message(element.get(f"{JR}constraintMsg", "")),
            attributes=self._document.prefixed_attributes(element),
            **parts,
        )

    def _first_load(self, model: Element) -> Iterator[SetValueAction]:
        for action in model.findall(f"{X}setvalue"):
            ref = TreeReference.parse(action.get("ref", ""))
            if FIRST_LOAD not in action.get("event", "").split():
                self._defects.add_unsupported(str(ref), "trigger", action.get("event", ""))
                continue
            value = self._defects.expression(action.get("value", "''"), ref, "default")
            if value is not None:
                yield SetValueAction(ref, value)

    def _cut_dates(self) -> None:
        """Cut the time of day from defaults of dates."""
        for ref, bind in self.binds.items():
            if bind.type == "date":
                for node in self.template.resolve(ref):
                    node.value = node.value.partition("T")[0]
