"""Everything about me: it is all there, and nothing of anybody else's."""

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from bot.actions.rights import own_data
from reports.own_data import FORMAT
from tests.bot.edge import Bot, Phone, Watch

DOCUMENT = Path(__file__).parents[3] / "docs" / "own-data.md"
MINE = "Canario-mío"
OTHERS = "Canario-ajeno"


async def test_all_that_i_told_comes_as_a_page_and_as_json(maria: Phone) -> None:
    await maria.tells_a_practice(f"{MINE} <b>& amigas</b>")
    await maria.sends("/leccion")

    await maria.sends("/exportar")

    assert maria.news[0].startswith("Aquí está todo lo que guardo de usted")
    assert set(maria.documents) == {"tertulia.html", "tertulia.json"}
    told = _json(maria)
    assert (told["format"], told["chat"]) == (FORMAT, maria.person.id)
    [part] = told["workshops"]
    assert (part["country"], part["language"], part["stopped"]) == ("HN", "es", False)
    assert [one["form"] for one in part["contributions"]] == ["profile", "practice", "lesson"]
    assert [one["status"] for one in part["contributions"]] == ["completed", "completed", "begun"]
    answers = {one["label"]: one["shown"] for one in part["contributions"][1]["answers"]}
    assert answers["¿Cómo se llama la práctica?"] == f"{MINE} <b>& amigas</b>"
    assert "En uso actualmente" in answers.values()
    [consent] = [one for one in part["consents"] if one["purpose"] == "workshop"]
    assert consent["given_at"] == "2026-11-23T15:00:00+00:00"
    page = _words(maria.documents["tertulia.html"])
    assert f"{MINE} <b>& amigas</b>" in page
    assert {"Todo sobre mí", "País", "Honduras", "Lo que acepté", "Enviado"} <= set(page)


async def test_the_page_reads_like_what_was_asked(maria: Phone) -> None:
    await maria.tells_a_practice(MINE)

    await maria.sends("/exportar")

    page = _words(maria.documents["tertulia.html"])
    asked = [
        "¿En qué país trabaja?",
        "¿Cómo se llama la práctica?",
        "¿Quién puede ver esta práctica?",
    ]
    assert [one for one in page if one in asked] == asked
    assert page[page.index("¿Tiene 18 años o más?") + 1] == "Sí, 18 o más"
    assert not any("<b>" in one for one in page)
    assert "Lo confirmaron en la mesa" not in page  # where it was shown to nobody


async def test_a_former_answer_and_a_file_are_there(maria: Phone) -> None:
    await maria.tells_a_practice(MINE)
    await maria.edits(MINE, "Rutas seguras")

    await maria.sends("/export")

    [former] = _json(maria)["workshops"][0]["contributions"][1]["former_answers"]
    assert former["value"] == MINE
    assert MINE in _words(maria.documents["tertulia.html"])


async def test_what_the_table_adds_to_mine_is_there_and_what_i_added_to_theirs_too(
    bot: Bot,
) -> None:
    code = bot.seat_at("Mesa 2")
    maria, ana = bot.phone("María"), bot.phone("Ana")
    await maria.arrives(code=code)
    await ana.arrives(code=code)
    await maria.shows_the_table(MINE)
    await ana.taps("Agregaría algo")
    await ana.sends("También participan las radios.")
    await ana.taps("Enviar")

    for phone in (maria, ana):
        await phone.sends("/exportar")

    [practice] = [
        one for one in _json(maria)["workshops"][0]["contributions"] if one["form"] == "practice"
    ]
    assert practice["comments"] == ["También participan las radios."]
    assert "Ana" not in maria.documents["tertulia.json"].decode()
    assert MINE not in ana.documents["tertulia.json"].decode()
    assert "También participan las radios." in ana.documents["tertulia.html"].decode()


async def test_what_was_kept_for_later_and_files_are_there(maria: Phone) -> None:
    await maria.sends(MINE)
    title = await maria.bot.publish(PICTURE)
    await maria.begins(title)
    await maria.sends_photo()

    await maria.sends("/exportar")

    [part] = _json(maria)["workshops"]
    assert [one["text"] for one in part["captures"]] == [MINE]
    [file] = part["contributions"][-1]["files"]
    assert file["state"] == "wanted"
    assert file["name"] in maria.documents["tertulia.html"].decode()


async def test_nothing_of_anybody_else_is_there(maria: Phone, bot: Bot) -> None:
    ana = bot.phone("Ana")
    await ana.arrives("Guatemala")
    await ana.tells_a_practice(OTHERS)
    await maria.tells_a_practice(MINE)

    await maria.sends("/exportar")

    for content in maria.documents.values():
        assert MINE in content.decode()
        assert OTHERS not in content.decode()
        assert str(ana.person.id) not in content.decode()
        assert "Guatemala" not in content.decode()


async def test_it_is_sent_three_times_a_day_and_not_more(maria: Phone, watch: Watch) -> None:
    for _ in range(3):
        await maria.sends("/exportar")
    await maria.sends("/exportar")
    assert maria.news == [
        "Hoy ya le envié sus archivos varias veces. Pídalos de nuevo mañana, por favor."
    ]

    watch.move(days=1, seconds=1)
    await maria.sends("/exportar")
    assert len(maria.news) == 3


async def test_who_has_not_agreed_yet_gets_what_there_is(bot: Bot) -> None:
    maria = bot.phone("María")
    await maria.starts(bot.home.participants)

    await maria.sends("/exporter")

    assert _json(maria)["workshops"][0]["contributions"] == []


async def test_of_a_stranger_nothing_is_kept(bot: Bot) -> None:
    stranger = bot.phone("Ana")

    await stranger.sends("/export")

    assert stranger.news == ["No guardo nada de usted."]


async def test_what_is_too_large_for_a_file_is_said(
    maria: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_data, "MOST_BYTES", 100)

    await maria.sends("/export")

    assert maria.news == [
        "Hay más sobre usted de lo que cabe en un archivo. Pídalo a su equipo organizador, por favor."
    ]


async def test_the_document_describes_every_field(maria: Phone) -> None:
    await maria.tells_a_practice(MINE)
    await maria.sends("/export")

    described = DOCUMENT.read_text(encoding="utf-8")

    assert [name for name in _names(_json(maria)) if f"`{name}`" not in described] == []


PICTURE = """
## survey

| type | name | label |
| --- | --- | --- |
| image | picture | ¿Una foto? |

## settings

| form_id | form_title | default_language |
| --- | --- | --- |
| picture | Foto | Español (es) |
"""


class _Words(HTMLParser):
    """What a reader sees, one text after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    @override
    def handle_data(self, data: str) -> None:
        self.seen.append(data)


def _words(page: bytes) -> list[str]:
    reader = _Words()
    reader.feed(page.decode())
    return reader.seen


def _json(phone: Phone) -> Any:
    return json.loads(phone.documents["tertulia.json"])


def _names(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(_names, value.values()))
    return set().union(*map(_names, value)) if isinstance(value, list) else set()
