"""Forms are checked, compared, published, written out and played in the terminal."""

from datetime import timedelta
from pathlib import Path

import pytest
import typer

from bot.actions.workshops import choose_workshop
from bot.app import open_database
from bot.cli.operator import settings_or_fail
from storage.answers import AnswerIn, save_answers
from storage.database import Session
from storage.deliveries import claim_due
from storage.forms import latest_version, publish_form
from storage.organisers import join_organiser
from storage.participants import join_workshop
from storage.submissions import begin_submission
from tests.bot.commands.conftest import CREATE, Types
from tests.storage.told import NOW

FAR = NOW + timedelta(days=3_650)
GOOD = """A form.

## survey

| type | name | label | required |
| --- | --- | --- | --- |
| select_one yes_no | again | Would you come again? | yes |

## choices

| list_name | name | label |
| --- | --- | --- |
| yes_no | yes | Yes |
| yes_no | no | No |

## settings

| form_id | version | default_language |
| --- | --- | --- |
| evening | 1 | English (en) |
"""


LISTED = GOOD.replace("select_one yes_no", "select_one_from_file {name}")
CASE = GOOD.replace(
    "| select_one yes_no | again | Would you come again? | yes |",
    "| text | victim_name | Full name of the victim | yes |\n"
    "| date | born | Date of birth of the victim | yes |\n"
    "| text | story | How was the victim exploited? | yes |",
)


async def test_a_good_form_passes(types: Types, tmp_path: Path) -> None:
    (tmp_path / "again.md").write_text(GOOD, encoding="utf-8")

    checked = await types("forms", "check", "again.md")

    assert (checked.exit_code, checked.stdout) == (0, "evening 1: 1 question, can be asked.\n")


async def test_a_warning_is_told_and_the_form_passes(types: Types, tmp_path: Path) -> None:
    (tmp_path / "again.md").write_text(LISTED.format(name="towns.csv"), encoding="utf-8")
    (tmp_path / "towns.csv").write_text("name,label\n1,North\n", encoding="utf-8")
    half = GOOD.replace("| label | required |\n| --- |", "| label::English (en) | label::Español (es) | required |\n| --- | --- |").replace(
        "| Would you come again? | yes |", "| Would you come again? | ¿Volvería? | yes |"
    )  # fmt: skip
    (tmp_path / "half.md").write_text(half, encoding="utf-8")

    checked = await types("forms", "check", "half.md")
    complete = await types("forms", "check", "again.md")

    assert checked.exit_code == 0
    assert "texts not translated yet: 2" in checked.stdout
    assert complete.stdout == "evening 1: 1 question, can be asked.\n"


async def test_a_mistake_is_told_with_its_place_and_remedy(types: Types, tmp_path: Path) -> None:
    bad = GOOD.replace("| required |\n| --- |", "| required | relevant |\n| --- | --- |").replace(
        "| yes |\n\n", "| yes | slected(${again}, 'yes') |\n\n"
    )
    (tmp_path / "again.md").write_text(bad, encoding="utf-8")

    checked = await types("forms", "check", "again.md")

    assert checked.exit_code == 1
    assert "line 7" in checked.stderr
    assert "Did you mean selected()?" in checked.stderr


async def test_what_is_no_workbook_is_refused(types: Types, tmp_path: Path) -> None:
    (tmp_path / "table.md").write_text("| a | b |\n", encoding="utf-8")

    checked = await types("forms", "check", "table.md")

    assert checked.exit_code == 1
    assert "line 1" in checked.stderr


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "There is no file form.md."),
        (b"x" * 1_000_001, "form.md is larger than 1 MB: that is no form."),
        (
            b"\xff\xfe\x00",
            (
                "The letters of the file cannot be read. Save it anew as UTF-8, or as an Excel"
                " workbook (.xlsx)."
            ),
        ),
    ],
)
async def test_what_is_no_form_file_is_refused(
    types: Types, tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    if content is not None:
        (tmp_path / "form.md").write_bytes(content)

    checked = await types("forms", "check", "form.md")

    assert (checked.exit_code, checked.stderr) == (1, f"{sentence}\n")


async def test_a_form_is_rehearsed_and_its_dialogue_kept(types: Types, tmp_path: Path) -> None:
    (tmp_path / "again.md").write_text(GOOD, encoding="utf-8")

    played = await types(
        "rehearse", "again.md", "--language", "en", "--record", "again.told.en.txt",
        keyed="maybe\n[Yes]\n[Send]\n",
    )  # fmt: skip

    kept = (tmp_path / "again.told.en.txt").read_text(encoding="utf-8")
    assert played.exit_code == 0
    assert kept.startswith("bot    Would you come again?  [Yes]  [No]\n\nAna    maybe\n")
    assert kept.endswith("Ana    [Send]\nbot    (sent)\n")
    assert "bot    Would you come again?  [Yes]  [No]" in played.stdout


async def test_nobody_rehearses_in_a_language_that_is_not_spoken(types: Types) -> None:
    refused = await types("rehearse", "profile", "--language", "de")

    assert (refused.exit_code, refused.stderr) == (1, "The bot speaks es, fr, en and pt.\n")


async def test_what_can_be_rehearsed_is_named(types: Types) -> None:
    refused = await types("rehearse", "practise")

    assert (refused.exit_code, refused.stderr) == (
        1,
        "There is no form practise. Give a file, or one of comment, commitment, followup, lesson, note, practice and profile.\n",
    )


async def test_a_rehearsal_ends_with_an_empty_line(types: Types) -> None:
    played = await types("rehearse", "profile", keyed="\n")

    assert played.exit_code == 0
    assert "¿En qué país trabaja?" in played.stdout


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("towns.csv", None, "The form names towns.csv: put it beside again.md."),
        (
            "towns.csv",
            b"name\n1\n",
            "towns.csv: The form reads columns which the list does not have: label",
        ),
        (
            "towns.csv",
            b"name,\xff\n",
            "towns.csv: The list is not a text in UTF-8. In Excel, save it as “CSV UTF-8”.",
        ),
    ],
)
async def test_a_list_beside_the_file_must_be_there_and_be_one(
    types: Types, tmp_path: Path, name: str, content: bytes | None, sentence: str
) -> None:
    (tmp_path / "again.md").write_text(LISTED.format(name=name), encoding="utf-8")
    if content is not None:
        (tmp_path / name).write_bytes(content)

    checked = await types("forms", "check", "again.md")

    assert (checked.exit_code, checked.stderr) == (1, f"{sentence}\n")


async def test_a_form_is_rehearsed_with_the_list_beside_it(types: Types, tmp_path: Path) -> None:
    (tmp_path / "again.md").write_text(LISTED.format(name="towns.csv"), encoding="utf-8")
    (tmp_path / "towns.csv").write_text("name,label\n1,Choluteca\n", encoding="utf-8")

    played = await types("rehearse", "again.md", "--language", "en", keyed="[Choluteca]\n[Send]\n")

    assert played.exit_code == 0
    assert "[Choluteca]" in played.stdout
    assert played.stdout.endswith("(sent)\n")


async def test_a_form_about_a_case_is_told_where_it_can_be_asked(
    types: Types, tmp_path: Path
) -> None:
    (tmp_path / "case.md").write_text(CASE, encoding="utf-8")

    checked = await types("forms", "check", "case.md")

    assert checked.exit_code == 0
    assert "Questions about identified victims are asked in a protected workshop only" in (
        checked.stdout
    )
    assert checked.stdout.endswith(", can be asked in a protected workshop only.\n")


async def test_two_files_are_compared(types: Types, tmp_path: Path) -> None:
    (tmp_path / "old.md").write_text(GOOD, encoding="utf-8")
    (tmp_path / "new.md").write_text(
        GOOD.replace("select_one yes_no | again", "text | again"), encoding="utf-8"
    )

    compared = await types("forms", "diff", "old.md", "new.md")

    assert (compared.exit_code, compared.stdout) == (
        0,
        "again was select_one and becomes text\nChoices taken out of again: yes and no\n",
    )


@pytest.mark.usefixtures("workshop")
async def test_a_form_is_published_listed_changed_and_written_out(
    types: Types, tmp_path: Path
) -> None:
    (tmp_path / "again.md").write_text(LISTED.format(name="towns.csv"), encoding="utf-8")
    (tmp_path / "towns.csv").write_text("name,label\n1,Choluteca\n", encoding="utf-8")

    new = await types("forms", "diff", "again.md")
    published = await types("forms", "publish", "again.md", "--yes")
    again = await types("forms", "publish", "again.md", keyed="y\n")
    listed = await types("forms", "list")
    (tmp_path / "out").mkdir()
    written = await types("forms", "write", "evening", "--as", "md", "--to", "out")
    excel = await types("forms", "write", "profile", "--to", "out")

    assert new.stdout == "evening would be a new form here.\n"
    assert published.exit_code == 0
    assert published.stdout.endswith("version 1. Who begins now is asked this one.\n")
    assert again.exit_code == 0
    assert again.stdout.endswith("Nothing is different from version 1.\n")
    assert [line.split("  ")[:2] for line in listed.stdout.splitlines()] == [
        ["profile", "v1"],
        ["note", "v1"],
        ["comment", "v1"],
        ["commitment", "v1"],
        ["followup", "v1"],
        ["practice", "v1"],
        ["lesson", "v1"],
        ["evening", "v1"],
    ]
    assert written.stdout == "out/evening-v1.md\nout/towns.csv\n"
    assert excel.stdout == "out/profile-v1.xlsx\n"
    checked = await types("forms", "diff", "out/evening-v1.md")
    assert checked.stdout == "Nothing is different.\n"


@pytest.mark.usefixtures("workshop")
async def test_who_publishes_a_form_is_told_of_files_that_the_workshop_does_not_take(
    types: Types, tmp_path: Path
) -> None:
    asks_for_one = GOOD.replace("| select_one yes_no | again |", "| file | minutes |")
    (tmp_path / "evening.md").write_text(asks_for_one, encoding="utf-8")

    refused = await types("forms", "publish", "evening.md", keyed="n\n")
    await types("workshop", "set", "--documents")
    published = await types("forms", "publish", "evening.md", "--yes")

    assert refused.stdout.startswith("minutes: the form asks for files, but this workshop takes")
    assert published.stdout.startswith("evening would be a new form here.\n")


@pytest.mark.usefixtures("workshop")
async def test_a_list_with_which_a_form_takes_too_long_is_not_published(
    types: Types, tmp_path: Path
) -> None:
    towns = "instance('towns')/root/item"
    costly = f"| calculate | many | | count({towns}[label != ''][count({towns}) > 1]) |"
    form = f"""
## survey

| type | name | label | calculation |
| --- | --- | --- | --- |
| select_one_from_file towns.csv | town | Which town? | |
{costly}

## settings

| form_id | version |
| --- | --- |
| towns | 1 |
"""
    (tmp_path / "towns.md").write_text(form, encoding="utf-8")
    rows = "".join(f"{number},Town\n" for number in range(2_000))
    (tmp_path / "towns.csv").write_text(f"name,label\n{rows}", encoding="utf-8")

    refused = await types("forms", "publish", "towns.md", "--yes")

    assert refused.exit_code == 1
    assert refused.stderr.startswith("The form's expressions take too long to compute.")


@pytest.mark.usefixtures("workshop")
async def test_who_says_no_publishes_nothing(types: Types, tmp_path: Path) -> None:
    (tmp_path / "again.md").write_text(GOOD, encoding="utf-8")

    refused = await types("forms", "publish", "again.md", keyed="n\n")

    assert refused.exit_code == 1
    assert "evening" not in (await types("forms", "list")).stdout


@pytest.mark.usefixtures("workshop")
async def test_answers_that_lose_their_question_are_asked_for(types: Types, tmp_path: Path) -> None:
    (tmp_path / "again.md").write_text(GOOD, encoding="utf-8")
    await types("forms", "publish", "again.md", "--yes")
    database = open_database(settings_or_fail())
    database.transact_now(somebody_answers)
    database.close()
    (tmp_path / "again.md").write_text(GOOD.replace("| again |", "| return |"), encoding="utf-8")

    refused = await types("forms", "publish", "again.md", keyed="y\nn\n")
    assert refused.exit_code == 1
    assert "1 answer would lose its question; it stays in the export." in refused.stdout

    published = await types("forms", "publish", "again.md", keyed="y\ny\n")
    assert published.exit_code == 0
    assert "version 2" in published.stdout


def somebody_answers(db: Session) -> None:
    workshop = choose_workshop(db, number=None)
    who = join_workshop(
        db, workshop_id=workshop.id, chat_id=7, language="es", table_name=None, now=NOW
    )
    version = latest_version(db, workshop_id=workshop.id, form_id="evening")
    assert version
    told = begin_submission(
        db, participant_id=who.id, form_id="evening", form_version_id=version.id, now=NOW
    )
    given = AnswerIn("/evening/again", "again", "select_one", "yes", relevant=True)
    save_answers(db, submission_id=told.id, answers=[given], now=NOW)


async def test_a_case_form_is_published_in_a_protected_workshop_only(
    types: Types, tmp_path: Path, workshop: str
) -> None:
    (tmp_path / "case.md").write_text(CASE, encoding="utf-8")
    protected = await types(*CREATE, "--protected")
    number = protected.stdout.split()[0]

    refused = await types("forms", "publish", "case.md", "--workshop", workshop, "--yes")
    published = await types("forms", "publish", "case.md", "--workshop", number, "--yes")

    assert "This workshop is protected" in protected.stderr
    assert (
        f"{number}  2026-11-23..2026-11-25  Buenas prácticas contra la trata  (protected)"
        in (await types("workshop", "list")).stdout
    )
    assert refused.exit_code == 1
    assert "in a protected workshop only" in refused.stderr
    assert published.exit_code == 0


@pytest.mark.usefixtures("workshop")
async def test_organisers_are_told_of_what_the_operator_publishes(
    types: Types, tmp_path: Path
) -> None:
    (tmp_path / "again.md").write_text(GOOD, encoding="utf-8")

    def join(db: Session) -> None:
        workshop = choose_workshop(db, number=None)
        join_organiser(db, workshop_id=workshop.id, chat_id=7, language="en", now=NOW)

    def promised(db: Session) -> list[str]:
        due = claim_due(db, owner="me", now=FAR, lease_until=FAR, limit=9)
        return [one.payload["text"] for one in due]

    settings = settings_or_fail()
    database = open_database(settings)
    try:
        database.transact_now(join)
    finally:
        database.close()
    await types("forms", "publish", "again.md", "--yes")
    database = open_database(settings)
    try:
        told = database.transact_now(promised)
    finally:
        database.close()

    assert told == [
        "“Buenas prácticas contra la trata”: the form “evening” was published, version 1."
    ]


@pytest.mark.usefixtures("workshop")
async def test_nothing_is_published_over_what_came_between(
    types: Types, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "again.md").write_text(GOOD, encoding="utf-8")

    def publish_another(db: Session) -> None:
        workshop = choose_workshop(db, number=None)
        publish_form(
            db, workshop_id=workshop.id, form_id="evening", source="s", xform="<x/>", now=NOW
        )

    def somebody_is_quicker(_question: str, *, abort: bool) -> None:
        assert abort
        database = open_database(settings_or_fail())
        database.transact_now(publish_another)
        database.close()

    monkeypatch.setattr(typer, "confirm", somebody_is_quicker)
    refused = await types("forms", "publish", "again.md")

    assert (refused.exit_code, refused.stderr) == (
        1,
        "Another version was published meanwhile. Please look at it first.\n",
    )


@pytest.mark.usefixtures("workshop")
async def test_what_cannot_be_written_out_is_said(types: Types, tmp_path: Path) -> None:
    unknown = await types("forms", "write", "evening")
    nowhere = await types("forms", "write", "practice", "--to", "nowhere")

    assert (unknown.exit_code, unknown.stderr) == (1, "This workshop has no form evening.\n")
    assert (nowhere.exit_code, nowhere.stderr) == (
        1,
        f"There is no folder {tmp_path / 'nowhere'}.\n",
    )


@pytest.mark.usefixtures("workshop")
async def test_what_is_written_out_stays_in_the_folder(types: Types, tmp_path: Path) -> None:
    def publish_evening(db: Session) -> None:
        workshop = choose_workshop(db, number=None)
        publish_form(
            db,
            workshop_id=workshop.id,
            form_id="evening",
            source="s",
            xform="<x/>",
            now=NOW,
            files={"../../towns.csv": b"name,label\n"},
        )

    database = open_database(settings_or_fail())
    database.transact_now(publish_evening)
    database.close()
    (tmp_path / "out" / "here").mkdir(parents=True)

    written = await types("forms", "write", "evening", "--as", "md", "--to", "out/here")

    assert written.stdout == "out/here/evening-v1.md\nout/here/towns.csv\n"
    assert not (tmp_path / "towns.csv").exists()


@pytest.mark.usefixtures("workshop")
async def test_an_id_that_no_button_can_carry_is_not_published(
    types: Types, tmp_path: Path
) -> None:
    (tmp_path / "again.md").write_text(GOOD.replace("evening", "our evening"), encoding="utf-8")

    refused = await types("forms", "publish", "again.md", "--yes")

    assert refused.exit_code == 1
    assert "our evening cannot be the form's id here" in refused.stderr
