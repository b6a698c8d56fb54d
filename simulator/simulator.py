"""The simulator as tests and commands use it: people, a Bot API, and waiting without sleeping."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from starlette.applications import Starlette

from simulator import people as acts
from simulator.botapi import BotApi
from simulator.chats import Chat, Group, Person
from simulator.clock import Bell, Clock, wall_clock
from simulator.control import Control
from simulator.faults import Faults
from simulator.ledger import Ledger, draw_up
from simulator.limits import Limits
from simulator.params import Json, Upload
from simulator.people import Attachment
from simulator.screen import Bubble, Screen, look, show
from simulator.server import OnlyFromHere, Server, run, stop
from simulator.updates import Updates
from simulator.webhook import Courier
from simulator.world import World

TOKEN = "1000000001:only-the-simulator-takes-this-one"  # noqa: S105  # opens nothing

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Account:
    """The bot, as @BotFather would have made it."""

    name: str = "Tertulia"
    username: str = "tertulia_bot"
    token: str = TOKEN

    def as_user(self) -> Json:
        """Return the bot as a user of Telegram."""
        return {
            "id": int(self.token.partition(":")[0]),
            "is_bot": True,
            "first_name": self.name,
            "username": self.username,
        }


class Simulator:
    """A Telegram with one bot."""

    def __init__(
        self,
        people: Iterable[Person] = (),
        *,
        account: Account = Account(),  # frozen
        clock: Clock = wall_clock,
        faults: Faults | None = None,
        pause_seconds: float = 1,
        strict: bool = False,
    ) -> None:
        """Begin; `pause_seconds` is the first pause before a webhook is tried again.

        Who is `strict` counts messages by the clock, as Telegram does.
        """
        bell = Bell()
        self.world = World(
            account.token, account.as_user(), clock, bell, faults or Faults(), Updates(clock, bell)
        )
        self.world.limits = Limits(clock) if strict else None
        self._courier = Courier(self.world, pause_seconds=pause_seconds)
        for person in people:
            self.world.add(person)

    @property
    def token(self) -> str:
        return self.world.token

    # People

    def add_person(
        self,
        first_name: str,
        *,
        language_code: str | None = None,
        note: str = "",
        start_payload: str = "",
    ) -> Person:
        return self.world.add_person(
            first_name,
            language_code=language_code,
            note=note,
            start_payload=start_payload,
        )

    def add_group(self, title: str) -> Group:
        return self.world.add_group(title)

    @property
    def people(self) -> tuple[Person, ...]:
        return tuple(c.who for c in self.world.chats.values() if isinstance(c.who, Person))

    # What people do

    def start(self, person: Person, payload: str = "") -> int:
        return acts.start(self.world, self._chat(person), person, payload)

    def send_text(self, person: Person, text: str, *, group: Group | None = None) -> int:
        return acts.send_text(self.world, self._chat(group or person), person, text)

    def tap(self, person: Person, message_id: int, data_or_label: str) -> str:
        return acts.tap(self.world, self._chat(person), person, message_id, data_or_label)

    def edit_text(self, person: Person, message_id: int, text: str) -> None:
        acts.edit_text(self.world, self._chat(person), message_id, text)

    def edit_caption(self, person: Person, message_id: int, caption: str) -> None:
        acts.edit_caption(self.world, self._chat(person), message_id, caption)

    def send_file(self, person: Person, attachment: Attachment) -> int:
        return acts.send_file(self.world, self._chat(person), person, attachment)

    def send_voice(self, person: Person, content: bytes, *, seconds: int = 1) -> int:
        upload = Upload("voice.ogg", "audio/ogg", content)
        return self.send_file(person, Attachment("voice", upload, seconds=seconds))

    def send_photo(self, person: Person, content: bytes, *, caption: str = "") -> int:
        upload = Upload("photo.jpg", "image/jpeg", content)
        return self.send_file(person, Attachment("photo", upload, caption))

    def send_document(self, person: Person, upload: Upload, *, caption: str = "") -> int:
        return self.send_file(person, Attachment("document", upload, caption))

    def send_audio(self, person: Person, content: bytes, *, name: str = "audio.mp3") -> int:
        upload = Upload(name, "audio/mpeg", content)
        return self.send_file(person, Attachment("audio", upload))

    def send_video(self, person: Person, content: bytes, *, name: str = "video.mp4") -> int:
        upload = Upload(name, "video/mp4", content)
        return self.send_file(person, Attachment("video", upload))

    def send_album(self, person: Person, attachments: Sequence[Attachment]) -> int:
        return acts.send_album(self.world, self._chat(person), person, attachments)

    def send_location(self, person: Person, latitude: float, longitude: float) -> int:
        return acts.send_location(self.world, self._chat(person), person, latitude, longitude)

    def share_location(self, person: Person, latitude: float, longitude: float) -> int:
        """Press the button that asks for it, which must be there."""
        return acts.share_location(self.world, self._chat(person), person, latitude, longitude)

    def send_sticker(self, person: Person, content: bytes = b"sticker") -> int:
        upload = Upload("sticker.webp", "image/webp", content)
        return self.send_file(person, Attachment("sticker", upload))

    def block(self, person: Person) -> None:
        acts.block(self.world, self._chat(person), person)

    def unblock(self, person: Person) -> None:
        acts.unblock(self.world, self._chat(person), person)

    def add_bot_to_group(self, group: Group, by: Person) -> int:
        return acts.add_to_group(self.world, self._chat(group), by)

    def kick_bot_from_group(self, group: Group, by: Person) -> None:
        acts.kick_from_group(self.world, self._chat(group), by)

    # What people see, and what can be judged afterwards

    def chat(self, who: Person | Group) -> Screen:
        return look(self.world, self._chat(who))

    def newest_from_bot(self, person: Person) -> Bubble | None:
        """Return the bot's newest message to this person, without looking at the whole chat."""
        messages = reversed(self._chat(person).messages.values())
        newest = next((message for message in messages if message.from_bot), None)
        return show(newest) if newest else None

    def file_of(self, bubble: Bubble) -> Upload | None:
        """Return the file of a message, as somebody gets it who saves it."""
        found = self.world.files.find(bubble.file_id or "")
        return found.upload if found else None

    def lose_files(self) -> None:
        """Let Telegram have none of the files any more that were sent so far."""
        self.world.files.lose()

    def ledger(self) -> Ledger:
        return draw_up(self.world)

    async def until(self, condition: Callable[[], T], *, timeout_seconds: float = 10) -> T:
        """Wait until the condition holds, and return what it gave."""
        async with asyncio.timeout(timeout_seconds):
            while not (found := condition()):
                await self.world.bell.wait()
        return found

    async def next_from_bot(self, person: Person, *, after: int = 0) -> Screen:
        """Wait for a message of the bot which is newer than the message `after`."""

        def newer() -> Screen | None:
            screen = self.chat(person)
            return screen if any(b.message_id > after for b in screen.from_bot) else None

        found = await self.until(newer)
        return found or self.chat(person)

    # Faults and the server

    @property
    def faults(self) -> Faults:
        return self.world.faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self.world.faults = faults

    @contextlib.asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[str]:
        """Serve the Bot API and the page on 127.0.0.1; give the address."""
        app = Starlette()
        server = Server(OnlyFromHere(app))
        app.router.routes.extend(BotApi(self.world, server.abort).routes())
        app.router.routes.extend(Control(self.world).routes())
        self.world.closing = False
        courier = asyncio.ensure_future(self._courier.run())
        async with run(server, port) as url:
            try:
                yield url
            finally:
                self.world.closing = True
                self.world.bell.ring()
                await stop(courier)

    def _chat(self, who: Person | Group) -> Chat:
        return self.world.chats[who.id]
