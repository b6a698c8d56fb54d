"""Forms are checked and played in the terminal."""

from pathlib import Path

import pytest

from tests.bot.commands.conftest import Types

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


async def test_a_good_form_passes(types: Types, tmp_path: Path) -> None:
    (tmp_path / "again.md").write_text(GOOD, encoding="utf-8")

    checked = await types("forms", "check", "again.md")

    assert (checked.exit_code, checked.stdout) == (0, "evening 1: 1 question, can be asked.\n")


async def test_a_warning_is_told_and_the_form_passes(types: Types, tmp_path: Path) -> None:
    half = GOOD.replace("| label | required |\n| --- |", "| label::English (en) | label::Español (es) | required |\n| --- | --- |").replace(
        "| Would you come again? | yes |", "| Would you come again? | | yes |"
    )  # fmt: skip
    (tmp_path / "again.md").write_text(half, encoding="utf-8")

    checked = await types("forms", "check", "again.md")

    assert checked.exit_code == 0
    assert "a translation is missing" in checked.stdout


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
        (b"\xff\xfe\x00", "form.md is not a text in UTF-8. Save the workbook as Markdown."),
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

    assert (refused.exit_code, refused.stderr) == (1, "The bot speaks es, fr and en.\n")


async def test_a_rehearsal_ends_with_an_empty_line(types: Types) -> None:
    played = await types("rehearse", "profile", keyed="\n")

    assert played.exit_code == 0
    assert "¿En qué país trabaja?" in played.stdout
