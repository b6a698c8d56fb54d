"""Stories: several people and the whole bot, written like the dialogues, and played on the simulator.

    María  (opens the link)
    bot    ¿En qué idioma quiere seguir?  [Español]  [Français]  [English]  [Português]

    María  [Español]
    edit   ✓ Español
    bot    Soy el bot del taller.  [Acepto]  [No]

    time   (a day passes)
    bot→Lucía  Resumen del día

A person's line is what they do: write, press a [button] (the newest of that label that there ever
was, so an old one too), or what stands in round brackets:

    (opens the link), (opens the link of Mesa 2), (opens the organisers' link)
    (edits "how a text of theirs began") and the new text
    (photo), (voice of 20 seconds), (sticker), (document list.pdf), (location 14.07 -87.21)
    (has arrived), (has arrived at Mesa 2), (has told "Rutas seguras"): only with the last message
    time   (a day passes), (3 hours pass), (answers are to stay for 90 days)

What the bot shows is written behind it, first on the phone of who did something: `bot` is new, of
an `edit` stand the lines that are new, `gone` counts the messages that were deleted, a `toast` is
there for a moment, `keys` lie in place of the phone's own. After a deliberate change
`pytest tests/bot/stories/test_written.py --inline-snapshot=fix` writes down what happens now.
"""

import itertools
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from bot.actions.workshops import Changes
from conversations.cleaning import fold
from conversations.script import lines_of, spoken
from simulator import Attachment, Bubble, Upload
from tests.bot.edge import Bot
from tests.bot.kept import change
from tests.bot.phone import Phone
from tests.simulator.samples import jpeg

_TIME: Final = "time"
_PASSES: Final = re.compile(r"\((?P<count>a|an|\d+) (?P<unit>day|hour|minute)s? pass(?:es)?\)")
_RECEIPT: Final = re.compile(r"\b(?=[\d-]*[A-Z])[A-Z\d]{4}-[A-Z\d]{4}\b")
_ANY_RECEIPT: Final = "ABCD-2345"  # they are drawn
_STAY: Final = re.compile(r"\(answers are to stay for (?P<days>\d+) days\)")
_MEDIA: Final = MappingProxyType(
    {
        "photo": ("photo.jpg", "image/jpeg", jpeg()),
        "voice": ("voice.ogg", "audio/ogg", b"OggS"),
        "sticker": ("sticker.webp", "image/webp", b"sticker"),
    }
)


async def replay(bot: Bot, written: str, *, language: str) -> str:
    """Let everybody do again what `written` says of them, and write down what really happens."""
    story = Story(bot, lambda name: bot.phone(name, language))
    for name, said in spoken(written):
        await story.take(name, said)
    comments = [line for line in written.splitlines() if line.startswith("#")]
    heading = ["\n".join(comments)] if comments else []
    return "\n\n".join([*heading, *story.blocks]) + "\n"


@dataclass(frozen=True, slots=True)
class Seen:
    """What was on a phone at one moment."""

    messages: dict[int, Bubble]
    toasts: int
    keys: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Played:
    """A phone in a story."""

    phone: Phone
    seen: Seen
    pressable: list[tuple[int, str, str]] = field(default_factory=list)
    """All buttons that there ever were: the message, the label and what it carries."""


@dataclass(slots=True)
class Story:
    """People who use the bot, and what has happened, block by block."""

    bot: Bot
    new_phone: Callable[[str], Phone]
    people: dict[str, Played] = field(default_factory=dict)
    blocks: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)

    async def take(self, name: str, said: str) -> None:
        """Let somebody do what is said, and write down what comes of it."""
        lines = list(lines_of(name, said.split("\n")))
        if name == _TIME:
            await self._befall(said)
        elif not await self._act(self._person(name), said):
            lines.append("bot    (no such button, text or act)")
        await self.bot.fetches_files()
        for shown in sorted(self.people, key=lambda one: one != name):
            to = "" if shown == name else f"→{shown}"
            news = list(_news(self.people[shown], to))
            lines.extend(_last_message(news) if said.startswith("(has ") else news)
        self.blocks.append(_RECEIPT.sub(_ANY_RECEIPT, "\n".join(lines)))

    def _person(self, name: str) -> Played:
        if name not in self.people:
            phone = self.new_phone(name)
            self.people[name] = Played(phone, _look(phone))
        return self.people[name]

    async def _befall(self, said: str) -> None:
        """Let happen what nobody of the story does."""
        if stay := _STAY.fullmatch(said):
            changes = Changes(answers_days=int(stay["days"]), identity_days=int(stay["days"]))
            change(self.bot, changes)
            return
        passed = _PASSES.fullmatch(said)
        assert passed, f"nobody knows what {said} is"
        count = 1 if passed["count"] in {"a", "an"} else int(passed["count"])
        self.bot.watch.move(**{f"{passed['unit']}s": count})
        await self.bot.clock_strikes()

    async def _act(self, person: Played, said: str) -> bool:
        """Do it; tell whether it could be done."""
        if said.startswith("[") and said.endswith("]"):
            return await _press(person, said[1:-1])
        for pattern, act in _ACTS.items():
            if meant := re.fullmatch(pattern, said, re.DOTALL):
                return await act(self, person, meant)
        if said.startswith("(") and said.endswith(")"):
            return False
        await person.phone.sends(said)
        return True

    def link(self, table: str | None) -> str:
        """Return the code in the link of a table."""
        if table is None:
            return self.bot.home.participants
        if table not in self.links:
            self.links[table] = self.bot.seat_at(table)
        return self.links[table]


def _last_message(news: list[str]) -> list[str]:
    """Return the lines of the last new message only."""
    begun = [at for at, line in enumerate(news) if line.startswith("bot")]
    last = news[begun[-1] :] if begun else []
    return [*last[:1], *itertools.takewhile(lambda line: line.startswith(" "), last[1:])]


async def _press(person: Played, label: str) -> bool:
    """Press the newest button of this label, also one that is not there any more."""
    exact = [one for one in person.pressable if one[1] == label]
    alike = [one for one in person.pressable if fold(label) and fold(one[1]) == fold(label)]
    for message_id, _, data in reversed(exact or alike):
        await person.phone.forges(data, message_id)
        return True
    return False


async def _opens(story: Story, person: Played, said: re.Match[str]) -> bool:
    await person.phone.starts(story.link(said["table"]))
    return True


async def _opens_as_organiser(story: Story, person: Played, _: re.Match[str]) -> bool:
    await person.phone.starts(story.bot.home.organisers)
    return True


async def _edits(_: Story, person: Played, said: re.Match[str]) -> bool:
    if not any(own.text.startswith(said["beginning"]) for own in person.phone.own):
        return False
    await person.phone.edits(said["beginning"], said["text"])
    return True


async def _sends_media(_: Story, person: Played, said: re.Match[str]) -> bool:
    upload = Upload(*_MEDIA[said["kind"]])
    attachment = Attachment(said["kind"], upload, seconds=int(said["seconds"] or 5))
    await person.phone.did(person.phone.bot.simulator.send_file(person.phone.person, attachment))
    return True


async def _sends_document(_: Story, person: Played, said: re.Match[str]) -> bool:
    await person.phone.sends_document(said["name"], b"%PDF-1.7")
    return True


async def _sends_location(_: Story, person: Played, said: re.Match[str]) -> bool:
    await person.phone.sends_location(float(said["latitude"]), float(said["longitude"]))
    return True


async def _has_arrived(story: Story, person: Played, said: re.Match[str]) -> bool:
    await person.phone.arrives(code=story.link(said["table"]))
    return True


async def _has_told(_: Story, person: Played, said: re.Match[str]) -> bool:
    await person.phone.tells_a_practice(said["title"])
    return True


_Act = Callable[[Story, Played, re.Match[str]], Awaitable[bool]]
_ACTS: Final[dict[str, _Act]] = {
    r"\(opens the link(?: of (?P<table>.+))?\)": _opens,
    r"\(opens the organisers' link\)": _opens_as_organiser,
    r"\(edits \"(?P<beginning>.+)\"\)\s+(?P<text>.+)": _edits,
    r"\((?P<kind>photo|voice|sticker)(?: of (?P<seconds>\d+) seconds)?\)": _sends_media,
    r"\(document (?P<name>\S+)\)": _sends_document,
    r"\(location (?P<latitude>\S+) (?P<longitude>\S+)\)": _sends_location,
    r"\(has arrived(?: at (?P<table>.+))?\)": _has_arrived,
    r"\(has told \"(?P<title>.+)\"\)": _has_told,
}


def _look(phone: Phone) -> Seen:
    chat: Any = phone.bot.simulator.world.chats[phone.person.id]
    screen = phone.bot.simulator.chat(phone.person)
    bubbles = {one.message_id: one for one in screen.messages}
    return Seen(bubbles, len(chat.toasts), screen.keyboard)


def _news(person: Played, to: str) -> Iterator[str]:
    """Write down what is new on a phone since it was last looked at, from top to bottom."""
    before, now = person.seen, _look(person.phone)
    person.seen = now
    gone = sum(number not in now.messages for number in before.messages)
    if gone:
        yield from lines_of(f"gone{to}", [f"({gone} messages)"])
    for number, bubble in now.messages.items():
        known = before.messages.get(number)
        if bubble.from_bot and bubble != known:
            buttons = [one for row in bubble.rows for one in row]
            labels = ((person.phone.reads(one.label), one.data or "") for one in buttons)
            person.pressable.extend((number, *one) for one in labels)
            yield from _shown(bubble, known, to)
    if now.toasts > before.toasts:
        screen = person.phone.bot.simulator.chat(person.phone.person)
        yield from lines_of(f"toast{to}", [screen.toast or screen.alert])
    if now.keys != before.keys:
        keys = [f"[{label}]" for row in now.keys for label in row]
        yield from lines_of(f"keys{to}", keys or ["(gone)"])


def _shown(bubble: Bubble, known: Bubble | None, to: str) -> Iterator[str]:
    lines = [line for line in bubble.text.split("\n") if line.strip()]
    if bubble.kind != "text":
        lines.insert(0, f"({bubble.kind})")
    buttons = [[f"[{one.label}]" for row in bubble.rows for one in row]]
    if known is None:
        yield from lines_of(f"bot{to}", lines, buttons)
        return
    fresh = [line for line in lines if line not in known.text.split("\n")]
    others = [] if bubble.labels == known.labels else buttons
    if fresh or any(others):  # that buttons go when one of them was pressed goes without saying
        yield from lines_of(f"edit{to}", fresh, others)
