"""Operators list, add and change waves, and see how they are answered."""

import pytest

from tests.bot.commands.conftest import Types

STANDARD = """\
0  2026-11-25  planned  commitment  17-20
1  2026-12-25  planned  followup  8-20
2  2027-02-23  planned  followup  8-20
3  2027-05-24  planned  followup  8-20
"""


@pytest.mark.usefixtures("workshop")
async def test_waves_are_listed_added_and_changed(types: Types) -> None:
    assert (await types("wave", "list")).stdout == STANDARD

    added = await types("wave", "add", "--days", "365", "--countries", "hn, gt")
    moved = await types(
        "wave", "set", "2", "--day", "2027-03-01", "--from-hour", "9", "--until-hour", "12"
    )
    widened = await types("wave", "set", "4", "--countries", "all")

    assert added.stdout.splitlines()[-1] == "4  2027-11-25  planned  followup  8-20  HN,GT"
    assert "2  2027-03-01  planned  followup  9-12\n" in moved.stdout
    assert widened.stdout.splitlines()[-1] == "4  2027-11-25  planned  followup  8-20"


@pytest.mark.usefixtures("workshop")
async def test_a_wave_that_outlives_the_names_is_warned_of(types: Types) -> None:
    added = await types("wave", "add", "--days", "700")
    assert added.exit_code == 0
    assert added.stderr == (
        "Before this wave is over, the bot forgets who is who: tertulia workshop set\n"
    )

    shortened = await types("workshop", "set", "--keep-identity", "100")

    assert shortened.exit_code == 0
    assert shortened.stderr.splitlines() == [
        f"Wave {number} would end after the bot has forgotten who is who. Choose more days for"
        " --keep-identity, or an earlier day: tertulia wave set"
        for number in (2, 3, 4)
    ]


@pytest.mark.usefixtures("workshop")
async def test_a_panel_before_any_wave(types: Types) -> None:
    assert (await types("wave", "panel")).stdout == "No wave has begun yet.\n"


@pytest.mark.usefixtures("workshop")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["add"], "Say when it begins: --day, or --days after the last day of the workshop."),
        (["set", "9"], "There is no wave with this number; tertulia wave list shows them."),
        (["set", "1", "--from-hour", "20"], "The hours must end later than they begin."),
        (["set", "1", "--countries", "FR"], "A wave can only ask countries of its workshop."),
    ],
)
async def test_what_makes_no_wave_is_refused(types: Types, typed: list[str], sentence: str) -> None:
    refused = await types("wave", *typed)

    assert (refused.exit_code, refused.stderr) == (1, f"{sentence}\n")
    assert (await types("wave", "list")).stdout == STANDARD
