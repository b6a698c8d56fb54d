"""Whatever is written, pressed, taken back or changed, in any order: no answer without its consent."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.actions.arriving.agreeing import version_of
from bot.actions.shelf import FormShelf
from bot.actions.visits import House, Refusal, receive
from bot.app import open_database
from bot.handlers.sent import act_for
from bot.updates import Command, Sent, Tap, Text, Update
from storage.consents import Consent, Purpose, list_consents
from storage.database import Database, Session
from storage.participants import Age, find_participant
from storage.tables import answer, submission
from storage.workshops import Workshop, list_workshops, save_settings
from tests.bot.edge import BEGINNING, Home, furnish

STEPS = st.one_of(
    st.tuples(st.just("press"), st.integers(0, 3)),
    st.tuples(st.just("press an old one"), st.integers(0, 60)),
    st.tuples(st.just("write"), st.integers(0, 3)),
    st.tuples(st.just("other times"), st.integers(30, 33)),
    st.tuples(st.just("adolescents"), st.integers(0, 1)),
    st.tuples(st.just("open permissions"), st.just(0)),
    st.tuples(st.just("begin a practice"), st.just(0)),
)
WRITTEN = ("Rutas seguras", "Honduras", "2019", "Sí")
"""What is written without a look at what is asked."""


@dataclass(slots=True, repr=False)
class World:
    """A bot without a Telegram, one person at a time, and who remembers which words held when."""

    database: Database
    code: str
    house: House = field(
        default_factory=lambda: House(FormShelf(), "test", timedelta(minutes=1), "es")
    )
    now: datetime = BEGINNING
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    chat_id: int = 0
    buttons: list[str] = field(default_factory=list)
    newest: list[str] = field(default_factory=list)
    held: list[tuple[datetime, frozenset[str]]] = field(default_factory=list)

    def greets_somebody(self) -> None:
        """Let somebody new come in, who has no buttons of others."""
        self.chat_id = next(self.numbers) + 1_000_000
        self.buttons.clear()
        self.does(Command("start", self.code))

    def does(self, sent: Sent) -> None:
        number = next(self.numbers)
        self.now += timedelta(minutes=1)
        self._note_versions()
        came = Update(number, self.chat_id, "private", "es", number, self.now, sent)
        try:
            _, promised = self.database.transact_now(
                receive, came=came, act=act_for(sent), now=self.now, house=self.house
            )
        except Refusal:
            return
        for delivery in promised:
            rows = delivery.payload.get("reply_markup", {}).get("inline_keyboard", ())
            if found := [key["callback_data"] for row in rows for key in row]:
                self.newest = found
                self.buttons += found

    def changes(self, **settings: object) -> None:
        """Let the operator change the workshop."""
        self.database.transact_now(_change, settings=settings)

    def _note_versions(self) -> None:
        workshop = self.database.transact_now(_workshop)
        versions = frozenset(version_of(workshop, age) for age in Age)
        self.held.append((self.now, versions))

    def versions_at(self, moment: datetime) -> frozenset[str]:
        return [versions for since, versions in self.held if since <= moment][-1]

    def answers_without_consent(self) -> list[datetime]:
        agreed, answered = self.database.transact_now(_told, chat_id=self.chat_id)
        return [
            at
            for at in answered
            if not any(_held(one, at) and one.version in self.versions_at(at) for one in agreed)
        ]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    home: Home = furnish(tmp_path_factory.mktemp("world"))
    with closing(open_database(home.settings)) as database:
        yield World(database, home.participants)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=10, max_size=40))
def test_no_answer_is_kept_without_the_consent_of_its_time(
    world: World, steps: list[tuple[str, int]]
) -> None:
    world.greets_somebody()
    for label in ("language:es", "age:adult"):
        world.does(Tap("1", label))
    world.does(Tap("1", world.newest[0]))  # agrees

    for step, number in steps:
        _do(world, step, number)

    assert world.answers_without_consent() == []


def test_there_are_answers_to_be_looked_at(world: World) -> None:
    world.greets_somebody()
    for label in ("language:es", "age:adult"):
        world.does(Tap("1", label))
    for _ in range(4):
        world.does(Tap("1", world.newest[0]))

    _, answered = world.database.transact_now(_told, chat_id=world.chat_id)

    assert len(answered) >= 3


def _do(world: World, step: str, number: int) -> None:
    match step:
        case "press":
            world.does(Tap("1", world.newest[number % len(world.newest)]))
        case "press an old one":
            world.does(Tap("1", world.buttons[number % len(world.buttons)]))
        case "write":
            world.does(Text(WRITTEN[number]))
        case "other times":
            world.changes(identity_days=number)
        case "adolescents":
            world.changes(adolescents=bool(number), guardian_note="Signed on paper.")
        case "open permissions":
            world.does(Tap("1", "permissions"))
        case _:
            world.does(Command("practica", ""))


def _held(consent: Consent, at: datetime) -> bool:
    """Tell whether a consent was in force at a moment; what a turn does has that turn's moment."""
    given, withdrawn = consent.given_at, consent.withdrawn_at
    return given is not None and given <= at and (withdrawn is None or at <= withdrawn)


def _workshop(db: Session) -> Workshop:
    (workshop,) = list_workshops(db)
    return workshop


def _change(db: Session, *, settings: dict[str, object]) -> None:
    save_settings(db, replace(_workshop(db), **settings))  # type: ignore[arg-type]  # as named


def _told(db: Session, *, chat_id: int) -> tuple[list[Consent], list[datetime]]:
    who = find_participant(db, chat_id=chat_id)
    if who is None:
        return [], []
    consents = list_consents(db, participant_id=who.id)
    agreed = [one for one in consents if one.purpose is Purpose.WORKSHOP]
    of_person = submission.c.participant_id == who.id
    answered = db.scalars(select(answer.c.answered_at).join(submission).where(of_person))
    return agreed, list(answered)
