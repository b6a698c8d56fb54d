"""Numbers as people write them: 1,500 or 1.500, and 12,5 where the language has it so."""

import re
from decimal import Decimal
from typing import Final

from locales import Words

_PLAIN: Final = re.compile(r"[-+]?\d{1,15}")
_GROUPED: Final = re.compile(r"[-+]?\d{1,3}(?:[.,]\d{3}){1,4}")


def read_integer(text: str) -> str | None:
    figures = _compact(text)
    if _GROUPED.fullmatch(figures):
        figures = re.sub(r"[.,]", "", figures)
    if not re.fullmatch(r"[-+]?\d{1,15}(?:[.,]0+)?", figures):
        return None
    return str(int(re.split(r"[.,]", figures)[0]))


def read_decimal(text: str, words: Words) -> str | None:
    figures = _compact(text)
    mark = _decimal_mark(figures, words)
    whole, _, fraction = figures.rpartition(mark) if mark else (figures, "", "")
    if not (_PLAIN.fullmatch(whole) or _GROUPED.fullmatch(whole)) or not re.fullmatch(
        r"\d{0,15}", fraction
    ):
        return None
    return figures_of(Decimal(f"{re.sub('[.,]', '', whole)}.{fraction or '0'}"))


def figures_of(number: Decimal) -> str:
    """Write a number as answers are kept: 12.5, and no zeros behind."""
    return format(number.normalize(), "f")


def _compact(text: str) -> str:
    """Take out what some languages set between thousands, and the sign of per cent at the end."""
    return re.sub("[\\s'\u2019]|%$", "", text)


def _decimal_mark(figures: str, words: Words) -> str:
    """Tell which of . and , stands before the fraction, "" where none does."""
    marks = [character for character in figures if character in ".,"]
    if not marks or (len(marks) > 1 and len(set(marks)) == 1):
        return ""
    ambiguous = len(marks) == 1 and _GROUPED.fullmatch(figures)
    if ambiguous and marks[-1] != words.decimal_mark():
        return ""  # 1,234 alone could be either: the language decides
    return marks[-1]
