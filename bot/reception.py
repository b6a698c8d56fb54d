"""One update, one transaction: acted on, committed, and only then answered and acknowledged."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Protocol

import structlog
from telegram.error import TelegramError

from bot.actions.visits import Act, House, Refusal, StorageUnavailable, Visit, receive
from bot.attached import File
from bot.client import BotApi
from bot.handlers.sent import act_for
from bot.render import in_reply, say
from bot.sender import Sender
from bot.updates import GroupMessage, Tap, Toast, Update
from locales import N_, negotiate, words

log = structlog.get_logger(__name__)

MOST_TOLD = 10_000  # chats remembered as told that nothing can be saved


class Transacts(Protocol):
    """The part of the database that is needed here."""

    def transact(self, work: Callable[..., Any], /, **kwargs: Any) -> Awaitable[Any]: ...


class Reception:
    """Where updates are acted on; what an action promises goes to the sender after the commit."""

    def __init__(
        self,
        database: Transacts,
        *,
        house: House,
        sender: Sender,
        api: BotApi,
        clock: Callable[[], datetime],
        on_file: Callable[[], None],
        on_erasure: Callable[[], Awaitable[None]],
    ) -> None:
        self._database = database
        self._house = house
        self._sender = sender
        self._api = api
        self._clock = clock
        self._on_file = on_file
        self._on_erasure = on_erasure
        self._told: set[int] = set()

    async def handle(self, came: Update) -> Toast | None:
        """Do what was asked, or say why not; return when it is committed."""
        try:
            toast = await self._receive(came, act_for(came.sent))
        except Refusal as refusal:
            toast = await self._receive(came, _refusing(refusal))
        except StorageUnavailable as error:
            await self._tell_unavailable(came, error.sentence)
            raise
        self._told.discard(came.chat_id)
        return toast

    async def apologise(self, came: Update) -> None:
        """Put aside an update which met a bug, and say so; nothing else of it is done."""
        await self._receive(
            came,
            _saying(
                N_(
                    "Something went wrong on my side, and I could not take your last message. Your"
                    " earlier answers are kept. Please try once more."
                )
            ),
        )

    async def turn_away(self, came: Update) -> Toast | None:
        """Say that this came too fast to be taken; nothing else of it is done, also not later."""
        return await self._receive(came, _say_too_fast)

    async def _receive(self, came: Update, act: Act) -> Toast | None:
        toast, promised = await self._database.transact(
            receive, came=came, act=act, now=self._clock(), house=self._house
        )
        self._sender.hand_over(promised)
        if isinstance(came.sent, File):
            self._on_file()
        if any(delivery.is_farewell for delivery in promised):
            await self._on_erasure()
        return toast  # type: ignore[no-any-return]  # what `receive` returns

    async def _tell_unavailable(self, came: Update, sentence: str) -> None:
        """Say once a chat that nothing can be saved now; past the outbox, which is shut too."""
        if came.chat_id in self._told or len(self._told) >= MOST_TOLD:
            return
        self._told.add(came.chat_id)
        language = negotiate(came.language_code, default=self._house.default_language)
        text = words(language).say(sentence)
        try:
            await self._api.call("sendMessage", {"chat_id": came.chat_id, "text": text})
        except TelegramError as error:
            log.warning("not_told_unavailable", error=type(error).__name__)


def _refusing(refusal: Refusal) -> Act:
    def refusing(visit: Visit) -> Toast | None:
        if refusal.passing and isinstance(visit.came.sent, Tap):
            return Toast(visit.words.say(refusal.sentence))
        visit.say(refusal.sentence)
        return None

    return refusing


def _saying(sentence: str) -> Act:
    def saying(visit: Visit) -> None:
        visit.say(sentence)

    return saying


def _say_too_fast(visit: Visit) -> Toast | None:
    message_id = visit.came.message_id
    if isinstance(visit.came.sent, Tap):
        return Toast(visit.words.say(N_("That was too fast for me. Please wait ten seconds.")))
    if isinstance(visit.came.sent, GroupMessage) or message_id is None:
        return None  # in a group the bot has said all it has to say
    sentence = N_(
        "That was too fast for me: I did not take this message, and will not take what comes in the"
        " next ten seconds. After that, please send it once more."
    )
    visit.promise([in_reply(say(visit.words.say(sentence)), message_id)])
    return None
