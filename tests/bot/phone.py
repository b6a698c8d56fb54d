"""What people do on their phones in a test, and what they see there."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from simulator import Attachment, Bubble, Person, Upload
from tests.simulator.samples import jpeg

if TYPE_CHECKING:
    from tests.bot.edge import Bot


@dataclass(slots=True)
class Phone:
    """One person's phone: what is done on it, and what is seen since then."""

    bot: "Bot"
    person: Person
    seen: int = 0

    async def starts(self, code: str = "") -> None:
        await self.did(self.bot.simulator.start(self.person, code))

    async def agrees(self, code: str = "") -> None:
        """Come in by this invitation, choose Spanish, be of age, and agree."""
        await self.starts(code or self.bot.home.participants)
        for label in ("Español", "Sí, 18 o más", "Acepto"):
            await self.taps(label)

    async def arrives(self, country: str = "Honduras", *, code: str = "") -> None:
        """Come in, choose Spanish, agree, and send the profile."""
        await self.agrees(code)
        await self.introduces(country)

    async def introduces(self, country: str = "Honduras") -> None:
        """Answer what the profile asks, and send it."""
        for label in (
            country,
            "Gobierno nacional",
            "Educación y sensibilización",
            "Omitir",
            "Sí",
            "Enviar",
        ):
            await self.taps(label)

    async def tells_a_practice(self, title: str) -> None:
        """Tell a practice from beginning to end, and send it."""
        await self.sends("/practica")
        await self.sends(title)
        await self.tells_the_rest()

    async def tells_the_rest(self) -> None:
        """Answer all questions of a practice but the first, and send it."""
        await self.taps("En uso actualmente")
        await self.chooses("Prevención", "Protección y asistencia")
        await self.chooses("Adolescentes (12 a 17)")
        await self.taps("Todo el país")
        await self.sends("Se forma a docentes y se acompaña a las familias.")
        await self.sends("Más casos detectados a tiempo.")
        await self.taps("Nuestras propias cifras")
        await self.taps("Omitir")
        await self.taps("Omitir")
        await self.chooses("Personal formado")
        await self.taps("Solo participantes del taller")
        await self.taps("No")
        await self.taps("Enviar")

    async def shows_the_table(self, title: str) -> None:
        """Tell a practice, send it, and let the others at the table read it."""
        await self.tells_a_practice(title)
        await self.taps("Mostrar")

    async def turns_to(self, title: str) -> None:
        """Open the card of a practice that was sent."""
        await self.sends("/mias")
        await self.taps(f"Buena práctica: {title}")

    async def erases_all(self) -> None:
        """Erase all that was told in the only workshop."""
        await self.sends("/borrar")
        await self.taps("Borrar todo")

    async def chooses(self, *labels: str) -> None:
        """Mark these choices, and press Done."""
        for label in labels:
            await self.taps(f"☐ {label}")
        await self.taps(f"Listo ({len(labels)})")

    async def sends(self, text: str) -> None:
        await self.did(self.bot.simulator.send_text(self.person, text))

    async def edits(self, beginning: str, text: str) -> None:
        """Change the newest message of this person's own that begins like this."""
        own = [one for one in self.own if one.text.startswith(beginning)][-1]
        self.seen = self.newest
        self.bot.simulator.edit_text(self.person, own.message_id, text)
        await self.settled()

    async def begins(self, title: str) -> None:
        """Begin a form of the workshop's own by its button."""
        await self.sends("/cancelar")
        await self.taps(title)

    async def sends_location(self, latitude: float, longitude: float) -> None:
        """Send a place from the map."""
        await self.did(self.bot.simulator.send_location(self.person, latitude, longitude))

    async def shares_location(self, latitude: float, longitude: float) -> None:
        """Press the button that asks for it."""
        await self.did(self.bot.simulator.share_location(self.person, latitude, longitude))

    async def sends_photo(self, content: bytes | None = None) -> None:
        await self.did(self.bot.simulator.send_photo(self.person, content or jpeg()))

    async def sends_voice(self, content: bytes = b"OggS", *, seconds: int = 1) -> None:
        await self.did(self.bot.simulator.send_voice(self.person, content, seconds=seconds))

    async def sends_video_note(self) -> None:
        note = Attachment("video_note", Upload("note.mp4", "video/mp4", b"\0\0\0\x18ftypmp42"))
        await self.did(self.bot.simulator.send_file(self.person, note))

    async def sends_video(self, content: bytes = b"ftyp") -> None:
        await self.did(self.bot.simulator.send_video(self.person, content))

    async def sends_document(
        self, name: str, content: bytes, mime_type: str = "application/octet-stream"
    ) -> None:
        upload = Upload(name, mime_type, content)
        await self.did(self.bot.simulator.send_document(self.person, upload))

    async def sends_album(self, count: int) -> None:
        photos = [Attachment("photo", Upload("p.jpg", "image/jpeg", jpeg()))] * count
        await self.did(self.bot.simulator.send_album(self.person, photos))

    async def taps(self, label: str) -> None:
        """Tap the newest button of this label, and wait until all is done."""
        message_id, data = [
            (one.message_id, button.data or label)
            for one in self.bubbles
            for row in one.rows
            for button in row
            if self.reads(button.label) == label
        ][-1]
        await self.forges(data, message_id)

    def reads(self, label: str) -> str:
        """Return what a button is called as this person understands it."""
        return label

    async def forges(self, data: str, message_id: int) -> None:
        """Press a button of this data or label under a message, whether it is there or not."""
        self.seen = self.newest
        self.bot.simulator.tap(self.person, message_id, data)
        await self.settled()

    async def settled(self) -> None:
        """Wait until the bot has taken all that was done, and said all that it promised."""
        simulator = self.bot.simulator
        await simulator.until(lambda: simulator.ledger().pending == 0)
        await self.bot.app.drained()

    @property
    def bubbles(self) -> tuple[Bubble, ...]:
        return tuple(self.bot.simulator.chat(self.person).from_bot)

    @property
    def screen(self) -> tuple[Bubble, ...]:
        """All that stands in the chat, of both sides."""
        return self.bot.simulator.chat(self.person).messages

    @property
    def own(self) -> tuple[Bubble, ...]:
        """What this person sent."""
        screen = self.bot.simulator.chat(self.person)
        return tuple(one for one in screen.messages if not one.from_bot)

    def data_of(self, label: str) -> str:
        """Return what the newest button of this label carries."""
        buttons = (button for one in self.bubbles for row in one.rows for button in row)
        return [button.data or "" for button in buttons if button.label == label][-1]

    @property
    def documents(self) -> dict[str, bytes]:
        """The files that the bot sent here, by name."""
        files = (self.bot.simulator.file_of(one) for one in self.bubbles if one.kind == "document")
        return {file.name: file.content for file in files if file}

    @property
    def keyboard(self) -> tuple[tuple[str, ...], ...]:
        """The keys in place of the phone's own keyboard."""
        return self.bot.simulator.chat(self.person).keyboard

    @property
    def newest(self) -> int:
        return max((one.message_id for one in self.bubbles), default=0)

    @property
    def news(self) -> list[str]:
        """What the bot said since the last thing done here."""
        return [one.text for one in self.bubbles if one.message_id > self.seen]

    def news_of(self, beginning: str) -> list[str]:
        """Return all that the bot ever said here with this beginning."""
        return [one.text for one in self.bubbles if one.text.startswith(beginning)]

    async def hears(self, beginning: str) -> None:
        await self.bot.simulator.until(lambda: self.news_of(beginning))

    @property
    def buttons(self) -> list[str]:
        """The labels under the newest message."""
        return [label for row in self.bubbles[-1].labels for label in row]

    @property
    def labels(self) -> list[str]:
        """The labels of all buttons that are still there."""
        return [label for one in self.bubbles for row in one.labels for label in row]

    @property
    def toast(self) -> str | None:
        return self.bot.simulator.chat(self.person).toast

    async def did(self, message_id: int) -> None:
        self.seen = max(self.newest, message_id)
        await self.settled()
