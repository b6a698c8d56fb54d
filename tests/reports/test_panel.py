"""The panel of the waves: figures of many as text, figures of all as sheets."""

from datetime import UTC, datetime

from locales import words
from reports.panel import panel_sheets, panel_text
from storage.panels import Adopted, Answered, Panel
from storage.waves import Disposition, Wave, WaveState

ENGLISH = words("en")
LABELS = {
    "status": {"exploring": "Talked about", "in_use": "In use", "dropped": "Dropped"},
    "barriers": {"time": "No time", "law": "The law"},
}
NOW = datetime(2027, 1, 2, 8, tzinfo=UTC)


def answered(number: int, every_wave: int, **counts: int) -> Answered:
    wave = Wave(
        id=number,
        workshop_id=1,
        number=number,
        form_code="followup",
        offset_days=30,
        starts_on=None,
        from_hour=8,
        until_hour=20,
        reminder_days=(3, 7),
        deadline_days=14,
        last_question=True,
        state=WaveState.CLOSED,
        created_at=NOW,
        started_at=NOW,
        closed_at=NOW,
    )
    return Answered(wave, {Disposition(name): n for name, n in counts.items()}, every_wave)


PANEL = Panel(
    (
        answered(1, 13, completed=10, partial=3, refused=1, contacted=6),
        answered(2, 4, completed=4, unreachable=16),
    ),
    (
        *[Adopted(1, "GT", "HN", {1: "exploring", 2: "in_use"})] * 7,
        *[Adopted(2, "MX", None, {1: "in_use", 2: "dropped"})] * 2,
        Adopted(3, "GT", "CR", {1: "exploring"}),
        Adopted(3, "GT", "DO", {1: "exploring", 2: "exploring"}),
    ),
    {("GT", "HN", "time"): 6, ("MX", None, "time"): 1, ("GT", "CR", "law"): 1},
)


def test_nothing_is_told_before_a_wave() -> None:
    nothing = Panel((), (), {})

    assert panel_text(nothing, words=ENGLISH, labels={}) == "No wave has begun yet."
    assert panel_sheets(nothing, words=ENGLISH, labels={}) == ()


def test_the_text_tells_of_many_in_steps_and_of_few_nothing() -> None:
    assert panel_text(PANEL, words=ENGLISH, labels=LABELS).splitlines() == [
        "Who answered",
        "1: ≥ 10 of ≥ 20",
        "2: < 5 of ≥ 20",
        "",
        "On trial, in use, or beyond",
        "1: < 5 of ≥ 10 practices",
        "2: ≥ 5 of ≥ 10 practices",
        "1 → 2: on ≥ 5, the same < 5, back < 5",
        "",
        "What holds it back",
        "No time: ≥ 5",
        "The law: < 5",
    ]


def test_the_sheets_tell_all() -> None:
    waves, adoptions, moves, barriers = panel_sheets(PANEL, words=ENGLISH, labels=LABELS)

    assert waves.rows == (
        (1, NOW.date(), 20, 0, 6, 0, 3, 10, 1, 0, 13),
        (2, NOW.date(), 20, 0, 0, 0, 0, 4, 0, 16, 4),
    )
    assert [row[1:] for row in adoptions.rows[6:]] == [
        ("GT", "HN", "Talked about", "In use"),
        ("MX", None, "In use", "Dropped"),
        ("MX", None, "In use", "Dropped"),
        ("GT", "CR", "Talked about", None),
        ("GT", "DO", "Talked about", "Talked about"),
    ]
    assert moves.rows == (
        (1, 2, "Talked about", "Talked about", 1),
        (1, 2, "Talked about", "In use", 7),
        (1, 2, "In use", "Dropped", 2),
    )
    assert barriers.rows == (
        ("GT", "CR", "The law", 1),
        ("GT", "HN", "No time", 6),
        ("MX", None, "No time", 1),
    )
