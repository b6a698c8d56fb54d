"""The export: a workbook, and a CSV file a form, of what was sent."""

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from simulator import Simulator
from tests.bot.commands.conftest import Types
from tests.bot.edge import Home, Watch, furnish, running


@pytest.fixture
async def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home where María has told a practice."""
    home = furnish(tmp_path / "home")
    watch = Watch()
    async with running(home, watch=watch, simulator=Simulator(clock=watch)) as bot:
        maria = bot.phone("María")
        await maria.arrives()
        await maria.tells_a_practice("=2+2 canary-title")
        await maria.sends("/practica")
        await maria.sends("Begun and not sent")
    settings = home.settings
    monkeypatch.setenv("TERTULIA_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("TERTULIA_KEY_FILE", str(settings.key_file))
    return home


@pytest.mark.usefixtures("told")
async def test_what_was_sent_is_exported(types: Types, tmp_path: Path) -> None:
    exported = await types("export", "out", "--language", "es")

    assert exported.stdout.split() == ["out/tertulia.xlsx", "out/practice.csv", "out/profile.csv"]
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "out").iterdir()} == {0o600}
    with (tmp_path / "out" / "practice.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["title"] == "'=2+2 canary-title"
    assert (row["stage"], row["_level"], row["_country"]) == ("running", "good", "HN")
    assert row["components/prevention"] == "1"
    workbook = load_workbook(tmp_path / "out" / "tertulia.xlsx")
    sheet = workbook["Buena práctica"]
    headings, values = ([cell.value for cell in line] for line in sheet.iter_rows())
    told = dict(zip(headings, values, strict=True))
    assert told["¿Cómo se llama la práctica?"] == "=2+2 canary-title"
    assert told["País"] == "Honduras"
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} == {"s", "n", "d"}


async def test_where_nothing_can_be_written_is_said_before(types: Types, tmp_path: Path) -> None:
    (tmp_path / "out").touch()

    onto_a_file = await types("export", "out")
    in_german = await types("export", "other", "--language", "de")

    assert (onto_a_file.exit_code, onto_a_file.stderr) == (
        1,
        "out is a file. Name a folder to write into.\n",
    )
    assert (in_german.exit_code, in_german.stderr) == (1, "The bot speaks es, fr and en.\n")


@pytest.mark.usefixtures("workshop")
async def test_where_nothing_was_sent_there_is_a_workbook_that_says_so(
    types: Types, tmp_path: Path
) -> None:
    exported = await types("export", str(tmp_path / "out"))

    assert exported.stdout.split() == [str(tmp_path / "out" / "tertulia.xlsx")]
