"""Checks of the column parameters: key=value pairs which the type knows."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Final

from conversations.xforms.checks.findings import Findings
from conversations.xforms.workbooks.headings import ELEMENT
from conversations.xforms.workbooks.question_types import FROM_FILE, SELECTS, Type
from conversations.xforms.workbooks.workbook import Row
from locales import N_

_PAIR: Final = re.compile(r"[^\s=,;]+\s*=\s*[^\s=,;]+")
_BETWEEN: Final = re.compile(r"[\s,;]+")
_QUALITIES: Final = frozenset({"voice-only", "low", "normal", "external"})
_DEFAULTS: Final = MappingProxyType({"start": "0", "end": "10", "step": "1"})


def _is_number(text: str) -> bool:
    return _number(text) is not None


def _is_truth(text: str) -> bool:
    return text.lower() in {"true", "false"}


def _is_name(text: str) -> bool:
    return ELEMENT.fullmatch(text) is not None


def _is_quality(text: str) -> bool:
    return text.lower() in _QUALITIES


def _is_seed(text: str) -> bool:
    return text.startswith("${") or _is_number(text)


_Check = Callable[[str], bool]
_NUMBER: Final = N_("Write a number.")
_WHOLE: Final = N_("Write a whole number.")
_NEEDED: Final[Mapping[str, tuple[_Check, str]]] = MappingProxyType(
    {
        "start": (_is_number, _NUMBER),
        "end": (_is_number, _NUMBER),
        "step": (_is_number, _NUMBER),
        "max-pixels": (str.isdecimal, _WHOLE),
        "rows": (str.isdecimal, _WHOLE),
        "capture-accuracy": (_is_number, _NUMBER),
        "warning-accuracy": (_is_number, _NUMBER),
        "randomize": (_is_truth, N_("Write true or false.")),
        "allow-mock-accuracy": (_is_truth, N_("Write true or false.")),
        "seed": (_is_seed, N_("Write a number, or ${{name}} of a question.")),
        "value": (_is_name, N_("Write the name of a column of the file.")),
        "label": (_is_name, N_("Write the name of a column of the file.")),
        "quality": (_is_quality, N_("Write voice-only, low, normal or external.")),
    }
)
_PLACES: Final = ("allow-mock-accuracy", "capture-accuracy", "reference-geometry")
_RANGE: Final = ("start", "end", "step", "tick_interval", "placeholder", "tick_labelset")
_KNOWN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "range": _RANGE,
        "text": ("rows",),
        "image": ("max-pixels", "app"),
        "audio": ("quality",),
        "geopoint": (*_PLACES, "warning-accuracy"),
        **dict.fromkeys(SELECTS - FROM_FILE, ("randomize", "seed")),
        **dict.fromkeys(FROM_FILE, ("randomize", "seed", "value", "label")),
    }
)


def check_parameters(found: Findings, row: Row, kind: Type) -> None:
    written = row.cell("parameters")
    if not written:
        return
    place = found.at(row, "parameters")
    if _BETWEEN.sub("", _PAIR.sub("", written)):
        found.problem(
            place,
            N_("the parameters cannot be read"),
            N_("Write them as start=0 end=10 step=1, with spaces between."),
        )
        return
    parameters = read_parameters(written)
    for name, value in parameters.items():
        known = _KNOWN.get(kind.name)
        if known is not None and name not in known:
            found.unknown(place, N_("unknown parameter {name}"), name, known)
        elif name in _NEEDED and not _NEEDED[name][0](value):
            found.problem(
                place,
                N_("the parameter {name} cannot be {value}"),
                _NEEDED[name][1],
                name=name,
                value=value,
            )
    if "seed" in parameters and "randomize" not in parameters:
        found.problem(
            place, N_("a seed has no effect without randomize"), N_("Add randomize=true.")
        )
    if kind.name == "range":
        _check_range(found, row, parameters)


def read_parameters(written: str) -> dict[str, str]:
    """Read `start=0 end=10`; pairs may be separated by spaces, commas or semicolons."""
    pairs = (pair.partition("=") for pair in _PAIR.findall(written))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _check_range(found: Findings, row: Row, parameters: Mapping[str, str]) -> None:
    start, end, step = (_number(parameters.get(name, usual)) for name, usual in _DEFAULTS.items())
    if start is None or end is None or step is None:
        return
    if step == 0 or abs(step) > abs(end - start):
        found.problem(
            found.at(row, "parameters"),
            N_("the step of the range is zero or larger than the range"),
            N_("Write for example start=1 end=5 step=1."),
        )
