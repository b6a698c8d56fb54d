"""Times of the day as people write them: 14:30, 14h30, 2:30 pm, las dos y media de la tarde."""

import re
from datetime import date, datetime, time
from types import MappingProxyType
from typing import Final

from conversations.cleaning import fold
from conversations.written_dates import read_date

_MOST_WORDS: Final = 20
_NOON: Final = 12

_NUMBERS: Final = MappingProxyType(
    {
        word: str(number)
        for number, words in {
            1: "una une one um uma",
            2: "dos deux two dois duas",
            3: "tres trois three",
            4: "cuatro quatre four quatro",
            5: "cinco cinq five",
            6: "seis six",
            7: "siete sept seven sete",
            8: "ocho huit eight oito",
            9: "nueve neuf nine nove",
            10: "diez dix ten dez",
            11: "once onze eleven",
            12: "doce douze twelve doze mediodia midi noon midday meiodia",
            0: "medianoche minuit midnight meianoite",
            15: "cuarto quart quarter quinze",
            20: "veinte vingt twenty vinte",
            25: "veinticinco",
            30: "media demie demi half meia treinta trente thirty trinta",
        }.items()
        for word in words.split()
    }
)
_AFTERNOON: Final = frozenset({"pm", "tarde", "noche", "soir", "apresmidi", "afternoon", "evening", "night", "noite"})  # fmt: skip
_MORNING: Final = frozenset({"am", "manana", "madrugada", "matin", "morning", "manha"})
_MIDNIGHT: Final = frozenset({"am", "noche", "night", "noite"})  # in which 12 is 0
_UNSAID: Final = (
    _AFTERNOON
    | _MORNING
    | frozenset(
        re.findall(
            r"\w+",
            "a las la los de del por en punto hora horas hrs hs y "
            "l le du heure heures et at the o clock oclock in and "
            "as da do em ponto e",
        )
    )
)
_JOINED: Final = (
    (re.compile(r"(\d)\s*h(?:rs|s)?\s*(?=\d|$|\s)"), r"\1 "),
    (re.compile(r"(\d)\s*([ap])\s?m\b"), r"\1 \2m"),
    (re.compile(r"\bapres midi\b"), "apresmidi"),
    (re.compile(r"\bmeio dia\b"), "meiodia"),
    (re.compile(r"\bmeia noite\b"), "meianoite"),
    (re.compile(r"\b([ap]) m\b"), r"\1m"),
)


_HOUR: Final = r"(?P<hour>\d|[01]\d|2[0-3])"
_MINUTE: Final = r"(?P<minute>[0-5]?\d)"
_ON: Final = (
    re.compile(rf"{_HOUR}(?: {_MINUTE}(?: [0-5]\d)?)?"),
    re.compile(r"(?P<hour>\d|[01]\d|2[0-3])(?P<minute>[0-5]\d)"),
    re.compile(rf"{_MINUTE} past {_HOUR}"),
)
_BEFORE: Final = (
    re.compile(rf"{_HOUR} (?:menos|moins) {_MINUTE}"),
    re.compile(rf"{_MINUTE} (?:to|para) {_HOUR}"),
)


def read_time(text: str) -> time | None:
    """Read a time of the day in any of the languages, None where it is none."""
    folded = fold(text)
    for pattern, joined in _JOINED:
        folded = pattern.sub(joined, folded)
    words = folded.split()
    said = " ".join(_NUMBERS.get(word, word) for word in words if word not in _UNSAID)
    for patterns, sign in ((_ON, 1), (_BEFORE, -1)):
        for pattern in patterns:
            if shaped := pattern.fullmatch(said):
                minutes = int(shaped["hour"]) * 60 + sign * int(shaped["minute"] or 0)
                return _in_half(minutes, frozenset(words))
    return None


def read_moment(text: str, *, today: date) -> datetime | None:
    """Read a date with a time behind it: 24/11/2026 14:30, ayer a las 3 de la tarde."""
    words = re.sub(r"(?<=\d)T(?=\d)", " ", text).replace(",", " ").split()[:_MOST_WORDS]
    for at in range(len(words) - 1, 0, -1):
        on = read_date(" ".join(words[:at]), today=today)
        clock = read_time(" ".join(words[at:])) if on else None
        if on and clock is not None:
            return datetime.combine(on, clock)
    return None


def _in_half(minutes: int, words: frozenset[str]) -> time:
    """Return the time of so many minutes since midnight, in the half of the day that is said."""
    hour, minute = divmod(minutes % (24 * 60), 60)
    if words & _AFTERNOON and hour < _NOON:
        hour += _NOON
    elif words & _MIDNIGHT and hour == _NOON:
        hour = 0
    return time(hour, minute)
