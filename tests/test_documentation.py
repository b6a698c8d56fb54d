"""What the documents say is true: files, settings, commands of the terminal and of the chat."""

import re
from pathlib import Path

import pytest
import typer.main

from bot.cli import app
from bot.commands import verb_of
from bot.settings import Settings

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
