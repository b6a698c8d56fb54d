"""The model of an XForm: its instances, itext, binds and the values set when it is begun."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final
from xml.etree.ElementTree import Element

from conversations.xforms.canonical import canonical
from conversations.xforms.formdef import LAST_SAVED, Bind, Kind, Preload
from conversations.xforms.instance import ANY_BELOW, NodeKind, TreeElement, TreeReference
from conversations.xforms.itext import (
    AS_LABEL,
    PLAIN,
    UNDETERMINED,
    Localizer,
    Pieces,
    language_code,
)
from conversations.xforms.lists import never_changing
from conversations.xforms.parsing.defects import Defects
from conversations.xforms.parsing.elements import JR, Document, X, message, pieces, tree
from conversations.xforms.parsing.repeats import Primary
from locales import N_

TYPES: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "int": Kind.INTEGER,
        "integer": Kind.INTEGER,
        "decimal": Kind.DECIMAL,
        "date": Kind.DATE,
        "time": Kind.TIME,
        "dateTime": Kind.DATETIME,
        "geopoint": Kind.GEOPOINT,
    }
)
ANY_DAY: Final = datetime(2026, 1, 1, tzinfo=UTC)
_PRELOADS: Final[Mapping[tuple[str, str], Preload]] = MappingProxyType(
    {
        ("timestamp", "start"): Preload.START,
        ("timestamp", "end"): Preload.END,
        ("date", "today"): Preload.TODAY,
        ("uid", ""): Preload.UID,
    }
)


class Model:
    """What a form is made of but for its body; `files` are the lists kept outside the form."""

    def __init__(
        self, document: Document, model: Element, primary: Primary, defects: Defects
    ) -> None:
        self._document = document
        self._defects = defects
        self.primary = primary
        self.instances: dict[str, TreeElement] = {}
        self.files: dict[str, str] = {}
        for instance in model.findall(f"{X}instance")[1:]:
            self._read_instance(instance)
        self.localizer = self._localizer(model)
        self.preloads: dict[TreeReference, Preload] = {}
        binds = [self._bind(element) for element in model.findall(f"{X}bind")]
        self.binds = {bind.ref: bind for bind in binds}
        self._read_defaults()

    def _read_instance(self, instance: Element) -> None:
        name, source = instance.get("id", ""), instance.get("src")
        if source is None:
            root = TreeElement("", kind=NodeKind.ROOT)
            for child in instance:
                root.append(tree(child))
            self.instances[name] = never_changing(root)
        elif source.startswith("jr://file-csv/"):
            self.files[name] = source.removeprefix("jr://file-csv/")
        elif source == "jr://instance/last-saved":
            self.files[name] = LAST_SAVED
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
        texts: dict[tuple[str, str], Pieces] = {}
        for text in translation.findall(f"{X}text"):
            text_id = text.get("id", "")
            # A text may be shown anywhere; only one named after a node is known to be read there.
            named = text_id.startswith("/")
            path = text_id.partition(":")[0]
            at = TreeReference.parse(path) if named else TreeReference((ANY_BELOW,))
            for value in text.findall(f"{X}value"):
                form = value.get("form", PLAIN)
                texts[text_id, form] = pieces(value, at, "label", self._defects)
            label = next(filter(None, (texts.get((text_id, form)) for form in AS_LABEL)), None)
            if label is not None:
                texts[text_id, PLAIN] = label
        return texts

    def _bind(self, element: Element) -> Bind:
        ref = self.primary.root.along(element.get("nodeset", ""))
        self._read_preload(element, ref)
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

    def _read_preload(self, element: Element, ref: TreeReference) -> None:
        preload = element.get(f"{JR}preload")
        if preload is None:
            return
        parameter = element.get(f"{JR}preloadParams", "")
        what = _PRELOADS.get((preload, parameter)) or _PRELOADS.get((preload, ""))
        if what is None:
            self._defects.add_unsupported(str(ref), "type", parameter or preload)
        else:
            self.preloads[ref] = what

    def _read_defaults(self) -> None:
        """Write defaults in the form of their type; cut the time of day from those of dates."""
        for ref, bind in self.binds.items():
            kind = TYPES.get(bind.type)
            for node in self.primary.elements(ref):
                if bind.type == "date":
                    node.value = node.value.partition("T")[0]
                if node.value and not node.children and kind is not None:
                    self._read_default(ref, kind, node)

    def _read_default(self, ref: TreeReference, kind: Kind, node: TreeElement) -> None:
        """Pass over a default that is no value of its type; an integer is cut, as calculations are."""
        written = node.value.strip()
        as_number = Kind.DECIMAL if kind is Kind.INTEGER else kind
        value = canonical(as_number, written, now=ANY_DAY)
        if value is None:
            node.value = ""
            self._defects.pass_over(
                str(ref),
                "default",
                N_("the default {value} is no value of the type {type}"),
                N_("Correct it, or the question begins without an answer."),
                value=written,
                type=kind.value,
            )
        elif kind is Kind.INTEGER:
            node.value = str(int(float(written)))
        else:
            # The zone of a moment is not known yet.
            node.value = value if kind is Kind.GEOPOINT else written
