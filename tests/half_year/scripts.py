"""What must come of a play, by the scripts of its people alone: nothing here is read from the bot."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from storage.adoptions import STAGES
from storage.waves import Disposition
from tests.half_year.cast import WAVES, Part, Way

COMMITMENT = 0  # the wave of it; the others follow up
MOST_CONTACTS = 3
HELD_BACK = frozenset(
    {"not_started", "exploring", "dropped"}
)  # then it is asked what holds it back


@dataclass(frozen=True, slots=True)
class Course:
    """How a wave goes for one person."""

    disposition: Disposition
    contacts: tuple[str, ...]  # what each of them says
    stage: str | None = None  # as it was told of what this person took home
    is_told_in_full: bool = False


def courses(part: Part) -> Mapping[int, Course]:
    """Return how each wave goes in which this person stands."""
    gone: Disposition | None = None
    has_chosen = False
    found: dict[int, Course] = {}
    for wave in WAVES if part.may_be_asked else ():
        if gone is None:
            found[wave] = _course(part, wave, has_chosen=has_chosen)
        elif wave - 1 in found and wave - 1 != COMMITMENT:
            found[wave] = Course(gone, ())  # who was lost stays in the panel
        gone = gone or _GONE.get(part.deeds[wave].way)
        has_chosen |= wave == COMMITMENT and found[wave].disposition is Disposition.COMPLETED
    return found


def _course(part: Part, wave: int, *, has_chosen: bool) -> Course:
    deed = part.deeds[wave]
    asks_one_thing = wave != COMMITMENT and has_chosen
    is_begun_at = deed.at if deed.way is Way.PARTLY else MOST_CONTACTS
    said = tuple(
        _said(contact, is_begun=contact > is_begun_at, asks_one_thing=asks_one_thing)
        for contact in range(1, MOST_CONTACTS + 1)
    )
    answers_one_thing = said[deed.at - 1] == "last"
    match deed.way:
        case Way.ANSWER | Way.PARTLY if answers_one_thing:
            return Course(Disposition.PARTIAL, said, "in_use")
        case Way.ANSWER:
            stage = STAGES[deed.stage] if asks_one_thing else None
            return Course(Disposition.COMPLETED, said[: deed.at], stage, is_told_in_full=True)
        case Way.PARTLY:
            return Course(Disposition.PARTIAL, said)
        case Way.IGNORE:
            return Course(Disposition.CONTACTED, said)
        case Way.BLOCK:
            return Course(Disposition.UNREACHABLE, said[: deed.at])
        case Way.REFUSE | Way.STOP:
            return Course(Disposition.REFUSED, said[: deed.at])


_GONE = {Way.STOP: Disposition.REFUSED, Way.BLOCK: Disposition.UNREACHABLE}


def _said(contact: int, *, is_begun: bool, asks_one_thing: bool) -> str:
    if contact == 1:
        return "invitation"
    if is_begun:
        return "question"
    return "last" if contact == MOST_CONTACTS and asks_one_thing else "reminder"


@dataclass(frozen=True, slots=True)
class Figures:
    """The panel, as it follows from the scripts."""

    dispositions: Mapping[int, Counter[Disposition]]
    every_wave: Mapping[int, int]
    stages: Counter[tuple[tuple[int, str], ...]]  # what was told of a practice, wave by wave
    held_back: int  # practices of which it was ever told what holds them back


def figures(parts: tuple[Part, ...]) -> Figures:
    whole = [courses(part) for part in parts]
    stages = Counter(
        tuple((wave, course.stage) for wave, course in of.items() if course.stage)
        for of in whole
        if COMMITMENT in of and of[COMMITMENT].disposition is Disposition.COMPLETED
    )
    return Figures(
        {wave: Counter(of[wave].disposition for of in whole if wave in of) for wave in WAVES},
        {wave: sum(_answered_all(of, wave) for of in whole) for wave in WAVES},
        stages,
        sum(any(c.is_told_in_full and c.stage in HELD_BACK for c in of.values()) for of in whole),
    )


def _answered_all(of: Mapping[int, Course], last: int) -> bool:
    """Tell whether somebody has answered every wave of one form, up to this one."""
    first = min(last, COMMITMENT + 1)
    answered = {Disposition.COMPLETED, Disposition.PARTIAL}
    return all(n in of and of[n].disposition in answered for n in range(first, last + 1))
