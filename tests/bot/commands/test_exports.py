"""The export: a workbook, and a CSV file a form, of what was sent."""

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.cli.exports import _tame
from simulator import Simulator
from tests.bot.commands.conftest import Types
from tests.bot.edge import Home, Watch, furnish, running
from tests.simulator.samples import jpeg

CHILDREN = """
## survey

| type | name | label |
| --- | --- | --- |
| begin_repeat | child | Child |
| text | first_name | What is it called? |
| note | thanks | Thank you for **her** name. |
| image | photo | A drawing |
| end_repeat | | |

## settings

| form_id | form_title | version |
| --- | --- | --- |
| visit | A visit | 1 |
"""


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


async def test_what_people_sent_is_written_beside_it_when_asked(
    tmp_path: Path, types: Types, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = furnish(tmp_path / "home")
    watch = Watch()
    async with running(home, watch=watch, simulator=Simulator(clock=watch)) as bot:
        ana = bot.phone("Ana")
        await ana.arrives()
        await ana.begins(await bot.publish(CHILDREN))
        await ana.sends("Luz")
        await ana.sends_photo()
        await ana.taps("Seguir")
        await ana.taps("Enviar")
        await bot.fetches_files()
    monkeypatch.setenv("TERTULIA_DATABASE_URL", home.settings.database_url)
    monkeypatch.setenv("TERTULIA_KEY_FILE", str(home.settings.key_file))

    exported = await types("export", "out", "--files")

    assert exported.stdout.splitlines()[0] == "out/files (1)"
    [picture] = (tmp_path / "out" / "files").iterdir()
    with (tmp_path / "out" / "visit.child.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["_number_child"], row["first_name"], row["photo"]) == ("1", "Luz", picture.name)
    assert picture.read_bytes() == jpeg()
    assert picture.stat().st_mode & 0o777 == 0o600


@pytest.mark.usefixtures("told")
async def test_what_an_earlier_export_left_in_the_folder_is_named(
    types: Types, tmp_path: Path
) -> None:
    left = tmp_path / "out" / "files" / "3f2a.jpg"
    left.parent.mkdir(parents=True)
    left.touch()
    (tmp_path / "out" / "lesson.csv").touch()
    (tmp_path / "out" / "my own.txt").touch()

    again = await types("export", "out")
    first = await types("export", "empty", "--files")
    second = await types("export", "empty", "--files")

    assert again.stderr == (
        "Not of this export, and perhaps withdrawn or erased since an earlier one:"
        " out/files/3f2a.jpg and out/lesson.csv. Delete it, or export into an empty folder.\n"
    )
    assert left.exists()
    assert first.stderr == second.stderr == ""


def test_a_name_stays_in_its_folder() -> None:
    names = ("3f2a.jpg", "../../etc/passwd", ".bashrc", "año 1.csv", "..", "a/b\\c")

    assert [_tame(name) for name in names] == [
        "3f2a.jpg",
        "_.._etc_passwd",
        "bashrc",
        "año_1.csv",
        "_",
        "a_b_c",
    ]


async def test_where_nothing_can_be_written_is_said_before(types: Types, tmp_path: Path) -> None:
    (tmp_path / "out").touch()

    onto_a_file = await types("export", "out")
    in_german = await types("export", "other", "--language", "de")

    assert (onto_a_file.exit_code, onto_a_file.stderr) == (
        1,
        "out is a file. Name a folder to write into.\n",
    )
    assert (in_german.exit_code, in_german.stderr) == (1, "The bot speaks es, fr, en and pt.\n")


@pytest.mark.usefixtures("workshop")
async def test_where_nothing_was_sent_there_is_a_workbook_that_says_so(
    types: Types, tmp_path: Path
) -> None:
    exported = await types("export", str(tmp_path / "out"))

    assert exported.stdout.split() == [str(tmp_path / "out" / "tertulia.xlsx")]
