"""What the documents say is true: files, settings, commands of the terminal and of the chat."""

import re
from pathlib import Path

import pytest
import typer.main

from bot.actions.attachments import MOST_CSV_BYTES, MOST_MEDIA_BYTES, MOST_ROWS
from bot.cli import app
from bot.commands import verb_of
from bot.settings import Settings
from conversations.xforms.filled import MOST_INSTANCES
from conversations.xforms.workbooks.headings import COLUMNS, REFUSED_COLUMNS
from conversations.xforms.workbooks.question_types import REFUSED_TYPES, TYPES

ROOT = Path(__file__).parents[1]
DOCUMENTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]  # it is a group


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_to_a_file(document: Path) -> None:
    links = re.findall(r"\]\(([^)#]+?)\)", document.read_text(encoding="utf-8"))

    missing = [
        link
        for link in links
        if not link.startswith("https://") and not (document.parent / link).exists()
    ]

    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_setting_is_one(document: Path) -> None:
    named = re.findall(r"TERTULIA_([A-Z_]+)", document.read_text(encoding="utf-8"))

    assert {name.lower() for name in named} <= {*Settings.model_fields, "test_database_url"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_of_the_terminal_is_one(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = re.findall(r"(?:`|bin/|Scripts\\|run )tertulia ([a-z]+)", text)

    assert set(named) <= set(COMMANDS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_of_the_chat_is_one(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    of_others = {"setjoingroups", "mybots", "setprivacy", "revoke"}  # these are said to @BotFather
    named = set(re.findall(r"`/([a-z]+)`", text)) - of_others

    assert [name for name in named if verb_of(name) is None and name != "healthz"] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_target_of_make_is_one(document: Path) -> None:
    targets = re.findall(
        r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    named = re.findall(r"(?:^|`)make ([a-z-]+)", document.read_text(encoding="utf-8"), re.MULTILINE)

    assert set(named) <= set(targets)


ORGANISERS = (ROOT / "docs" / "organisers" / "README.md").read_text(encoding="utf-8")


def _told_in(heading: str) -> set[str]:
    """Return what stands in the table under this heading of the organisers' document, in code."""
    chapter = ORGANISERS.partition(f"### {heading}\n")[2].partition("\n#")[0]
    rows = [line.split(" | ") for line in chapter.splitlines() if line.startswith("| ")]
    return {word for row in rows for word in re.findall(r"`([^`]+)`", row[0])}


def test_organisers_are_told_every_type_that_can_be_asked_and_no_other() -> None:
    assert _told_in("What can be asked") == TYPES


def test_organisers_are_told_everything_that_is_refused_by_its_name() -> None:
    assert _told_in("What is refused") >= set(REFUSED_TYPES)
    written = {name for name in REFUSED_COLUMNS if not name.startswith(("bind::", "body::"))}
    assert _told_in("What is refused") - set(REFUSED_TYPES) - {"form_id"} == written


@pytest.mark.parametrize("sheet", COLUMNS)
def test_organisers_are_told_every_column_of(sheet: str) -> None:
    chapter = ORGANISERS.partition("### The columns\n")[2].partition("\n#")[0]
    row = next(line for line in chapter.splitlines() if line.startswith(f"| {sheet} |"))

    named = set(re.findall(r"`([^`:]+)`", row))

    assert named - {"choice_filter"} == COLUMNS[sheet] - {"choice_filter"}


def test_organisers_are_told_the_limits_that_hold() -> None:
    assert f"up to 1 MB and {MOST_ROWS:,} rows" in ORGANISERS
    assert f"{MOST_INSTANCES} times at most" in ORGANISERS
    assert (MOST_CSV_BYTES, MOST_MEDIA_BYTES) == (1_000_000, 5_000_000)
