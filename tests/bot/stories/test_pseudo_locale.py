"""Every text that people read stands in a catalogue, whole: the stories in a language of marks."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from typing_extensions import override

import locales
from conversations.script import spoken
from simulator import Simulator
from storage.redactions import GONE
from tests.bot.edge import PLAN, Bot, Home, Watch, furnish, running
from tests.bot.phone import Phone
from tests.bot.stories.test_written import STORIES
from tests.pseudo import in_spanish, pseudo, unsaid, write_catalogues
from tests.stories import Played, Story

CONFIRMATION = {"enviar": pseudo("SEND")}  # is compared with what the bot asks for
LANGUAGES = ("Español", "Français", "English", "Português")


@dataclass(slots=True)
class MarkedPhone(Phone):
    """The phone of somebody who knows the marks, and what is under them."""

    @override
    def reads(self, label: str) -> str:
        return in_spanish(label)

    @override
    async def sends(self, text: str) -> None:
        await Phone.sends(self, CONFIRMATION.get(text, text))


@pytest.fixture(scope="session")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home whose forms are in the language of tests/pseudo.py, beside the catalogues."""
    folder = tmp_path_factory.mktemp("marked")
    write_catalogues(folder)
    with _said_as_in(folder):
        return furnish(folder / "home")


@pytest.fixture
async def marked_bot(marked: Home, tmp_path: Path, watch: Watch) -> AsyncIterator[Bot]:
    """A bot that speaks the language of tests/pseudo.py, whatever people choose."""
    home, simulator = marked.copied_to(tmp_path), Simulator(clock=watch)
    with _said_as_in(marked.folder.parent):
        async with running(home, watch=watch, simulator=simulator) as bot:
            yield bot


@contextmanager
def _said_as_in(catalogues: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(locales, "FOLDER", catalogues)
        _forget()
        try:
            yield
        finally:
            _forget()


def _forget() -> None:
    locales.words.cache_clear()
    locales.form_messages.cache_clear()


@pytest.fixture
def written(path: Path) -> str:
    return path.read_text(encoding="utf-8")


IN_SPANISH = [path for path in STORIES if not path.stem.startswith("languages.")]


@pytest.mark.parametrize("path", IN_SPANISH, ids=lambda path: path.stem)
async def test_all_that_people_read_is_said_in_whole_texts_of_a_catalogue(
    written: str, marked_bot: Bot
) -> None:
    simulator = marked_bot.simulator
    story = Story(marked_bot, lambda name: MarkedPhone(marked_bot, simulator.add_person(name)))
    shown: set[str] = set()
    known = [*LANGUAGES, *_names()]
    for name, said in spoken(written):
        await story.take(name, said)
        shown.update(*map(_shown, story.people.values()))
        known.extend(own.text for person in story.people.values() for own in person.phone.own)

    assert not any("(no such" in block for block in story.blocks)
    known.extend(story.links)
    known.extend(_without_passages(known))
    assert sorted({line for text in shown for line in unsaid(text, known=known)}) == []


def _shown(person: Played) -> Iterator[str]:
    """Yield all that is on a phone: messages, buttons, keys, passing remarks."""
    for bubble in person.seen.messages.values():
        if bubble.from_bot:
            yield bubble.text
            yield from (label for row in bubble.labels for label in row)
    yield from (label for row in person.seen.keys for label in row)
    yield person.phone.toast or ""


def _without_passages(typed: list[str]) -> list[str]:
    """Return what people typed as others read it, once somebody has typed a passage to take out."""
    return [text.replace(part, GONE) for text in typed for part in typed if part in text]


def _names() -> list[str]:
    """Return what has a name of its own, and what Babel writes: countries and days."""
    said = locales.words(PLAN.default_language)
    days = [said.day(PLAN.starts_on + timedelta(days=later)) for later in range(3)]
    return [PLAN.title, PLAN.zone, *map(said.country, PLAN.countries), *days]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("⟦Gó óñ⟧", ""),
        ("☑ ⟦Wómén⟧", ""),
        ("1. ⟦Whó?⟧", ""),
        ("⟦Dóné⟧ (2)", ""),
        ("⟦Thánks.⟧ ⟦Gó óñ?⟧", ""),
        ("⟦Wómén⟧, ⟦Mén⟧ y ⟦Ótherś⟧", ""),
        ("Honduras", ""),
        ("Hello", "in no catalogue"),
        ("⟦Gó óñ⟧ now", "in no catalogue"),
        ("⟦óf⟧ ⟦thé⟧", "glued"),
        ("3 ⟦dáys⟧", "glued"),
        ("⟦Stíll⟧ 3", "glued"),
    ],
)
def test_what_is_not_said_in_whole_texts_is_found(line: str, found: str) -> None:
    assert [one.partition(":")[0] for one in unsaid(line, known=["Honduras"])] == (
        [found] if found else []
    )
