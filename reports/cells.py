"""An answer as the cells of a spreadsheet: itself, and what of it has a column of its own."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from conversations.shown import is_voice
from locales import N_, Words
from reports.columns import SELECT_MULTIPLE, Column
from reports.sheets import Value
from storage.submissions import Answer

_LONGEST_PLAIN_NUMBER: Final = 30  # digits before or after the point; beyond that it stays text
_SEVERAL: Final = frozenset({SELECT_MULTIPLE, "rank"})
_MOST_PARTS: Final = 100  # a list of villages would fill more columns than a spreadsheet has
_NUMBERS: Final = frozenset({"integer", "decimal", "range"})
_COORDINATES: Final = (("latitude", N_("Latitude")), ("longitude", N_("Longitude")))


def parts_of(column: Column, words: Words) -> Iterable[tuple[str, str]]:
    """Return code and label of each part that has a column beside the answer's own."""
    if column.kind == "geopoint":
        return [(code, words.say(label)) for code, label in _COORDINATES]
    return column.choices.items() if _has_parts(column) else ()


def cells_of(column: Column, answer: Answer | None, words: Words | None) -> Iterator[Value]:
    """Return an answer in `words`, or in the names and codes of the form, and then its parts."""
    if answer is None:
        yield None
    else:
        yield _coded(answer) if words is None else _worded(answer, column, words)
    yield from _parts(column, answer)


def _parts(column: Column, answer: Answer | None) -> Iterator[Value]:
    """Return 1 or 0 for each choice, the place of each that was ranked, and coordinates."""
    if column.kind == "geopoint":
        yield from _coordinates(answer)
    elif _has_parts(column):
        chosen = answer.value.split() if answer else []
        places = {code: place for place, code in enumerate(chosen, start=1)}
        for code in column.choices:
            if answer is None:
                yield None
            elif answer.kind == "rank":
                yield places.get(code)
            else:
                yield int(code in places)


def _has_parts(column: Column) -> bool:
    return column.kind in _SEVERAL and len(column.choices) <= _MOST_PARTS


def _worded(answer: Answer, column: Column, words: Words) -> Value:
    if is_voice(answer.value):
        return words.say(N_("Voice note: {file}"), file=answer.value)
    if column.choices:
        labels = [column.choices.get(code, code) for code in answer.value.split()]
        if answer.kind == "rank":
            labels = [f"{place}. {label}" for place, label in enumerate(labels, start=1)]
        return ", ".join(labels)
    match answer.kind:
        case "time":
            return answer.value[: len("14:30")]
        case "datetime":
            return _moment(answer.value)
        case "geopoint":
            return ", ".join(answer.value.split()[: len(_COORDINATES)])
        case _:
            return _coded(answer)


def _coded(answer: Answer) -> Value:
    """Return a number or a day where the answer is one that a spreadsheet can hold."""
    try:
        if answer.kind == "date":
            return date.fromisoformat(answer.value)
        if answer.kind in _NUMBERS:
            return _number(answer.value)
    except (ValueError, ArithmeticError):
        pass
    return answer.value


def _number(written: str) -> Value:
    number = Decimal(written)
    plain = number.is_finite() and abs(number.adjusted()) < _LONGEST_PLAIN_NUMBER
    return number if plain else written


def _moment(written: str) -> Value:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        return written


def _coordinates(answer: Answer | None) -> Iterator[Value]:
    written = answer.value.split() if answer else []
    for at, _ in enumerate(_COORDINATES):
        try:
            yield _number(written[at])
        except (IndexError, ArithmeticError):
            yield None
