"""Answers that fit a question's kind, the likelier ones first."""

from collections.abc import Mapping
from types import MappingProxyType

from conversations.xforms.entry import Prompt
from conversations.xforms.formdef import FormDef, Kind

_PLAIN: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        Kind.TEXT: ("hola", "a", "12", "ana@example.org", "50499999999", "yes"),
        Kind.INTEGER: ("3", "12", "25", "1", "0", "100", "2020", "-1"),
        Kind.DECIMAL: ("2.5", "12.5", "0.5", "36.6", "100", "-1"),
        Kind.DATE: ("2026-11-24", "2000-01-31", "2030-06-15"),
        Kind.TIME: ("14:30:00.000-06:00", "08:00:00.000-06:00"),
        Kind.DATETIME: ("2026-11-24T14:30:00.000-06:00", "2000-01-31T08:00:00.000-06:00"),
        Kind.ACKNOWLEDGE: ("OK",),
        Kind.GEOPOINT: ("14.07 -87.21 0 0",),
        Kind.IMAGE: ("3f2a9c.jpg",),
        Kind.AUDIO: ("3f2a9c.ogg",),
        Kind.VIDEO: ("3f2a9c.mp4",),
        Kind.FILE: ("3f2a9c.pdf",),
        Kind.BARCODE: ("50499999999",),
    }
)


def fitting(prompt: Prompt) -> tuple[str, ...]:
    """Give answers worth a try: which of them a constraint takes is not known here."""
    values = tuple(choice.value for choice in prompt.choices)
    match prompt.kind:
        case Kind.SELECT_ONE:
            return values
        case Kind.SELECT_MULTIPLE:
            return (*values, " ".join(values), " ".join(values[:2]))
        case Kind.RANK:
            return (" ".join(values), " ".join(reversed(values)))
        case Kind.RANGE if prompt.bounds is not None:
            bounds = prompt.bounds
            return (str(bounds.start + bounds.step), str(bounds.start), str(bounds.end))
        case kind:
            return _PLAIN.get(kind, ())


class Fitting:
    """Answers every question as it fits, and lets every open repeat grow to a few instances."""

    MOST_INSTANCES = 2

    def to(self, prompt: Prompt) -> tuple[str, ...]:
        return fitting(prompt)

    def adds(self, ref: str) -> bool:
        return int(ref.rpartition("[")[2].rstrip("]")) <= self.MOST_INSTANCES


class Nothing:
    """Answers no question, and adds nothing."""

    def to(self, _prompt: Prompt) -> tuple[str, ...]:
        return ("",)

    def adds(self, _ref: str) -> bool:
        return False


def made_up_lists(form: FormDef) -> Mapping[str, list[Mapping[str, str]]]:
    """Give two rows for every file that a form names."""
    return {name: [_row(form, name, "a"), _row(form, name, "b")] for name in form.files.values()}


def _row(form: FormDef, name: str, value: str) -> Mapping[str, str]:
    row = {"name": value, "label": value.upper()}
    for question in form.questions:
        if question.from_file == name and question.itemset is not None:
            row |= {question.itemset.value.source: value}
            row.setdefault(question.itemset.label.source, value.upper())
    return row
