"""A person who could be recognised: a name with an age or a place, or after "my sister"."""

from collections.abc import Iterator
from typing import Final

from conversations.screening.findings import Clue, Finding, found
from conversations.screening.flat import Match, find, has
from conversations.screening.names import is_given, is_thing_too, listed
from conversations.screening.people_words import (
    ADULT,
    AGE,
    CALLED,
    FROM,
    FURTHER,
    HARMED,
    INITIALS,
    KIN,
    LASTED,
    MADE_UP,
    MINE,
    NAMES,
    OF,
    ONE,
    PLACE,
    SELF,
    SINCE,
    STORY,
    WHAT_IS_BORN_TOO,
    WORD,
    YOUNG,
)

_SHORTEST: Final = 4  # of a name that is in no list
_NEAR: Final = 60  # characters around something in which others are about the same person

_SOMEONE: Final = r"(?: \w{1,12}){0,4}?"
_NAME_AND_AGE: Final = (
    rf"\b({NAMES})(,? \(?|,{_SOMEONE} |{_SOMEONE} )(?:de |con |com |agee? de )?({AGE})"
)
_SMALL_NAME_AND_AGE: Final = (
    rf"\b((?:[a-z]{{3,20}} ){{0,3}}?[a-z]{{3,20}}),? (?:de |con |com |tiene |tem |is |a )?({AGE})"
)
_IN_A_TITLE: Final = rf" (?:de|del|da|do|of) ({NAMES})$"
_TIGHT: Final = (
    rf"^(?:, ?| \()$|^ (?:es|era|is|was|est|etait|e) (?:una?|an?|une|uma?) (?:{YOUNG}|{ADULT})"
)
_AT: Final = r"\b(?:en|in|a|em|de|from|desde|hacia|to|para|na|no) $"
_AGE_IN_FIGURES: Final = rf"\b({NAMES})(?:, \d\d?[,.;)]| \(\d\d?( an[os]+)?\))"
_INITIALS_AND_AGE: Final = rf"{INITIALS},? \(?(?:de |agee? de )?(?:{AGE}|\d\d?\))"
_ONE_OF_AN_AGE: Final = (
    rf"(?:{ONE} ?(?:\w+ )?(?:{YOUNG}|{ADULT})(?:,? (?:de|con|com|agee? de|of))? {AGE}"
    r"|\b(?:a|an|the) \d\d?[- ]years?[- ]old\b)"
)
_AT_A_PLACE: Final = rf"^(?-i:[^A-Z.!?;]{{0,50}}?) {FROM} ?({PLACE})"
_SMALL_PLACE: Final = r"^ (?:de|from|d') ([a-z]{4,20})\b"
_NO_PLACE: Final = (
    r"^(?:edad|experiencia|secundaria|primaria|idade|escuela|nuestr.|zonas?|areas?|origen)$"
)
_KIN_AND_NAME: Final = rf"{MINE} (?:\w+ )?{KIN},? (?:{CALLED} )?({WORD})\b"
_ROLE_AND_NAME: Final = rf"{ONE} ?(?:\w+ )?(?:{YOUNG}|{HARMED})(?: {CALLED})? ({WORD})\b"
_CALLED_A_NAME: Final = rf"\b{CALLED} ({NAMES})"
_WHO: Final = rf"(?:\b(?:{YOUNG}|{ADULT}|{HARMED}|{KIN}|el|ella|elle|il|she|he|ela|ele)\b|{AGE})[^.!?]{{0,30}}$"
_SELF_NAMED: Final = rf"{SELF} ({WORD})\b{FURTHER}"
_STORY_OF: Final = rf"{STORY} {OF} ?({NAMES})"
_NAMED_FROM: Final = rf"\b({NAMES})(, de | de |,? from |,? of )({PLACE})"
_BIRTH: Final = (
    r"\b(?:nacid[oa]|nacio|nee?|nascid[oa]|nasceu|born|naci)(?: el| le| em| on| the| a)*"
    r" (?:\d{1,2}(?:er|o|st|nd|rd|th)?[ /.\-](?:de )?[a-z0-9]{1,10}[ /.\-,]{1,2}(?:de |del )?"
    r"|[a-z]{3,9} \d\d?,? )(?:19|20)?\d\d\b"
)
_DAY_OF_BIRTH: Final = (
    r"\b(?:fecha de nacimiento|date de naissance|date of birth|data de nascimento|dob|d\.o\.b\.)\W{1,3}"
    r"\d{1,2}[ /.\-](?:de )?\w{1,10}[ /.\-](?:de )?\d{2,4}"
)


def find_people(flat: bytes) -> Iterator[Finding]:
    """Yield the people of a text, but for those of a play or a tale."""
    for people in (_of_an_age, _without_capitals, _after_a_word, _by_name, _born):
        for person in people(flat):
            around = flat[max(0, person.start - _NEAR) : person.end + _NEAR]
            if not has(MADE_UP, around):
                yield person


def _without_capitals(flat: bytes) -> Iterator[Finding]:
    if flat.islower():
        for match in find(_SMALL_NAME_AND_AGE, flat):
            named = any(
                is_given(word) and not is_thing_too(word) for word in match[1].decode().split()
            )
            if named and _is_age(flat, *match.span(2)):
                yield found(match, Clue.PERSON)


def _of_an_age(flat: bytes) -> Iterator[Finding]:
    for match in find(_NAME_AND_AGE, flat):
        if _is_age(flat, *match.span(3)):
            yield from _named(flat, match)
    for match in find(_AGE_IN_FIGURES, flat):
        if _is_name(flat, match, tight=False):
            yield found(match, Clue.PERSON)
    for match in find(_INITIALS_AND_AGE, flat):
        yield found(match, Clue.PERSON)
    for match in find(_ONE_OF_AN_AGE, flat):
        place = _place_after(flat, match.end())
        if place and _is_age(flat, *match.span()):
            yield Finding(match.start(), place, Clue.PERSON)


def _named(flat: bytes, match: Match) -> Iterator[Finding]:
    """Yield a person of an age, also one whose name ends a title: "Rutas de Ana Pereira"."""
    if _is_name(flat, match, tight=has(_TIGHT, match[2])):
        yield found(match, Clue.PERSON)
    elif not listed("of_institutions") & {_word(word) for word in match[1].split()}:
        for named in find(_IN_A_TITLE, match[1]):  # one at most
            first = _word(named[1].split()[0])
            if is_given(first) and not is_thing_too(first):
                yield Finding(match.start() + named.start(1), match.end(), Clue.PERSON)


def _place_after(flat: bytes, end: int) -> int:
    """Return where the place ends that is told about somebody, 0 where none is."""
    after = flat[end : end + _NEAR]
    for place in find(_AT_A_PLACE, after):
        if _word(place[1].split()[-1]) not in listed("countries"):
            return end + place.end()
    if flat.islower():  # somebody writes without capitals
        for place in find(_SMALL_PLACE, after):
            if not has(_NO_PLACE, place[1]):
                return end + place.end()
    return 0


def _is_age(flat: bytes, start: int, end: int) -> bool:
    """Tell an age from years that went by, and from those of a whole group."""
    before, after = flat[max(0, start - _NEAR) : start], flat[end : end + _NEAR]
    return not has(SINCE, before) and not has(LASTED, after)


def _is_name(flat: bytes, match: Match, *, tight: bool) -> bool:
    """Tell a person's name from that of a place or an institution.

    One that is not known to be a name needs what follows to be `tight`: "Yarixa, de 15 años".
    """
    words = [_word(word) for word in match[1].split()]
    if _is_listed(words[0], "beginnings", "countries") or listed("of_institutions") & set(words):
        return False
    if _goes_on(flat, match.start(1)):
        return False
    if is_given(words[0]):
        return tight or len(words) > 1 or not is_thing_too(words[0])
    return tight and len(match[1]) >= _SHORTEST and not has(_AT, flat[: match.start(1)][-_NEAR:])


def _goes_on(flat: bytes, start: int) -> bool:
    """Tell whether a capital stands before, as in "Santa Rosa": then a name is only a part."""
    before = flat[max(0, start - _NEAR) : start]
    for last in find(r"([a-z.]+) (?:de |del |la )?$", before):  # one at most
        word = _word(last[1].strip(b"."))
        return word in listed("of_institutions") or (
            last[1][:1].isupper() and not _opens(before, last.start())
        )
    return False


def _opens(before: bytes, start: int) -> bool:
    return not before[:start].strip() or before[:start].rstrip()[-1:] in b".!?:"


def _after_a_word(flat: bytes) -> Iterator[Finding]:
    for pattern in (_KIN_AND_NAME, _SELF_NAMED):
        for match in find(pattern, flat):
            if _may_be_called(match[1], capital_is_enough=True):
                yield found(match, Clue.PERSON)
    for match in find(_ROLE_AND_NAME, flat):
        english = has(r"^(?:a|an|the|this|one) ", match[0])
        if _may_be_called(match[1], capital_is_enough=not english):
            yield found(match, Clue.PERSON)
    for match in find(_CALLED_A_NAME, flat):
        before = flat[max(0, match.start() - _NEAR) : match.start()]
        if has(_WHO, before) and not has(WHAT_IS_BORN_TOO, before):
            yield found(match, Clue.PERSON)


def _may_be_called(word: bytes, *, capital_is_enough: bool) -> bool:
    name = _word(word)
    if word[:1].isupper():
        return is_given(name) or (
            capital_is_enough and not _is_listed(name, "beginnings", "of_institutions", "countries")
        )
    return is_given(name) and not is_thing_too(name)


def _by_name(flat: bytes) -> Iterator[Finding]:
    for match in find(_STORY_OF, flat):
        first, *others = match[1].split()
        if is_given(_word(first)) and (others or not is_thing_too(_word(first))):
            yield found(match, Clue.PERSON)
    for match in find(_NAMED_FROM, flat):
        sure = b" " in match[1] or match[2] != b" de "  # Esperanza de Vida is an institution
        somewhere = not _is_listed(_word(match[3].split()[-1]), "countries", "of_institutions")
        if sure and somewhere and _is_name(flat, match, tight=False):
            yield found(match, Clue.PERSON)


def _born(flat: bytes) -> Iterator[Finding]:
    for match in find(_DAY_OF_BIRTH, flat):
        yield found(match, Clue.PERSON)
    for match in find(_BIRTH, flat):
        before = flat[max(0, match.start() - _NEAR) : match.start()]
        if not has(WHAT_IS_BORN_TOO, before):
            yield found(match, Clue.PERSON)


def _is_listed(word: str, *lists: str) -> bool:
    return any(word in listed(name) for name in lists)


def _word(word: bytes) -> str:
    return word.decode().casefold().strip(",.")
