import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.actions.deliveries import AT_ONCE, Delivery, claim_due
from bot.client import BotApi
from bot.delivering import BEAT_SECONDS, Courier, Terms
from bot.drawn import drawn
from bot.sender import Limits, Sender
from bot.uploads import upload
from bot.waiting import Patience, from_any_thread
from simulator import Fault, Faults, Person, Simulator
from storage.crypto import KeyRing, create_key_file
from storage.database import Bell, Database, Session
from storage.deliveries import (
    DeliveryState,
    cancel_open,
    count_deliveries,
    promise,
    promised,
)
from storage.migrate import upgrade
from storage.organisers import find_organiser, join_organiser
from storage.participants import find_participant, join_workshop
from storage.tables import delivery
from storage.workshops import create_workshop
from tests.bot.conftest import Waits

BEGINNING = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
OWNER = "this-process"
LEASE = timedelta(seconds=12)
PATIENT = Terms()
USUAL = Limits()
BUTTON = {"inline_keyboard": [[{"text": "Sí", "callback_data": "1"}]]}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a key and an empty database."""
    folder = tmp_path_factory.mktemp("prepared")
    create_key_file(folder / "key", database_url="postgresql://elsewhere/tertulia")
    upgrade(f"sqlite:///{folder / 'tertulia.db'}")
    return folder


@pytest.fixture
def database(prepared: Path, tmp_path: Path) -> Any:
    shutil.copy(prepared / "tertulia.db", tmp_path / "tertulia.db")
    keys = KeyRing.read(prepared / "key", database_url="postgresql://elsewhere/tertulia")
    opened = Database.open(f"sqlite:///{tmp_path / 'tertulia.db'}", keys=keys)
    yield opened
    opened.close()


@dataclass(slots=True)
class Office:
    """An outbox, and senders that work it off."""

    database: Database
    api: BotApi
    patience: Patience
    now: datetime = BEGINNING
    failing: int = 0
    senders: list[Sender] = field(default_factory=list)

    async def transact(self, work: Callable[..., Any], **facts: Any) -> Any:
        if self.failing:
            self.failing -= 1
            raise OSError(28, "No space left on device")
        return await self.database.transact(work, **facts)

    def courier(self, terms: Terms = PATIENT, *, owner: str = OWNER) -> Courier:
        return Courier(
            self.api,
            self.transact,
            clock=lambda: self.now,
            owner=owner,
            patience=self.patience,
            pacing=AT_ONCE,
            lease=LEASE,
            draw=drawn,
            terms=terms,
        )

    def sender(
        self,
        limits: Limits = USUAL,
        *,
        courier: Courier | None = None,
        poll_seconds: float | None = None,
    ) -> Sender:
        sender = Sender(courier or self.courier(), poll_seconds=poll_seconds, limits=limits)
        self.senders.append(sender)
        return sender

    async def promise(
        self, *calls: tuple[str, Mapping[str, Any]], owner: str | None = OWNER
    ) -> Sequence[Delivery]:
        """Promise calls to the chats named in them, in one transaction."""
        lease = self.now + timedelta(seconds=60) if owner else None
        return await self.database.transact(
            promise_all, calls=calls, now=self.now, owner=owner, lease_until=lease
        )

    async def states(self) -> dict[DeliveryState, int]:
        return await self.database.read(count_deliveries)


def promise_all(
    db: Session,
    *,
    calls: Sequence[tuple[str, Mapping[str, Any]]],
    now: datetime,
    owner: str | None,
    lease_until: datetime | None,
) -> Sequence[Delivery]:
    for method, payload in calls:
        promise(
            db,
            chat_id=payload["chat_id"],
            method=method,
            payload=payload,
            now=now,
            owner=owner,
            lease_until=lease_until,
        )
    return promised(db)


@pytest.fixture
async def office(database: Database, api: BotApi, patience: Patience) -> AsyncIterator[Office]:
    opened = Office(database, api, patience)
    yield opened
    # Nobody may be left to write when the database is closed.
    for sender in opened.senders:
        await sender.close(within=0)
        await sender._courier.close()


@pytest.fixture
def maria(simulator: Simulator) -> Person:
    return newcomer(simulator, "María")


@pytest.fixture
def ana(simulator: Simulator) -> Person:
    return newcomer(simulator, "Ana")


def newcomer(simulator: Simulator, name: str) -> Person:
    person = simulator.add_person(name)
    simulator.start(person)
    return person


def say(person: Person, *words: str) -> list[tuple[str, dict[str, Any]]]:
    return [("sendMessage", {"chat_id": person.id, "text": word}) for word in words]


def heard(simulator: Simulator, person: Person) -> list[str]:
    return [bubble.text for bubble in simulator.chat(person).from_bot]


async def test_what_is_promised_goes_out_in_order_and_is_emptied(
    office: Office, simulator: Simulator, maria: Person, ana: Person
) -> None:
    sender = office.sender()
    promises = await office.promise(*say(maria, "uno", "dos"), *say(ana, "hola"))

    sender.hand_over(promises)
    sender.hand_over(promises)  # twice is once
    await sender.drained()

    assert heard(simulator, maria) == ["uno", "dos"]
    assert heard(simulator, ana) == ["hola"]
    assert await office.states() == {DeliveryState.SENT: 3}


async def test_what_is_on_its_way_is_taken_away_once_it_has_arrived(
    office: Office, simulator: Simulator, maria: Person
) -> None:
    sender = office.sender()
    sent = await office.promise(*say(maria, "uno", "dos"))
    away = {"chat_id": maria.id, "deliveries": [one.id for one in sent]}
    nothing = {"chat_id": maria.id, "deliveries": [1]}

    sender.hand_over(sent)
    sender.hand_over(
        await office.promise(
            ("deleteMessages", away), ("deleteMessages", nothing), *say(maria, "tres")
        )
    )
    await sender.drained()

    assert heard(simulator, maria) == ["tres"]
    assert simulator.ledger().calls["deletemessages"] == 1
    assert await office.states() == {DeliveryState.SENT: 5}


async def test_what_nobody_holds_is_taken_up_when_it_is_due(
    office: Office, simulator: Simulator, maria: Person
) -> None:
    sender, stop = office.sender(), asyncio.Event()
    sender.hand_over(await office.promise(*say(maria, "uno", "dos"), owner=None))
    await sender.drained()
    assert heard(simulator, maria) == []

    running = asyncio.ensure_future(sender.run(stop))
    await simulator.until(lambda: heard(simulator, maria) == ["uno", "dos"])
    stop.set()
    await running
    await sender.drained()

    assert await office.states() == {DeliveryState.SENT: 2}


async def test_what_another_held_too_long_is_taken_over(
    office: Office, simulator: Simulator, maria: Person
) -> None:
    await office.promise(*say(maria, "uno"), owner="a process that died")
    sender = office.sender()

    await sender.recover()
    assert heard(simulator, maria) == []

    office.now += timedelta(seconds=61)
    await sender.recover()
    await sender.drained()

    assert heard(simulator, maria) == ["uno"]


async def test_after_a_crash_the_old_goes_out_before_the_new(
    office: Office, simulator: Simulator, maria: Person, ana: Person
) -> None:
    await office.promise(*say(maria, "uno", "dos", "tres"), owner=OWNER)
    await office.promise(*say(ana, "hola"), owner=OWNER)
    sender = office.sender(Limits(claimed_at_once=1))

    await sender.recover()
    sender.hand_over(await office.promise(*say(maria, "cuatro")))
    await sender.drained()

    assert heard(simulator, maria) == ["uno", "dos", "tres", "cuatro"]
    assert heard(simulator, ana) == ["hola"]


async def test_the_backlog_of_others_lets_nothing_new_overtake_the_old(
    office: Office, simulator: Simulator, maria: Person, ana: Person
) -> None:
    hold = Hold()
    office.patience = Patience(sleep=hold, jitter=lambda: 0.0)
    sender = office.sender(Limits(claimed_at_once=1))
    await office.promise(*say(maria, "uno", "dos"), owner=None)
    simulator.faults.fail_next("sendMessage", Fault.INTERNAL)
    await sender.recover()
    await hold.begun()

    office.now -= timedelta(hours=1)
    await office.promise(*say(ana, "hola"), owner=None)  # due before what Maria waits for
    office.now += timedelta(hours=1)
    sender.hand_over(await office.promise(*say(maria, "tres")))
    hold.over.set()
    await sender.drained()

    assert heard(simulator, maria) == ["uno", "dos", "tres"]
    assert heard(simulator, ana) == ["hola"]


async def test_what_is_held_back_for_long_is_not_left_to_others(
    office: Office, simulator: Simulator, maria: Person
) -> None:
    hold = Hold()

    async def sleep(seconds: float) -> None:
        await (asyncio.sleep(0) if seconds == BEAT_SECONDS else hold(seconds))

    office.patience = Patience(sleep=sleep, jitter=lambda: 0.0)
    courier, stop = office.courier(), asyncio.Event()
    sender = office.sender(courier=courier)
    simulator.faults.fail_next("sendMessage", Fault.INTERNAL)
    sender.hand_over(await office.promise(*say(maria, "uno")))
    await hold.begun()
    office.now += timedelta(seconds=50)
    running = asyncio.ensure_future(courier.run(stop))
    renewed = office.now + LEASE
    while await office.database.read(leased_until) != renewed:
        pass

    office.now += timedelta(seconds=11)
    left = await office.database.transact(
        claim_due, owner="another", now=office.now, lease_until=office.now, limit=9
    )
    hold.over.set()
    await sender.drained()
    stop.set()
    await running

    assert left == ()
    assert heard(simulator, maria) == ["uno"]


def leased_until(db: Session) -> datetime | None:
    until: datetime | None = db.scalar(select(func.max(delivery.c.lease_until)))
    return until


async def test_what_others_have_taken_over_is_not_sent_once_more(
    office: Office, simulator: Simulator, maria: Person
) -> None:
    hold = Hold()
    office.patience = Patience(sleep=hold, jitter=lambda: 0.0)
    sleeper = office.sender()
    simulator.faults.fail_next("sendMessage", Fault.INTERNAL)
    sleeper.hand_over(await office.promise(*say(maria, "uno")))
    await hold.begun()

    office.now += timedelta(seconds=61)
    other = office.sender(courier=office.courier(owner="another"))
    await other.recover()
    await other.drained()
    hold.over.set()
    await sleeper.drained()

    assert [one.text for one in simulator.ledger().to(maria)] == ["uno"]
    assert await office.states() == {DeliveryState.SENT: 1}


async def test_replies_keep_their_order_where_another_replica_holds_one_back(
    office: Office, simulator: Simulator, maria: Person
) -> None:
    hold = Hold()
    office.patience = Patience(sleep=hold, jitter=lambda: 0.0)
    first, second = office.sender(), office.sender(courier=office.courier(owner="another"))
    office.database.listen(Bell.REPLIES, from_any_thread(first.wake))
    simulator.faults.fail_next("sendMessage", Fault.INTERNAL)
    first.hand_over(await office.promise(*say(maria, "uno")))
    await hold.begun()

    second.hand_over(await office.promise(*say(maria, "dos", "tres"), owner="another"))
    await second.drained()
    assert heard(simulator, maria) == []

    hold.over.set()
    await first.drained()

    assert heard(simulator, maria) == ["uno", "dos", "tres"]


async def test_what_fails_for_ever_lets_go_of_its_chat_while_others_are_answered(
    office: Office, simulator: Simulator, maria: Person, ana: Person
) -> None:
    hold = Hold()
    office.patience = Patience(sleep=hold, jitter=lambda: 0.0)
    sender = office.sender()
    simulator.faults.fail_next("sendMessage", Fault.INTERNAL, Fault.INTERNAL)
    sender.hand_over(await office.promise(*say(maria, "uno", "dos")))
    await hold.begun()
    office.now += timedelta(hours=2)
    hold.over.set()
    hold.over = asyncio.Event()
    await hold.begun()
    assert await office.states() == {DeliveryState.SENDING: 2}

    sender.hand_over(await office.promise(*say(ana, "hola")))
    await simulator.until(lambda: heard(simulator, ana) == ["hola"])
    simulator.faults.fail_next("sendMessage", Fault.INTERNAL)
    hold.over.set()
    await sender.drained()

    assert heard(simulator, maria) == ["dos"]
    assert await office.states() == {DeliveryState.FAILED: 1, DeliveryState.SENT: 2}


async def test_a_message_that_is_already_so_counts_as_sent(
    office: Office, simulator: Simulator, maria: Person
) -> None:
    sender = office.sender()
    sender.hand_over(await office.promise(*say(maria, "uno")))
    await sender.drained()
    message_id = simulator.chat(maria).last.message_id

    edit = {"chat_id": maria.id, "message_id": message_id, "text": "uno"}
    sender.hand_over(await office.promise(("editMessageText", edit)))
    await sender.drained()

    assert await office.states() == {DeliveryState.SENT: 2}


async def test_an_edit_of_what_is_gone_is_sent_anew(
    office: Office, simulator: Simulator, maria: Person
) -> None:
    sender = office.sender()
    anew = {"chat_id": maria.id, "text": "dos", "reply_markup": BUTTON}
    edit = {"chat_id": maria.id, "message_id": 99, "text": "dos", "fallback": anew}

    sender.hand_over(await office.promise(("editMessageText", edit)))
    await sender.drained()

    assert simulator.chat(maria).last.labels == [["Sí"]]
    assert await office.states() == {DeliveryState.SENT: 1}


async def test_broken_markup_does_not_keep_words_from_people(
    office: Office, simulator: Simulator, maria: Person, logs: StringIO
) -> None:
    sender = office.sender()
    broken = {"chat_id": maria.id, "text": "<b>canary &amp; más", "parse_mode": "HTML"}

    sender.hand_over(await office.promise(("sendMessage", broken)))
    await sender.drained()

    assert heard(simulator, maria) == ["canary & más"]
    assert '"level": "error"' in logs.getvalue()
    assert "bad_markup" in logs.getvalue()


async def test_what_telegram_will_never_take_is_given_up(
    office: Office, simulator: Simulator, maria: Person, logs: StringIO
) -> None:
    sender = office.sender()
    cut = {"chat_id": maria.id, "document": {"name": "a.csv", "base64": "a"}}
    promises = await office.promise(*say(maria, ""), ("sendDocument", cut), *say(maria, "dos"))

    sender.hand_over(promises)
    await sender.drained()

    assert heard(simulator, maria) == ["dos"]
    assert await office.states() == {DeliveryState.FAILED: 2, DeliveryState.SENT: 1}
    assert "bad_request" in logs.getvalue()
    assert "delivery_broken" in logs.getvalue()


async def test_a_file_goes_out(office: Office, simulator: Simulator, ana: Person) -> None:
    sender = office.sender()
    document = upload("respuestas.csv", "título\n".encode())

    sender.hand_over(
        await office.promise(("sendDocument", {"chat_id": ana.id, "document": document}))
    )
    await sender.drained()

    last = simulator.chat(ana).last
    sent = simulator.file_of(last)
    assert last.kind == "document"
    assert sent is not None
    assert (sent.name, sent.content) == ("respuestas.csv", "título\n".encode())


async def test_a_picture_that_telegram_cannot_show_goes_as_a_file(
    office: Office, simulator: Simulator, ana: Person
) -> None:
    sender = office.sender()
    photo = {"chat_id": ana.id, "photo": upload("mapa.webp", b"RIFF"), "caption": "El mapa"}

    sender.hand_over(await office.promise(("sendPhoto", photo)))
    await sender.drained()

    last = simulator.chat(ana).last
    assert (last.kind, last.text) == ("document", "El mapa")


def _open_workshop(db: Session, *, participant: int, organiser: int) -> None:
    workshop = create_workshop(
        db,
        title="Taller",
        zone="America/Tegucigalpa",
        starts_on=date(2026, 11, 23),
        ends_on=date(2026, 11, 25),
        countries=("HN",),
        default_language="es",
        languages=("es",),
        digest_hour=18,
        now=BEGINNING,
    )
    for chat_id in (participant, organiser):
        join_workshop(
            db,
            workshop_id=workshop.id,
            chat_id=chat_id,
            language="es",
            table_name=None,
            now=BEGINNING,
        )
    join_organiser(db, workshop_id=workshop.id, chat_id=organiser, language="es", now=BEGINNING)


def _reachable(db: Session, *, chat_id: int) -> list[bool]:
    found = find_participant(db, chat_id=chat_id), find_organiser(db, chat_id=chat_id)
    return [person.reachable for person in found if person is not None]


async def test_whoever_blocks_the_bot_is_left_in_peace(
    office: Office, simulator: Simulator, maria: Person, ana: Person
) -> None:
    await office.database.transact(_open_workshop, participant=maria.id, organiser=ana.id)
    sender = office.sender()
    simulator.block(ana)

    sender.hand_over(await office.promise(*say(ana, "uno", "dos"), *say(maria, "hola")))
    await sender.drained()

    assert await office.database.read(_reachable, chat_id=ana.id) == [False, False]
    assert await office.database.read(_reachable, chat_id=maria.id) == [True]
    assert heard(simulator, maria) == ["hola"]
    assert await office.states() == {DeliveryState.BLOCKED: 2, DeliveryState.SENT: 1}


async def test_whoever_comes_back_is_written_to_again(
    office: Office, simulator: Simulator, ana: Person
) -> None:
    sender = office.sender()
    simulator.block(ana)
    sender.hand_over(await office.promise(*say(ana, "uno")))
    await sender.drained()

    simulator.unblock(ana)
    sender.hand_over(await office.promise(*say(ana, "dos")))
    await sender.drained()

    assert heard(simulator, ana) == ["dos"]


class Hold:
    """A wait that lasts until the test lets go."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.over = asyncio.Event()
        self._begun = asyncio.Semaphore(0)

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        self._begun.release()
        await self.over.wait()

    async def begun(self) -> None:
        """Wait for the next wait to begin."""
        await self._begun.acquire()


async def test_when_telegram_asks_for_a_pause_nobody_is_written_to(
    office: Office, simulator: Simulator, maria: Person, ana: Person
) -> None:
    hold = Hold()
    office.patience = Patience(sleep=hold, jitter=lambda: 0.0)
    sender = office.sender()
    simulator.faults = Faults(retry_after=7)
    simulator.faults.fail_next("sendMessage", Fault.TOO_MANY, Fault.TOO_MANY)

    sender.hand_over(await office.promise(*say(maria, "uno"), *say(ana, "uno")))
    await hold.begun()
    await hold.begun()
    sender.hand_over(await office.promise(*say(ana, "dos")))
    await office.states()  # time enough for a message to slip through
    assert heard(simulator, maria) + heard(simulator, ana) == []

    hold.over.set()
    await sender.drained()

    assert hold.asked == [7.0, 7.0]
    assert heard(simulator, maria) == ["uno"]
    assert heard(simulator, ana) == ["uno", "dos"]


async def test_few_messages_are_in_flight_until_it_is_seen_that_they_are_settled(
    office: Office, simulator: Simulator
) -> None:
    hold = Hold()
    office.patience = Patience(sleep=hold, jitter=lambda: 0.0)
    people = [newcomer(simulator, f"Persona {number}") for number in range(6)]
    sender = office.sender()
    promises = await office.promise(*(call for person in people for call in say(person, "hola")))
    office.failing = 2

    sender.hand_over(promises)
    await hold.begun()
    await hold.begun()
    assert sum(len(heard(simulator, person)) for person in people) == 2

    hold.over.set()
    await sender.drained()

    assert [heard(simulator, person) for person in people] == [["hola"]] * 6


async def test_what_carries_no_words_is_given_up_after_a_few_tries(
    office: Office, simulator: Simulator, maria: Person, logs: StringIO
) -> None:
    simulator.faults.fail_next("setMyCommands", *[Fault.INTERNAL] * 5)
    menu = {"commands": [], "chat_id": maria.id}
    sender = office.sender()

    sender.hand_over(await office.promise(("setMyCommands", menu), *say(maria, "hola")))
    await sender.drained()

    assert heard(simulator, maria) == ["hola"]
    assert await office.states() == {DeliveryState.FAILED: 1, DeliveryState.SENT: 1}
    assert "given_up" in logs.getvalue()


async def test_what_no_key_opens_stands_before_nobody(
    office: Office, simulator: Simulator, maria: Person, ana: Person
) -> None:
    await office.promise(*say(maria, "uno"), *say(ana, "hola"), owner=None)
    await office.database.transact(spoil_oldest)
    sender = office.sender()

    await sender.recover()
    await sender.drained()

    assert (heard(simulator, maria), heard(simulator, ana)) == ([], ["hola"])
    assert await office.states() == {DeliveryState.FAILED: 1, DeliveryState.SENT: 1}


def spoil_oldest(db: Session) -> None:
    oldest = select(func.min(delivery.c.id)).scalar_subquery()
    db.execute(update(delivery).where(delivery.c.id == oldest).values(payload_sealed=b"spoilt"))


async def test_one_chat_that_fails_does_not_hold_up_the_others(
    office: Office, simulator: Simulator, maria: Person, ana: Person
) -> None:
    hold = Hold()
    office.patience = Patience(sleep=hold, jitter=lambda: 0.0)
    sender = office.sender()
    simulator.faults.fail_next("sendMessage", Fault.INTERNAL)
    sender.hand_over(await office.promise(*say(maria, "uno", "dos")))
    await hold.begun()

    sender.hand_over(await office.promise(*say(ana, "hola")))
    await simulator.until(lambda: heard(simulator, ana) == ["hola"])
    assert heard(simulator, maria) == []

    hold.over.set()
    await sender.drained()

    assert heard(simulator, maria) == ["uno", "dos"]
    assert hold.asked == [1.0]


async def test_a_full_disk_after_sending_sends_nothing_twice(
    office: Office, simulator: Simulator, maria: Person, waits: Waits
) -> None:
    sender = office.sender()
    promises = await office.promise(*say(maria, "uno", "dos"))
    office.failing = 3

    sender.hand_over(promises)
    await sender.drained()

    assert heard(simulator, maria) == ["uno", "dos"]
    assert waits.asked == [1.0, 2.0, 4.0]
    assert await office.states() == {DeliveryState.SENT: 2}


async def test_closing_sends_what_can_be_sent(
    office: Office, simulator: Simulator, maria: Person
) -> None:
    sender = office.sender()
    sender.hand_over(await office.promise(*say(maria, "uno", "dos")))

    await sender.close(within=10)

    assert heard(simulator, maria) == ["uno", "dos"]


async def test_closing_leaves_to_the_next_start_what_cannot_be_sent(
    office: Office, simulator: Simulator, maria: Person, logs: StringIO
) -> None:
    courier = office.courier()
    sender = office.sender(courier=courier)
    simulator.faults.fail_next("sendMessage", Fault.HANG)
    sender.hand_over(await office.promise(*say(maria, "uno", "dos")))

    await sender.close(within=0.05)
    await courier.close()

    assert await office.states() == {DeliveryState.QUEUED: 2}
    assert "outbox_not_drained" in logs.getvalue()


async def test_closing_ends_even_when_the_disk_is_full(office: Office, logs: StringIO) -> None:
    office.failing = 1

    await office.courier().close()

    assert "leases_not_given_back" in logs.getvalue()


async def test_the_sweeper_takes_no_more_than_it_can_hold(
    office: Office, maria: Person, ana: Person
) -> None:
    await office.promise(*say(maria, "uno"), *say(ana, "uno"), owner=None)
    stop = asyncio.Event()

    async def sweep_once(_: float) -> None:
        stop.set()

    office.patience = Patience(sleep=sweep_once, jitter=lambda: 0.0)
    sender = office.sender(Limits(held=0), poll_seconds=5)
    await sender.run(stop)

    assert await office.states() == {DeliveryState.QUEUED: 2}


async def test_what_is_still_being_tried_is_not_taken_up_twice(
    office: Office, simulator: Simulator, maria: Person
) -> None:
    hold = Hold()
    office.patience = Patience(sleep=hold, jitter=lambda: 0.0)
    sender = office.sender()
    simulator.faults.fail_next("sendMessage", Fault.INTERNAL)
    sender.hand_over(await office.promise(*say(maria, "uno")))
    await hold.begun()

    office.now += timedelta(hours=1)
    await sender.recover()
    hold.over.set()
    await sender.drained()

    assert heard(simulator, maria) == ["uno"]


@pytest.mark.parametrize("seed", range(3))
async def test_nothing_is_missing_when_one_call_in_ten_goes_wrong(
    seed: int, office: Office, simulator: Simulator, waits: Waits
) -> None:
    people = [newcomer(simulator, f"P{number}") for number in range(12)]
    rates = {
        Fault.TOO_MANY: 0.03,
        Fault.INTERNAL: 0.02,
        Fault.BAD_GATEWAY: 0.02,
        Fault.RESET: 0.02,
        Fault.HANG: 0.01,
    }
    simulator.faults = Faults(seed, rates, retry_after=7)
    sender = office.sender(courier=office.courier(Terms(call_seconds=0.5)))
    words = [str(number) for number in range(25)]

    for word in words:
        for person in people:
            sender.hand_over(await office.promise(*say(person, word)))
    async with asyncio.timeout(30):
        await sender.drained()

    for person in people:
        said = [one.text for one in simulator.ledger().to(person)]
        assert [word for word, _ in groupby(said)] == words  # twice at most in a row, none missing
    assert await office.states() == {DeliveryState.SENT: 300}
    sent = simulator.ledger().calls["sendmessage"]
    assert sent + len(waits.asked) < 300 * 1.25
    assert 7.0 in waits.asked


async def test_what_is_called_off_while_it_waits_is_not_sent(
    office: Office, simulator: Simulator, maria: Person, ana: Person
) -> None:
    hold = Hold()
    office.patience = Patience(sleep=hold, jitter=lambda: 0.0)
    sender = office.sender()
    simulator.faults = Faults(retry_after=7)
    simulator.faults.fail_next("sendMessage", Fault.TOO_MANY)
    sender.hand_over(await office.promise(*say(maria, "uno"), *say(maria, "dos")))
    await hold.begun()
    sender.hand_over(await office.promise(*say(ana, "uno")))

    await office.database.transact(cancel_open, chat_id=maria.id, now=BEGINNING)
    hold.over.set()
    await sender.drained()

    assert heard(simulator, maria) == []
    assert heard(simulator, ana) == ["uno"]
    assert await office.states() == {DeliveryState.CANCELLED: 2, DeliveryState.SENT: 1}
