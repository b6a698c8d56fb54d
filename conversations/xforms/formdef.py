"""A compiled form: what is asked, in which words, under which conditions; read from an XForm."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
from types import MappingProxyType
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from conversations.xforms.instance import NAMESPACES, XFORMS, NodeKind, TreeElement, TreeReference
from conversations.xforms.itext import PLAIN, UNDETERMINED, Localizer, Piece, Pieces, language_code
from conversations.xforms.problems import nearest
from conversations.xforms.triggerables import Cycle, Effect, Triggerable, Triggerables
from conversations.xforms.xpath.evaluation import Compiled, compile_expression
from conversations.xforms.xpath.syntax import XPathError
from locales import N_

_X: Final = f"{{{XFORMS}}}"
_H: Final = f"{{{NAMESPACES['h']}}}"
_JR: Final = f"{{{NAMESPACES['jr']}}}"
FIRST_LOAD: Final = "odk-instance-first-load"
DEEPEST: Final = 60


class Kind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Wording:
    """Words of a form: an id in its itext, or pieces that stand in the form itself."""

    text_id: str | None = None
    pieces: Pieces = ()


NO_WORDS: Final = Wording()


@dataclass(frozen=True, slots=True)
class Bind:
    """What is said about one node: its type and conditions; `attributes` of other namespaces."""

    ref: TreeReference
    type: str = "string"
    relevant: Compiled | None = None
    calculate: Compiled | None = None
    required: Compiled | None = None
    readonly: Compiled | None = None
    constraint: Compiled | None = None
    required_message: Wording = NO_WORDS
    constraint_message: Wording = NO_WORDS
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class SelectChoice:
    value: str
    label: Wording


@dataclass(frozen=True, slots=True)
class ItemsetBinding:
    """Where choices come from: `label` gives the words, or their id in the itext."""

    nodeset: Compiled
    value: Compiled
    label: Compiled
    label_is_id: bool


@dataclass(frozen=True, slots=True)
class GroupDef:
    ref: str
    label: Wording
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class QuestionDef:
    """One question; `groups` are those around it, the outermost first."""

    ref: str
    name: str
    kind: Kind
    bind: Bind
    label: Wording
    hint: Wording
    groups: tuple[GroupDef, ...]
    choices: tuple[SelectChoice, ...]
    itemset: ItemsetBinding | None
    from_file: str | None
    attributes: Mapping[str, str]

    @property
    def reference(self) -> TreeReference:
        return self.bind.ref

    @property
    def appearance(self) -> str:
        return self.attributes.get("appearance", "")


@dataclass(frozen=True, slots=True)
class SetValueAction:
    ref: TreeReference
    value: Compiled


@dataclass(frozen=True, slots=True)
class FormDef:
    """A form as it is asked. Nothing in it changes while it is used."""

    form_id: str
    version: str
    words: Wording
    localizer: Localizer
    template: TreeElement
    instances: Mapping[str, TreeElement]
    files: Mapping[str, str]
    binds: Mapping[TreeReference, Bind]
    questions: tuple[QuestionDef, ...]
    triggerables: Triggerables
    first_load: tuple[SetValueAction, ...]
    leaves: tuple[TreeReference, ...]
    by_ref: Mapping[str, QuestionDef]

    @property
    def languages(self) -> tuple[str, ...]:
        return self.localizer.languages

    @property
    def default_language(self) -> str:
        return self.localizer.default_language

    def title(self, _language: str) -> str:
        """Give the form's title; XLSForm has one for all languages."""
        return "".join(piece for piece in self.words.pieces if isinstance(piece, str))

    def question(self, ref: str) -> QuestionDef:
        return self.by_ref[ref]


@dataclass(frozen=True, slots=True)
class Defect:
    """Why an XForm is refused: at which node, in which of its parts."""

    ref: str
    part: str
    message: str
    remedy: str
    values: Mapping[str, str]


class XFormRefused(Exception):
    """An XForm cannot be used, for one or several reasons."""

    def __init__(self, defects: tuple[Defect, ...]) -> None:
        super().__init__("; ".join(defect.message.format(**defect.values) for defect in defects))
        self.defects = defects


def load_xform(xml: str) -> FormDef:
    """Read an XForm, or raise XFormRefused with all that is wrong with it."""
    root, prefixes = _parse(xml)
    reader = _Reader(root, prefixes)
    form = reader.read()
    if form is None or reader.defects:
        raise XFormRefused(tuple(reader.defects))
    return form


def _refused(message: str, remedy: str, **values: str) -> XFormRefused:
    return XFormRefused((Defect("", "", message, remedy, values),))


def _parse(xml: str) -> tuple[Element, dict[str, str]]:
    """Parse with entities and external things forbidden; namespaces keep their prefixes."""
    prefixes: dict[str, str] = {}
    depth = 0
    root: Element | None = None
    events = ("start-ns", "start", "end")
    try:
        for event, found in iterparse(BytesIO(xml.encode()), events=events, forbid_dtd=True):
            if event == "start-ns":
                prefixes[found[1]] = found[0]
                continue
            root = found if root is None else root
            depth += 1 if event == "start" else -1
            if depth > DEEPEST:
                raise _refused(N_("the form is nested too deep"), N_("Use fewer groups."))
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise _refused(
            N_("the XForm is not XML that may be read ({reason})"),
            N_("Write the form as a workbook."),
            reason=str(error),
        ) from error
    assert root is not None
    return root, prefixes


class _Reader:
    """Reads the parts of one XForm and collects what is wrong with them."""

    def __init__(self, root: Element, prefixes: Mapping[str, str]) -> None:
        self.defects: list[Defect] = []
        self._root = root
        self._prefixes = prefixes
        self._expressions: list[tuple[str, str, Compiled]] = []
        self._texts: dict[str, dict[tuple[str, str], Pieces]] = {}
        self._instances: dict[str, TreeElement] = {}
        self._files: dict[str, str] = {}
        self._binds: dict[TreeReference, Bind] = {}
        self._questions: list[QuestionDef] = []
        self._first_load: list[SetValueAction] = []

    def read(self) -> FormDef | None:
        model = self._root.find(f"{_H}head/{_X}model")
        body = self._root.find(f"{_H}body")
        instances = [] if model is None else model.findall(f"{_X}instance")
        if model is None or body is None or not instances or not len(instances[0]):
            self._defect("", "", N_("this is not an XForm"), N_("Write the form as a workbook."))
            return None
        template = TreeElement("", kind=NodeKind.ROOT)
        template.append(_tree(instances[0][0]))
        self._read_instances(instances[1:])
        default = self._read_itext(model)
        for bind in model.findall(f"{_X}bind"):
            self._read_bind(bind)
        self._read_actions(model)
        self._read_body(body, ())
        return self._form(template, default)

    def _form(self, template: TreeElement, default: str) -> FormDef:
        known = _known(template)
        self._check_references(known)
        self._cut_dates(template)
        data = template.children[0]
        title = self._root.findtext(f"{_H}head/{_H}title") or ""
        return FormDef(
            form_id=data.attribute("id"),
            version=data.attribute("version"),
            words=Wording(pieces=(title,)),
            localizer=Localizer(self._texts, default),
            template=template,
            instances=self._instances,
            files=self._files,
            binds=self._binds,
            questions=tuple(self._questions),
            triggerables=self._ordered(tuple(known)),
            first_load=tuple(self._first_load),
            leaves=tuple(ref for ref, leaf in known.items() if leaf and not _is_meta(ref)),
            by_ref={question.ref: question for question in self._questions},
        )

    def _cut_dates(self, template: TreeElement) -> None:
        """Cut the time of day from defaults of dates."""
        for ref, bind in self._binds.items():
            if bind.type == "date":
                for node in template.resolve(ref):
                    node.value = node.value.partition("T")[0]

    # What is wrong

    def _defect(self, ref: str, part: str, message: str, remedy: str, **values: str) -> None:
        self.defects.append(Defect(ref, part, message, remedy, values))

    def _expression(self, source: str, at: TreeReference, part: str) -> Compiled | None:
        try:
            compiled = compile_expression(source.strip(), at=at)
        except XPathError as error:
            self._defect(str(at), part, error.message, error.remedy, **error.values)
            return None
        self._expressions.append((str(at), part, compiled))
        return compiled

    def _check_references(self, known: Mapping[TreeReference, bool]) -> None:
        lists = {*self._instances, *self._files}
        for ref, part, compiled in self._expressions:
            for read in compiled.references:
                if read.instance is None:
                    self._check_reference(ref, part, read, known)
                elif read.instance not in lists:
                    self._unknown(ref, part, N_("unknown list {name}"), read.instance, lists)

    def _check_reference(
        self, ref: str, part: str, read: TreeReference, known: Mapping[TreeReference, bool]
    ) -> None:
        if read.is_pattern() or read in known or not read.steps:
            return
        names = {node.steps[-1] for node in known}
        name = read.steps[-1] if read.steps[-1] not in names else str(read)
        self._unknown(ref, part, N_("unknown question {name}"), name, names)

    def _unknown(self, ref: str, part: str, message: str, name: str, names: set[str]) -> None:
        suggestion = nearest(name, sorted(names))
        remedy = N_("Did you mean {suggestion}?") if suggestion else N_("Check the name.")
        self._defect(ref, part, message, remedy, name=name, suggestion=suggestion or "")

    def _ordered(self, known: tuple[TreeReference, ...]) -> Triggerables:
        try:
            return Triggerables.build(self._triggerables(), known)
        except Cycle as cycle:
            first = cycle.members[0]
            self._defect(
                str(first.target),
                first.effect.value,
                N_("these need each other, so none can be computed first: {names}"),
                N_("Remove one of the references."),
                names=" → ".join(member.target.steps[-1] for member in cycle.members),
            )
            return Triggerables.build((), ())

    def _triggerables(self) -> Iterator[Triggerable]:
        for ref, bind in self._binds.items():
            if bind.relevant is not None:
                yield Triggerable(Effect.RELEVANT, ref, bind.relevant)
            if bind.calculate is not None:
                yield Triggerable(Effect.CALCULATE, ref, bind.calculate)
        for question in self._questions:
            itemset = question.itemset
            # A list that reads no answer never changes, so there is nothing to do after any.
            if itemset is not None and any(r.instance is None for r in itemset.nodeset.references):
                yield Triggerable(Effect.CHOICES, question.reference, itemset.nodeset)

    # The model

    def _read_instances(self, found: list[Element]) -> None:
        for instance in found:
            name, source = instance.get("id", ""), instance.get("src")
            if source is None:
                root = TreeElement("", kind=NodeKind.ROOT)
                for child in instance:
                    root.append(_tree(child))
                self._instances[name] = root
            elif source.startswith("jr://file-csv/"):
                self._files[name] = source.removeprefix("jr://file-csv/")
            else:
                self._defect(
                    "",
                    "",
                    N_("the list {name} comes from {source}, which is not supported yet"),
                    N_("Put the choices into the sheet choices or into a CSV file."),
                    name=name,
                    source=source,
                )

    def _read_itext(self, model: Element) -> str:
        """Read all texts; give the code of the form's default language."""
        default = ""
        for translation in model.findall(f"{_X}itext/{_X}translation"):
            code = language_code(translation.get("lang", ""))
            texts = self._texts.setdefault(code, {})
            if not default or translation.get("default") is not None:
                default = code
            for text in translation.findall(f"{_X}text"):
                text_id = text.get("id", "")
                at = TreeReference.parse(text_id.partition(":")[0])
                for value in text.findall(f"{_X}value"):
                    form = value.get("form", PLAIN)
                    texts[text_id, form] = self._pieces(value, at, "label")
        return default or UNDETERMINED

    def _pieces(self, element: Element, at: TreeReference, part: str) -> Pieces:
        """Read words with values in between."""
        pieces: list[Piece] = [element.text or ""]
        for child in element:
            source = child.get("value") or child.get("ref") or "''"
            compiled = self._expression(_unescaped(source), at, part)
            pieces += [*([compiled] if compiled else []), child.tail or ""]
        if len(pieces) == 1:
            pieces[0] = (element.text or "").strip()
        return tuple(piece for piece in pieces if piece != "")

    def _read_bind(self, element: Element) -> None:
        ref = TreeReference.parse(element.get("nodeset", ""))
        parts = {
            part: self._expression(source, ref, part)
            for part in ("relevant", "calculate", "required", "readonly", "constraint")
            if (source := element.get(part)) is not None
        }
        self._binds[ref] = Bind(
            ref,
            element.get("type", "string").rpartition(":")[2],
            required_message=_message(element.get(f"{_JR}requiredMsg", "")),
            constraint_message=_message(element.get(f"{_JR}constraintMsg", "")),
            attributes=self._prefixed(element),
            **parts,
        )

    def _prefixed(self, element: Element) -> Mapping[str, str]:
        """Give the attributes which XLSForm has no word for, under their prefixed names."""
        found = {}
        for name, value in element.attrib.items():
            namespace, _, local = name.removeprefix("{").rpartition("}")
            if namespace and namespace != NAMESPACES["jr"]:
                found[f"{self._prefixes.get(namespace, '')}:{local}"] = value
        return MappingProxyType(found)

    def _body(self, element: Element) -> Mapping[str, str]:
        """Give the attributes of a control, such as its appearance."""
        plain = {
            name: value
            for name, value in element.attrib.items()
            if name not in {"ref", "nodeset"} and not name.startswith("{")
        }
        return MappingProxyType({**plain, **self._prefixed(element)})

    def _read_actions(self, model: Element) -> None:
        for action in model.findall(f"{_X}setvalue"):
            ref = TreeReference.parse(action.get("ref", ""))
            if FIRST_LOAD not in action.get("event", "").split():
                self._unsupported(str(ref), "trigger", action.get("event", ""))
                continue
            value = self._expression(action.get("value", "''"), ref, "default")
            if value is not None:
                self._first_load.append(SetValueAction(ref, value))

    def _unsupported(self, ref: str, part: str, what: str) -> None:
        self._defect(
            ref,
            part,
            N_("{what} is not supported yet"),
            N_("Take it out, or ask the question in another way."),
            what=what,
        )

    # The body

    def _read_body(self, parent: Element, groups: tuple[GroupDef, ...]) -> None:
        for element in parent:
            name = element.tag.removeprefix(_X)
            if name == "group":
                self._read_body(element, (*groups, self._group(element)))
            elif name in _CONTROLS:
                self._read_question(element, name, groups)
            elif name != "label":
                self._unsupported(element.get("ref") or element.get("nodeset") or "", "type", name)

    def _group(self, element: Element) -> GroupDef:
        ref = element.get("ref", "")
        return GroupDef(
            ref, self._wording(element, "label", TreeReference.parse(ref)), self._body(element)
        )

    def _read_question(self, element: Element, control: str, groups: tuple[GroupDef, ...]) -> None:
        ref = TreeReference.parse(element.get("ref", ""))
        bind = self._binds.get(ref) or Bind(ref)
        kind = _kind(control, bind)
        if kind is None:
            self._unsupported(str(ref), "type", f"{control} {bind.type}")
            return
        for inside in element:
            if inside.tag == f"{_X}setvalue":
                self._unsupported(str(ref), "trigger", "trigger")
        itemset = element.find(f"{_X}itemset")
        self._questions.append(
            QuestionDef(
                str(ref),
                ref.steps[-1],
                kind,
                bind,
                label=self._wording(element, "label", ref),
                hint=self._wording(element, "hint", ref),
                groups=groups,
                choices=tuple(self._items(element, ref)),
                itemset=None if itemset is None else self._itemset(itemset, ref),
                from_file=None if itemset is None else self._file(itemset),
                attributes=self._body(element),
            )
        )

    def _wording(self, element: Element, part: str, at: TreeReference) -> Wording:
        found = element.find(f"{_X}{part}")
        if found is None:
            return NO_WORDS
        if "ref" in found.attrib:
            return _message(found.get("ref", ""))
        return Wording(pieces=self._pieces(found, at, part))

    def _items(self, element: Element, ref: TreeReference) -> Iterator[SelectChoice]:
        for item in element.findall(f"{_X}item"):
            yield SelectChoice(
                (item.findtext(f"{_X}value") or "").strip(), self._wording(item, "label", ref)
            )

    def _itemset(self, element: Element, ref: TreeReference) -> ItemsetBinding | None:
        nodeset = self._expression(element.get("nodeset", ""), ref, "choice_filter")
        value, label = element.find(f"{_X}value"), element.find(f"{_X}label")
        if nodeset is None:
            return None
        if value is None or label is None or not nodeset.gives_nodes:
            self._defect(
                str(ref),
                "choice_filter",
                N_("a list of choices needs nodes, its values and labels"),
                N_("Take the choices from a sheet or a file."),
            )
            return None
        item = _item(nodeset)
        source = label.get("ref", "")
        label_is_id = source.startswith("jr:itext(")
        words = self._expression(_argument(source) if label_is_id else source, item, "label")
        chosen = self._expression(value.get("ref", ""), item, "name")
        if words is None or chosen is None:
            return None
        return ItemsetBinding(nodeset, chosen, words, label_is_id)

    def _file(self, itemset: Element) -> str | None:
        nodeset = itemset.get("nodeset", "")
        return next(
            (file for name, file in self._files.items() if f"instance('{name}')" in nodeset), None
        )


_CONTROLS: Final = frozenset({"input", "select", "select1"})
_INPUTS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "string": Kind.TEXT,
        "int": Kind.INTEGER,
        "integer": Kind.INTEGER,
        "decimal": Kind.DECIMAL,
        "date": Kind.DATE,
    }
)


def _kind(control: str, bind: Bind) -> Kind | None:
    if control == "select1":
        return Kind.SELECT_ONE
    if control == "select":
        return Kind.SELECT_MULTIPLE
    kind = _INPUTS.get(bind.type)
    # A note is a text which nobody may change: the compiler of XLSForms leaves no other sign.
    if kind is Kind.TEXT and bind.readonly is not None and bind.readonly.source == "true()":
        return Kind.NOTE
    return kind


def _item(nodeset: Compiled) -> TreeReference:
    """Give a reference for the items of a list; their children are not checked by name."""
    lists = [read.instance for read in nodeset.references if read.instance is not None]
    return TreeReference(("*",), lists[0] if lists else None)


def _unescaped(source: str) -> str:
    """Undo what pyxform does once too often to expressions inside labels."""
    return source.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _argument(call: str) -> str:
    return call.partition("(")[2].rpartition(")")[0]


def _message(source: str) -> Wording:
    if source.startswith("jr:itext("):
        return Wording(text_id=_argument(source).strip().strip("'\""))
    return Wording(pieces=(source,)) if source else NO_WORDS


def _tree(element: Element) -> TreeElement:
    value = "" if len(element) else (element.text or "")
    made = TreeElement(element.tag.removeprefix(_X), value=value)
    for name, text in element.attrib.items():
        made.set_attribute(name, text)
    for child in element:
        made.append(_tree(child))
    return made


def _is_meta(ref: TreeReference) -> bool:
    """Say whether a node is about the submission, not an answer."""
    return ref.steps[1:2] in {("meta",), (f"{{{NAMESPACES['orx']}}}meta",)}


def _known(template: TreeElement) -> dict[TreeReference, bool]:
    """Give all references of a form, and whether each is a leaf."""
    return {node.reference(): not node.children for node in template.descendants()}
