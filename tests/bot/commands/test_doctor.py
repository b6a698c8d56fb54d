"""The doctor: one line a check, and a remedy where something is wrong."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from bot import hearing
from bot.actions.workshops import choose_workshop
from bot.app import open_database
from bot.cli import doctor
from bot.hearing import State
from bot.settings import load
from storage.database import Session
from storage.participants import join_workshop
from tests.bot.commands.conftest import CREATE, Types

NO_EXTRA = "ok Voice notes are kept as they are: the extra `voice` is not installed."


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture(autouse=True)
def without_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "state", lambda: State.MISSING)


@pytest.fixture
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(20, 8, 12_000_000_000))


@pytest.fixture
async def open_workshop(types: Types, workshop: str) -> str:
    """Confirm a hotline, or that there is none, in each country of the workshop."""
    for country in ("CO", "CR", "GT", "HN", "MX"):
        await types("workshop", "line", country, "145")
    await types("workshop", "line", "DO", "--none")
    return workshop


@pytest.mark.usefixtures("roomy", "open_workshop")
async def test_all_is_well(types: Types, tmp_path: Path) -> None:
    (tmp_path / ".env").touch(mode=0o600)

    examined = await types("doctor")

    assert examined.exit_code == 0
    lines = examined.stdout.splitlines()
    assert lines[:3] == [
        "ok The token is that of @tertulia_bot.",
        "ok Only you can read .env.",
        "ok The key fits, and the database is at the newest schema.",
    ]
    assert lines[3].startswith("ok In America/Tegucigalpa it is ")
    assert lines[3].endswith("; the digest goes out at 18:00.")
    assert lines[4:] == [
        "ok “Buenas prácticas contra la trata” is open: every hotline is confirmed.",
        (
            "ok “Buenas prácticas contra la trata”: on 2027-06-23 it is forgotten who told what, and on"
            " 2027-11-25 the answers are removed."
        ),
        "ok 12.0 GB are free on the disk.",
        NO_EXTRA,
    ]


@pytest.mark.usefixtures("roomy")
@pytest.mark.parametrize(
    ("ends", "due"),
    [
        ("2026-03-01", "who told what is due to be forgotten (participants: 1)."),
        ("2025-03-01", "the answers are due to be removed (participants: 1)."),
    ],
)
async def test_what_has_come_to_its_end_is_said(
    types: Types, monkeypatch: pytest.MonkeyPatch, ends: str, due: str
) -> None:
    monkeypatch.setattr(doctor, "utc_now", lambda: datetime(2026, 11, 24, 12, tzinfo=UTC))
    await types(*_with(CREATE, starts=ends, ends=ends))
    database = open_database(load())
    database.transact_now(_join)
    database.close()

    examined = await types("doctor")

    assert examined.exit_code == 1
    assert f"NO “Buenas prácticas contra la trata”: {due}" in examined.stdout


@pytest.mark.usefixtures("roomy", "workshop")
async def test_a_workshop_that_is_not_open_is_said(types: Types) -> None:
    await types("workshop", "line", "HN", "145")

    examined = await types("doctor")

    assert examined.exit_code == 1
    assert (
        "NO “Buenas prácticas contra la trata” is not open: nobody has confirmed where to call for"
        " help in CO, CR, GT, MX, DO. Its organisers do so in the chat, or you: tertulia workshop"
        " line\n"
    ) in examined.stdout


@pytest.mark.usefixtures("workshop")
async def test_a_ledger_that_cannot_be_read_is_said(types: Types, tmp_path: Path) -> None:
    (tmp_path / "keys" / "erasures.ledger").write_text("a shopping list\n")

    examined = await types("doctor")

    assert examined.exit_code == 1
    assert examined.stderr.startswith(
        "Line 1 of the ledger of erasures keys/erasures.ledger is not"
    )


async def test_what_is_wrong_is_said_with_its_remedy(
    types: Types, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").touch(mode=0o644)
    monkeypatch.delenv("TERTULIA_TOKEN")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(20, 20, 100_000_000))

    examined = await types("doctor")

    assert examined.exit_code == 1
    assert examined.stdout.splitlines() == [
        "NO There is no token: set TERTULIA_TOKEN to what @BotFather gave you.",
        "NO Others can read .env and the token in it: chmod 600 .env",
        "ok The key fits, and the database is at the newest schema.",
        "NO There is no workshop yet: tertulia workshop create --help",
        "NO Only 0.1 GB are free on the disk: make room.",
        NO_EXTRA,
    ]


@pytest.mark.usefixtures("roomy")
async def test_a_token_that_nobody_knows(types: Types, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_TOKEN", "1:of-somebody-else")

    examined = await types("doctor")

    assert examined.stdout.startswith(
        "NO The Bot API does not know this token. Ask @BotFather: /mybots, API Token.\n"
    )


@pytest.mark.usefixtures("roomy")
async def test_a_server_that_does_not_answer(types: Types, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_API_URL", "http://127.0.0.1:1")

    examined = await types("doctor")

    assert examined.stdout.startswith("NO http://127.0.0.1:1 does not answer. Check the network.\n")


def _with(command: tuple[str, ...], *, starts: str, ends: str) -> list[str]:
    days = {"--starts": starts, "--ends": ends}
    return [days.get(option, word) for option, word in zip(("", *command), command, strict=False)]


def _join(db: Session) -> None:
    join_workshop(
        db,
        workshop_id=choose_workshop(db, number=None).id,
        chat_id=7,
        language="es",
        table_name=None,
        now=datetime(2025, 3, 1, tzinfo=UTC),
    )


@pytest.mark.usefixtures("roomy", "open_workshop")
@pytest.mark.parametrize(
    ("state", "exit_code", "line"),
    [
        (
            State.READY,
            0,
            "ok Voice notes are written down here: the model is there, and its sum fits.",
        ),
        (
            State.DAMAGED,
            1,
            "NO The model that writes voice notes down is damaged: install the extra `voice` anew.",
        ),
    ],
)
async def test_the_model_that_listens_is_looked_at(
    types: Types, monkeypatch: pytest.MonkeyPatch, state: State, exit_code: int, line: str
) -> None:
    monkeypatch.setattr(hearing, "state", lambda: state)

    examined = await types("doctor")

    assert (examined.exit_code, examined.stdout.splitlines()[-1]) == (exit_code, line)
