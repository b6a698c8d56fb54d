"""Operators see and confirm where to call for help."""

import pytest

from tests.bot.commands.conftest import Types

SUGGESTED = (
    "HN  not confirmed; suggested: 145 (CICESCT) (laprensa.hn, «Honduras lanza línea 145»;"
    " honduprensa.com)  The national line against trafficking.\n"
)


@pytest.mark.usefixtures("workshop")
async def test_lines_are_shown_and_confirmed(types: Types) -> None:
    shown = await types("workshop", "line")
    assert SUGGESTED in shown.stdout
    assert "DO  not confirmed\n" in shown.stdout

    await types("workshop", "line", "hn", "145,  day and night")
    confirmed = await types("workshop", "line", "DO", "--none")

    assert "HN  145, day and night\n" in confirmed.stdout
    assert "DO  no line\n" in confirmed.stdout


@pytest.mark.usefixtures("workshop")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (["HN"], "Write the line of the country, or --none."),
        (["HN", "145", "--none"], "Write the line of the country, or --none."),
        (["FR", "119"], "FR is no country of this workshop."),
        (
            ["HN", "1" * 201],
            "Up to 200 characters, please: a number, and when somebody answers it.",
        ),
    ],
)
async def test_what_is_no_line_is_refused(types: Types, typed: list[str], sentence: str) -> None:
    refused = await types("workshop", "line", *typed)

    assert (refused.exit_code, refused.stderr) == (1, f"{sentence}\n")
