"""A workshop is set up without code, and people are invited to it."""

from pathlib import Path

import pytest

from tests.bot.commands.conftest import CREATE, Types


async def test_a_workshop_is_created_and_listed(types: Types, workshop: str) -> None:
    listed = await types("workshop", "list")

    assert listed.stdout == (
        f"{workshop}  2026-11-23..2026-11-25  Buenas prácticas contra la trata\n"
    )


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--zone", "Tegucigalpa", "Tegucigalpa is not a time zone. Write it as in America/Tegucigalpa."),
        ("--countries", "HN,Mexico", "MEXICO is not a country. Write two-letter codes, as in HN,GT,MX."),
        ("--countries", "HN,XQ", "XQ is not a country. Write two-letter codes, as in HN,GT,MX."),
        ("--language", "de", "The bot speaks es, fr, en and pt."),
        ("--ends", "2026-11-22", "The last day lies before the first."),
        ("--countries", " , ", "A workshop needs at least one country, as in HN,GT,MX."),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_refused_with_a_sentence(
    types: Types, option: str, value: str, sentence: str
) -> None:
    refused = await types(*CREATE, option, value)

    assert (refused.exit_code, refused.stderr) == (1, f"{sentence}\n")


@pytest.mark.parametrize("title", [" ", "x" * 121])
async def test_a_workshop_needs_a_title(types: Types, title: str) -> None:
    refused = await types("workshop", "create", title, *CREATE[3:])

    assert (refused.exit_code, refused.stderr) == (
        1,
        "A workshop needs a title of at most 120 characters.\n",
    )


@pytest.mark.usefixtures("workshop")
async def test_a_poster_needs_a_folder(types: Types, tmp_path: Path) -> None:
    refused = await types("invite", "--poster", "nowhere/poster.html")

    assert (refused.exit_code, refused.stderr) == (
        1,
        f"There is no folder {tmp_path / 'nowhere'}.\n",
    )


@pytest.mark.usefixtures("workshop")
async def test_a_workshop_that_is_none_is_said(types: Types) -> None:
    refused = await types("invite", "--workshop", "999")

    assert (refused.exit_code, refused.stderr) == (
        1,
        "There is no workshop with this number; tertulia workshop list shows them.\n",
    )


async def test_an_address_of_a_database_that_is_none_is_refused(
    types: Types, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERTULIA_DATABASE_URL", "postgresql://localhost:port/name")

    refused = await types("workshop", "list")

    assert refused.exit_code == 1
    assert refused.stderr.startswith("The address of the database must begin with sqlite:///")


async def test_a_workshop_shows_how_it_is_set(types: Types, workshop: str) -> None:
    shown = await types("workshop", "set")

    assert shown.stdout.splitlines() == [
        f"{workshop}  Buenas prácticas contra la trata",
        "--keep-identity 210",
        "--keep-answers 365",
        "--no-documents",
        "--no-adolescents",
        "--guardian-note ''",
        "--focal-point ''",
    ]


@pytest.mark.usefixtures("workshop")
async def test_a_workshop_is_set_and_stays_so(types: Types) -> None:
    await types(
        "workshop", "set", "--keep-identity", "30", "--keep-answers", "90", "--documents",
        "--adolescents", "--guardian-note", "Signed  on paper", "--focal-point", "The blue table",
    )  # fmt: skip

    changed = await types("workshop", "set", "--focal-point", "")

    assert changed.stdout.splitlines()[1:] == [
        "--keep-identity 30",
        "--keep-answers 90",
        "--documents",
        "--adolescents",
        "--guardian-note 'Signed on paper'",
        "--focal-point ''",
    ]


@pytest.mark.usefixtures("workshop")
async def test_targets_are_set_and_taken_away_by_their_forms(types: Types) -> None:
    await types("workshop", "set", "--target", "practice=60", "--target", "lesson=20")

    changed = await types("workshop", "set", "--target", "lesson=0")

    assert changed.stdout.splitlines()[7:] == ["--target practice=60"]


@pytest.mark.usefixtures("workshop")
@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            ("--adolescents",),
            (
                "People under 18 may take part only where their guardians agreed. Say how they did,"
                " where it is kept, and who is answerable: --guardian-note"
            ),
        ),
        (
            ("--keep-answers", "100"),
            (
                "Who told what is forgotten no later than the answers are removed: choose fewer days"
                " for --keep-identity, or more for --keep-answers."
            ),
        ),
        (
            ("--target", "practice=many"),
            "Write a target as practice=60: a form, and how many of it you hope for.",
        ),
        (
            ("--target", "profile=60"),
            "This workshop has no such form; tertulia forms list shows them.",
        ),
        (("--focal-point", "x" * 501), "That text is too long: at most 500 characters."),
    ],
)
async def test_settings_that_cannot_be_are_refused(
    types: Types, options: tuple[str, ...], sentence: str
) -> None:
    refused = await types("workshop", "set", *options)
    shown = await types("workshop", "set")

    assert (refused.exit_code, refused.stderr) == (1, f"{sentence}\n")
    assert shown.stdout.splitlines()[1:4] == [
        "--keep-identity 210",
        "--keep-answers 365",
        "--no-documents",
    ]


@pytest.mark.usefixtures("workshop")
async def test_an_invitation_is_a_link_with_a_poster(types: Types, tmp_path: Path) -> None:
    invited = await types(
        "invite", "participant", "--table", "Mesa 4", "--uses", "20", "--until", "2026-11-25",
        "--poster", "mesa.html",
    )  # fmt: skip

    link, poster = invited.stdout.split()
    assert link.startswith("https://t.me/tertulia_bot?start=")
    page = (tmp_path / poster).read_text(encoding="utf-8")
    assert link in page
    assert "Mesa 4" in page


@pytest.mark.usefixtures("workshop")
async def test_an_organisers_link_needs_nothing_else(types: Types) -> None:
    invited = await types("invite", "organiser")

    assert invited.stdout.startswith("https://t.me/tertulia_bot?start=")


async def test_without_a_workshop_nobody_is_invited(types: Types) -> None:
    refused = await types("invite")

    assert refused.exit_code == 1
    assert refused.stderr.splitlines()[-1] == (
        "There is no workshop yet. Create one: tertulia workshop create --help"
    )


async def test_among_several_workshops_one_is_named(types: Types, workshop: str) -> None:
    await types(*CREATE)

    refused = await types("invite")
    invited = await types("invite", "--workshop", workshop)

    assert refused.stderr == (
        "There is more than one workshop. Say which with --workshop; tertulia workshop list shows"
        " them.\n"
    )
    assert invited.exit_code == 0


@pytest.mark.usefixtures("workshop")
async def test_without_the_bots_name_there_is_no_link(
    types: Types, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERTULIA_TOKEN", "1:of-somebody-else")

    refused = await types("invite")

    assert (refused.exit_code, refused.stderr) == (
        1,
        (
            "The Bot API did not say what the bot is called, so there is no link. Check"
            " TERTULIA_TOKEN and TERTULIA_API_URL: tertulia doctor\n"
        ),
    )


async def test_the_operator_is_spoken_to_in_the_terminals_language(
    types: Types, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "es_HN.UTF-8")

    refused = await types("invite")

    assert refused.stderr.splitlines()[-1].startswith("Todavía no hay ningún taller.")


async def test_a_key_that_others_can_read_is_refused(
    types: Types, workshop: str, tmp_path: Path
) -> None:
    assert workshop
    (tmp_path / "keys" / "tertulia.key").chmod(0o644)

    refused = await types("workshop", "list")

    assert (refused.exit_code, refused.stderr) == (
        1,
        (
            "Others can read the key file keys/tertulia.key. Take that right away: chmod 600"
            " keys/tertulia.key\n"
        ),
    )


async def test_a_lost_key_is_not_replaced_by_a_new_one(
    types: Types, workshop: str, tmp_path: Path
) -> None:
    assert workshop
    (tmp_path / "keys" / "tertulia.key").unlink()

    refused = await types("workshop", "list")

    assert refused.exit_code == 1
    assert refused.stderr.startswith("There is no key file at keys/tertulia.key.")


async def test_a_key_of_another_database_is_refused(
    types: Types, workshop: str, tmp_path: Path
) -> None:
    assert workshop
    key = tmp_path / "keys" / "tertulia.key"
    key.write_text("1:" + "A" * 43 + "=\n", encoding="ascii")

    refused = await types("workshop", "list")

    assert (refused.exit_code, refused.stderr) == (
        1,
        (
            "The key in keys/tertulia.key does not open this database. Put back the key file that"
            " was made with it.\n"
        ),
    )


async def test_a_mistyped_setting_is_named(types: Types, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_LISTEN", "8443")

    refused = await types("workshop", "list")

    assert refused.exit_code == 1
    assert refused.stderr.startswith("TERTULIA_LISTEN: must be host:port")


async def test_a_database_that_is_none_is_not_opened(types: Types, tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "tertulia.db").write_bytes(b"no database" * 1000)
    (tmp_path / "keys" / "tertulia.key").write_text("1:" + "A" * 43 + "=\n", encoding="ascii")
    (tmp_path / "keys" / "tertulia.key").chmod(0o600)

    refused = await types("workshop", "list")

    assert refused.exit_code == 1
    assert refused.stderr != ""


async def test_the_first_start_makes_a_key_and_says_so(types: Types) -> None:
    listed = await types("workshop", "list")

    assert (listed.exit_code, listed.stdout) == (0, "")
    assert listed.stderr == (
        "A new key was made: keys/tertulia.key. Without it nothing that is told can be read. Keep a"
        " copy of it apart from the data.\n"
    )
