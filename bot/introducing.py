"""What Telegram shows of the bot before and beside the chat: its name, descriptions and commands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog
from telegram.error import TelegramError

from bot.client import BotApi
from bot.commands import menu
from locales import LANGUAGES, N_, words

log = structlog.get_logger(__name__)

_NAME: Final = N_("{name} · good practices")
_DESCRIPTION: Final = N_(
    "I ask the participants of a workshop about good practices and lessons, one question at a time."
    " You need the invitation link of your organisers."
)
_SHORT_DESCRIPTION: Final = N_("Good practices and lessons of a workshop, one question at a time.")


@dataclass(frozen=True, slots=True)
class Introduction:
    """One thing that people of one language are shown; the language "" is for all others."""

    about: str  # as the methods of the Bot API are called: Name of setMyName and getMyName
    language: str
    said: Mapping[str, Any]

    @property
    def where(self) -> dict[str, Any]:
        return {"language_code": self.language} if self.language else {}

    def is_shown(self, found: Any) -> bool:
        """Tell whether Telegram shows just this; commands come as a bare list."""
        return found in (self.said, *self.said.values())


def introductions(name: str) -> Iterator[Introduction]:
    """Yield what is shown of the bot, which its operator calls `name`."""
    for language in (*LANGUAGES, ""):
        speaking = words(language)
        for about, said in (
            ("Commands", {"commands": menu(speaking)}),
            ("Name", {"name": speaking.say(_NAME, name=name)}),
            ("Description", {"description": speaking.say(_DESCRIPTION)}),
            ("ShortDescription", {"short_description": speaking.say(_SHORT_DESCRIPTION)}),
        ):
            yield Introduction(about, language, said)


async def introduce(api: BotApi, *, name: str) -> None:
    """Say what is not shown yet: Telegram lets nobody change a name often.

    A server without such methods is none the worse.
    """
    for one in introductions(name):
        try:
            if not one.is_shown(await api.call(f"getMy{one.about}", one.where)):
                await api.call(f"setMy{one.about}", {**one.said, **one.where})
        except TelegramError as error:
            log.warning("not_introduced", about=one.about, error=type(error).__name__)
