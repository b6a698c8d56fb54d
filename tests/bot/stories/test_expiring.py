"""The end of a workshop's time, day by day: nothing, then who told what, then all of it."""

import json
from io import StringIO
from typing import Any

import pytest

from bot.actions.expiring import list_due
from bot.actions.workshops import choose_workshop
from simulator import Simulator
from storage.audit import list_audit
from storage.database import Session
from storage.participants import list_participants
from storage.submissions import get_answers, list_submissions
from tests.bot.edge import Bot, Home, Phone, Watch, running

LAST_DAY = 2  # of the workshop, from the day on which the tests begin


@pytest.fixture
async def told(maria: Phone) -> Phone:
    """María, who has told a practice, and begun another."""
    await maria.tells_a_practice("Rutas seguras")
    await maria.sends("/practica")
    await maria.sends("A medias")
    return maria


async def test_until_its_day_nothing_is_forgotten(told: Phone, watch: Watch) -> None:
    before = told.bot.database.transact_now(_kept)

    await _days_pass(told.bot, watch, LAST_DAY + 209)

    assert told.bot.database.transact_now(_kept) == before
    assert told.bot.database.transact_now(list_due, now=watch.at) == ()


async def test_then_nobody_knows_who_told_what(told: Phone, watch: Watch, logs: StringIO) -> None:
    await _days_pass(told.bot, watch, LAST_DAY + 210)

    assert told.bot.database.transact_now(_kept) == {
        "chats": [0],
        "told": [("profile", "completed"), ("practice", "completed")],
        "titles": ["Rutas seguras"],
    }
    assert _said(logs) == [{"identities": 1, "answers": 0}]
    assert _deeds(told.bot) == [("identities_cut", "1 participants")]
    await told.sends("/mias")
    assert told.news[0].startswith("Soy el bot de un taller")


async def test_in_the_end_all_that_was_told_is_gone(
    told: Phone, watch: Watch, logs: StringIO
) -> None:
    await _days_pass(told.bot, watch, LAST_DAY + 210)
    await _days_pass(told.bot, watch, 365 - 210)

    assert told.bot.database.transact_now(_kept) == {"chats": [], "told": [], "titles": []}
    assert _said(logs) == [{"identities": 1, "answers": 0}, {"identities": 0, "answers": 1}]
    assert _deeds(told.bot) == [
        ("identities_cut", "1 participants"),
        ("answers_removed", "1 participants"),
    ]


async def test_what_became_due_while_the_bot_was_away_goes_before_it_serves_anybody(
    home: Home, watch: Watch
) -> None:
    simulator = Simulator(clock=watch)
    async with running(home, watch=watch, simulator=simulator) as bot:
        await bot.phone("María").arrives()
    watch.move(days=LAST_DAY + 365)

    async with running(home, watch=watch, simulator=simulator) as bot:
        await bot.phone("Ana").sends("/start")
        assert bot.database.transact_now(_kept)["chats"] == []


async def _days_pass(bot: Bot, watch: Watch, days: int) -> None:
    watch.move(days=days)
    await bot.clock_strikes()


def _kept(db: Session) -> dict[str, list[Any]]:
    workshop = choose_workshop(db, number=None)
    people = list_participants(db, workshop_id=workshop.id)
    told = list_submissions(db, workshop_id=workshop.id)
    answers = [one for each in told for one in get_answers(db, submission_id=each.id)]
    return {
        "chats": [one.chat_id for one in people],
        "told": [(one.form_id, str(one.status)) for one in told],
        "titles": [one.value for one in answers if one.name == "title"],
    }


def _said(logs: StringIO) -> list[dict[str, int]]:
    events = [json.loads(line) for line in logs.getvalue().splitlines()]
    return [
        {name: event[name] for name in ("identities", "answers")}
        for event in events
        if event["event"] == "retention_done"
    ]


def _deeds(bot: Bot) -> list[tuple[str, str]]:
    trail = bot.database.transact_now(list_audit, workshop_id=None)
    return [(one.action, one.subject) for one in trail if one.role == "clock"]
