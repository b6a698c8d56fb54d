"""What nobody asked for goes out through the whole bot, on a clock that stands."""

import pytest

from bot.actions.visits import promise
from bot.render import Message, say
from simulator import Fault, Simulator
from storage.database import Session
from storage.deliveries import NOTICE, DeliveryState, count_deliveries
from storage.events import EventKind, list_events
from storage.workshops import list_workshops
from tests.bot.edge import Bot, Home, Phone, Watch, furnish, running

NO_PICTURE = {"drawing": {"picture": "of nothing that is known"}, "caption": "Cobertura"}


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return furnish(tmp_path_factory.mktemp("furnished"))


def put(db: Session, bot: Bot, phone: Phone, *messages: Message) -> None:
    promise(
        db,
        messages,
        chat_id=phone.person.id,
        now=bot.watch.at,
        house=None,
        priority=NOTICE,
        key=f"{messages}",
    )


async def test_notices_go_out_in_order_and_what_fails_is_tried_again(furnished: Home) -> None:
    watch = Watch()
    home = furnished.copied_to(furnished.folder.parent / "tried again")
    async with running(home, watch=watch, simulator=Simulator(clock=watch)) as bot:
        maria = bot.phone("María")
        await maria.arrives()
        bot.simulator.faults.fail_next("sendMessage", Fault.TOO_MANY, Fault.INTERNAL)

        for _ in range(2):  # once is enough
            await bot.database.transact(put, bot, maria, say("uno"), say("dos"))
        await bot.app.drained()
        assert maria.news_of("uno") == []

        watch.move(seconds=5)
        await bot.clock_strikes()

        assert maria.news[-2:] == ["uno", "dos"]
        states = await bot.database.read(count_deliveries)
        assert set(states) == {DeliveryState.SENT}


async def test_a_picture_that_cannot_be_drawn_is_told_in_words(furnished: Home) -> None:
    watch = Watch()
    home = furnished.copied_to(furnished.folder.parent / "words")
    async with running(home, watch=watch, simulator=Simulator(clock=watch)) as bot:
        maria = bot.phone("María")
        await maria.arrives()

        await bot.database.transact(put, bot, maria, Message("sendPhoto", NO_PICTURE))
        await bot.app.drained()

        assert maria.news[-1] == "Cobertura"


async def test_whom_nothing_reaches_the_organisers_are_told_of(furnished: Home) -> None:
    watch = Watch()
    home = furnished.copied_to(furnished.folder.parent / "unreachable")
    async with running(home, watch=watch, simulator=Simulator(clock=watch)) as bot:
        maria = bot.phone("María")
        await maria.arrives()

        await bot.database.transact(put, bot, maria, Message("sendMessage", {"text": ""}))
        await bot.app.drained()

        assert await bot.database.read(told, bot) == ["bad_request"]


def told(db: Session, bot: Bot) -> list[str | None]:
    [workshop] = list_workshops(db)
    events = list_events(
        db,
        workshop_id=workshop.id,
        since=None,
        until=bot.watch.at,
        kinds=(EventKind.UNREACHABLE,),
    )
    return [event.detail for event in events]
