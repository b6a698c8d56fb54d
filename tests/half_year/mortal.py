"""A bot that dies in the middle of a call, and begins again with what is kept.

Death is as sudden as it can be within one process: from one moment on, whatever the dead bot still
tries (a transaction, a call) is cancelled, and nothing of it is put in order.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import SecretStr
from typing_extensions import override

from bot.actions.deliveries import AT_ONCE
from bot.app import App, Database
from bot.client import READ_SECONDS, BotApi
from bot.settings import Settings
from tests.bot.edge import Watch, leisure

T = TypeVar("T")

LONGEST_DEATH = 10.0  # seconds, until all that the dead bot was at has noticed


@dataclass(slots=True)
class Life:
    """One life of the bot; `calls_left` is how many more messages it sends, None: for ever.

    It dies before the last call, or `in_between`: when Telegram has it and the outbox does not know.
    """

    calls_left: int | None = None
    in_between: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def check(self) -> None:
        if self.over.is_set():
            raise asyncio.CancelledError

    def end(self) -> None:
        self.over.set()
        self.check()

    def is_last(self) -> bool:
        """Count a message, and tell whether this is the one in which it dies."""
        if self.calls_left is not None:
            self.calls_left -= 1
        return self.calls_left == 0


class MortalApi(BotApi):
    """Calls Telegram as long as the bot lives."""

    def __init__(self, token: SecretStr, *, api_url: str, life: Life) -> None:
        super().__init__(token, api_url=api_url)
        self._life = life

    @override
    async def call(
        self, method: str, payload: Mapping[str, Any], *, within: float = READ_SECONDS
    ) -> Any:
        life = self._life
        life.check()
        is_last = method.startswith("send") and life.is_last()
        if is_last and not life.in_between:
            life.end()
        result = await super().call(method, payload, within=within)
        if is_last:
            life.end()
        life.check()
        return result


class MortalDatabase(Database):
    """The same database, as long as the bot lives."""

    def __init__(self, whole: Database, life: Life) -> None:
        whole.berth()
        vars(self).update(vars(whole))
        self._life = life

    @override
    async def transact(self, work: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        self._life.check()
        kept = await super().transact(work, *args, **kwargs)
        self._life.check()
        return kept

    @override
    async def read(self, work: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
        self._life.check()
        return await super().read(work, *args, **kwargs)


class Mortal:
    """The bot of a play: lives, dies when it is told to, and rises again at once."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        watch: Watch,
        *,
        token: str,
        taken: Sequence[object],
    ) -> None:
        self._settings = settings
        self._database = database
        self._watch = watch
        self._taken = taken
        self._token = SecretStr(token)
        self._serving: asyncio.Future[None] = asyncio.Future()
        self._api: MortalApi | None = None
        self.life = Life()
        self.deaths: list[int] = []  # when, by the messages that Telegram had taken
        self.url = ""

    async def rise(self) -> None:
        """Begin a life, and return when the bot takes updates."""
        self.life = Life()
        self._api = MortalApi(self._token, api_url=self.url, life=self.life)
        await self._api.__aenter__()
        self.app = App(
            self._settings,
            MortalDatabase(self._database, self.life),
            self._api,
            now=self._watch,
            patience=leisure(),
            pacing=AT_ONCE,
        )
        ready = asyncio.Event()
        self._stop = asyncio.Event()
        self._serving = asyncio.ensure_future(self.app.run(self._stop, on_ready=ready.set))
        await ready.wait()

    async def die(self) -> None:
        """End this life without putting anything in order."""
        self.life.over.set()
        async with asyncio.timeout(LONGEST_DEATH):
            while not self._serving.done():
                self._serving.cancel()
                await asyncio.wait({self._serving}, timeout=0.01)
        assert self._api
        await self._api.__aexit__(None, None, None)
        self.deaths.append(len(self._taken))

    async def rest(self) -> None:
        """End in good order."""
        self._stop.set()
        await self._serving
        assert self._api
        await self._api.__aexit__(None, None, None)

    async def through(self, done: Callable[[], Any]) -> None:
        """Wait until `done()` is, through as many deaths as come meanwhile."""
        while True:
            doing = asyncio.ensure_future(done())
            dying = asyncio.ensure_future(self.life.over.wait())
            await asyncio.wait({doing, dying}, return_when=asyncio.FIRST_COMPLETED)
            survived = doing.done() and not doing.cancelled() and not self.life.over.is_set()
            for task in (doing, dying):
                task.cancel()
            await asyncio.gather(doing, dying, return_exceptions=True)
            if survived:
                doing.result()
                return
            await self.die()
            await self.rise()

    async def catch_up(self) -> None:
        """Let whoever lives do and send all that is due."""
        await self.app.catch_up()

    async def look(self, work: Callable[..., T], **facts: Any) -> T:
        """Look at what is kept, whoever lives."""
        return await self._database.read(work, **facts)
