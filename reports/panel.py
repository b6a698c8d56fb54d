"""The panel: who answered which wave, how far what they chose has come, what holds it back.

For the chat as text that fits a phone, and as sheets. In the chat figures are told as `small_cells`
lets them be; an export, which needs a second factor, has every row anyway.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from locales import N_, Words
from reports.labels import Labels, choice_label
from reports.sheets import Sheet, Value
from reports.small_cells import SMALLEST_GROUP, tell_one
from reports.tables import short_id
from storage.adoptions import IN_PLACE, STAGES
from storage.panels import Answered, Panel
from storage.waves import Disposition

DISPOSITIONS: Final = {
    Disposition.QUEUED: N_("not written to yet"),
    Disposition.CONTACTED: N_("no answer"),
    Disposition.STARTED: N_("begun"),
    Disposition.PARTIAL: N_("a part of it"),
    Disposition.COMPLETED: N_("all of it"),
    Disposition.REFUSED: N_("did not want to"),
    Disposition.UNREACHABLE: N_("out of reach"),
}
_MOST_BARRIERS: Final = 3
PANEL_FILES: Final = ("waves", "adoptions", "moves", "barriers")
"""What each of the sheets is called as a file."""


def panel_text(panel: Panel, *, words: Words, labels: Labels) -> str:
    """Return the panel in lines of a phone's width, as plain text."""
    if not panel.waves:
        return words.say(N_("No wave has begun yet."))
    parts = [
        "\n".join(_wave_lines(panel.waves, words)),
        "\n".join(_stage_lines(panel, words)),
        "\n".join(_barrier_lines(panel, words, labels)),
    ]
    return "\n\n".join(filter(None, parts))


def response_lines(dispositions: Mapping[Disposition, int], words: Words) -> Iterator[str]:
    """Return how many stand where, as far as that tells nothing of single persons."""
    for disposition, label in DISPOSITIONS.items():
        if count := dispositions.get(disposition, 0):
            yield f"{words.say(label)}: {figure(count, words)}"


def figure(count: int, words: Words) -> str:
    """Write a number of persons as it may be told: at least so many, or a few."""
    told = tell_one(count)
    if told is None:
        return f"< {words.number(SMALLEST_GROUP)}"
    return f"≥ {words.number(told)}" if told else words.number(0)


def panel_sheets(panel: Panel, *, words: Words, labels: Labels) -> tuple[Sheet, ...]:
    """Return the waves, the adoptions, their moves, and the barriers; none where no wave has begun."""
    if not panel.waves:
        return ()
    stages = labels.get("status", {})
    return (
        _waves_sheet(panel.waves, words),
        _adoption_sheet(panel, words, stages),
        _moves_sheet(panel, words, stages),
        _barriers_sheet(panel, words, labels.get("barriers", {})),
    )


def in_place(panel: Panel, number: int) -> tuple[int, int]:
    """Count the practices told of in a wave, and those of them in use, on trial or beyond."""
    told = [one.stages[number] for one in panel.adopted if number in one.stages]
    return sum(stage in IN_PLACE for stage in told), len(told)


def moves(panel: Panel, earlier: int, later: int) -> Counter[tuple[str, str]]:
    """Count from which stage to which practices went between two waves."""
    return Counter(
        (one.stages[earlier], one.stages[later])
        for one in panel.adopted
        if earlier in one.stages and later in one.stages
    )


def _wave_lines(answered: Sequence[Answered], words: Words) -> Iterator[str]:
    yield words.say(N_("Who answered"))
    for one in answered:
        yield words.say(
            N_("{number}: {answered} of {members}"),
            number=words.number(one.wave.number),
            answered=figure(one.answered, words),
            members=figure(one.members, words),
        )


def _stage_lines(panel: Panel, words: Words) -> Iterator[str]:
    numbers = _numbers(panel)
    if not numbers:
        return
    yield words.say(N_("On trial, in use, or beyond"))
    for number in numbers:
        reached, told = in_place(panel, number)
        yield words.say(
            N_("{number}: {reached} of {told} practices"),
            number=words.number(number),
            reached=figure(reached, words),
            told=figure(told, words),
        )
    for earlier, later in pairwise(numbers):
        yield _move_line(panel, earlier, later, words)


def _move_line(panel: Panel, earlier: int, later: int, words: Words) -> str:
    directions = Counter[str]()
    for (before, after), count in moves(panel, earlier, later).items():
        directions[_direction(before, after)] += count
    return words.say(
        N_("{earlier} → {later}: on {forward}, the same {same}, back {back}"),
        earlier=words.number(earlier),
        later=words.number(later),
        **{one: figure(directions[one], words) for one in ("forward", "same", "back")},
    )


def _barrier_lines(panel: Panel, words: Words, labels: Labels) -> Iterator[str]:
    counts = Counter[str]()
    for (_origin, _country, code), count in panel.barriers.items():
        counts[code] += count
    if not counts:
        return
    yield words.say(N_("What holds it back"))
    for code, count in sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:_MOST_BARRIERS]:
        yield f"{choice_label('barriers', code, labels)}: {figure(count, words)}"


def _waves_sheet(answered: Sequence[Answered], words: Words) -> Sheet:
    headings = (
        words.say(N_("Wave")),
        words.say(N_("Begun on")),
        words.say(N_("Asked")),
        *(words.say(label) for label in DISPOSITIONS.values()),
        words.say(N_("Answered every wave so far")),
    )
    rows = tuple(
        (
            one.wave.number,
            one.wave.started_at.date() if one.wave.started_at else None,
            one.members,
            *(one.dispositions.get(known, 0) for known in DISPOSITIONS),
            one.every_wave,
        )
        for one in answered
    )
    return Sheet(words.say(N_("Waves")), headings, rows)


def _adoption_sheet(panel: Panel, words: Words, stages: Mapping[str, str]) -> Sheet:
    numbers = _numbers(panel)
    headings = (
        words.say(N_("Practice")),
        words.say(N_("From (country)")),
        words.say(N_("To (country)")),
        *(words.say(N_("Stage in wave {number}"), number=number) for number in numbers),
    )
    rows = tuple(
        (
            short_id(one.practice_id),
            one.origin,
            one.country,
            *(stages.get(one.stages.get(number, ""), one.stages.get(number)) for number in numbers),
        )
        for one in panel.adopted
    )
    return Sheet(words.say(N_("Practices taken over")), headings, rows)


def _moves_sheet(panel: Panel, words: Words, stages: Mapping[str, str]) -> Sheet:
    headings = (N_("From wave"), N_("To wave"), N_("Stage before"), N_("Stage after"), N_("Count"))
    rows: list[tuple[Value, ...]] = []
    for earlier, later in pairwise(_numbers(panel)):
        found = moves(panel, earlier, later)
        for before, after in sorted(found, key=_in_order):
            names = (stages.get(before, before), stages.get(after, after))
            rows.append((earlier, later, *names, found[before, after]))
    return Sheet(words.say(N_("Moves")), tuple(map(words.say, headings)), tuple(rows))


def _barriers_sheet(panel: Panel, words: Words, known: Mapping[str, str]) -> Sheet:
    headings = (N_("From (country)"), N_("To (country)"), N_("What holds it back"), N_("Count"))
    rows = tuple(
        (origin, country, known.get(code, code), count)
        for (origin, country, code), count in sorted(
            panel.barriers.items(), key=lambda one: tuple(part or "" for part in one[0])
        )
    )
    return Sheet(words.say(N_("What holds it back")), tuple(map(words.say, headings)), rows)


def _numbers(panel: Panel) -> list[int]:
    """Return the numbers of the waves in which somebody told of a practice."""
    return sorted({number for one in panel.adopted for number in one.stages})


def _direction(before: str, after: str) -> str:
    """Tell whether a practice moved on; what was dropped fell back, wherever it stood."""
    if before == after:
        return "same"
    return "forward" if _place(after) > _place(before) else "back"


def _place(stage: str) -> int:
    return -1 if stage == STAGES[-1] else STAGES.index(stage)


def _in_order(move: tuple[str, str]) -> tuple[int, int]:
    return _place(move[0]), _place(move[1])
