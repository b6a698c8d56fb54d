"""A button with the number of something that is somebody else's: nothing happens, and nothing is learnt."""

from collections.abc import Callable, Iterator, Mapping
from io import StringIO
from typing import Any, get_args

import pytest
from sqlalchemy import select

from bot import taps
from bot.packing import pack
from storage.database import Session
from storage.tables import file, metadata
from storage.transcripts import keep_transcript, want_transcript
from tests.bot.books import book, sends
from tests.bot.edge import BEGINNING, Bot, Phone, make_workshop
from tests.bot.stories.test_voice import STORY

NOBODYS = 1 << 62
PASSING = frozenset({"delivery", "processed_update", "job"})


@pytest.fixture
async def told(bot: Bot, maria: Phone, lucia: Phone) -> dict[str, set[int]]:
    """Return the numbers of all that María and Lucía have, by table."""
    await maria.tells_a_practice("Rutas seguras")
    await maria.sends("Para más tarde")
    await maria.sends("/leccion")
    await maria.taps("Este taller")
    await sends(lucia, "visita.xlsx", book())
    await lucia.taps("Vista previa")
    await maria.begins(await bot.publish(STORY))
    await maria.sends_voice(b"OggS")
    await bot.fetches_files()
    bot.database.transact_now(_let_be_heard)
    return bot.database.transact_now(_numbers)


@pytest.mark.parametrize("who", ["stranger", "neighbour", "elsewhere", "organiser"])
async def test_nothing_happens_and_nothing_is_learnt(
    bot: Bot, told: dict[str, set[int]], logs: StringIO, who: str
) -> None:
    pressing = await _comes(bot, who)
    before = bot.database.transact_now(_kept_of, numbers=told)

    for theirs, nobodys in _forged(told):
        assert await _answer(pressing, theirs) == await _answer(pressing, nobodys), theirs

    assert bot.database.transact_now(_kept_of, numbers=told) == before
    assert "Traceback" not in logs.getvalue()
    assert '"level": "error"' not in logs.getvalue()


async def _comes(bot: Bot, who: str) -> Phone:
    eva = bot.phone("Eva")
    if who == "neighbour":
        await eva.arrives()
    elif who == "elsewhere":
        participants, _ = bot.database.transact_now(make_workshop)
        await eva.arrives(code=participants)
    elif who == "organiser":
        _, organisers = bot.database.transact_now(make_workshop)
        await eva.starts(organisers)
    else:
        await eva.starts()
    return eva


async def _answer(phone: Phone, tap: taps.Tap) -> tuple[str | None, list[str]]:
    """Return what is said to a press, in passing and in the chat."""
    await phone.forges(pack(tap), phone.newest)
    return phone.toast, phone.news


def _forged(told: dict[str, set[int]]) -> Iterator[tuple[taps.Tap, taps.Tap]]:
    """Yield each kind of button with a number that is another's, and with one that is nobody's."""
    for table, numbered in WITH_A_NUMBER_OF.items():
        assert told[table], table
        for id_ in told[table]:
            yield from zip(numbered(id_), numbered(NOBODYS), strict=True)


def _of_submissions(id_: int) -> list[taps.Tap]:
    told = (act for act in get_args(taps.MineAct) if act not in {"list", "workshop"})
    return [
        *(taps.MineTap(act, id_) for act in told),
        *(taps.TableTap(act, id_, 1) for act in get_args(taps.TableAct)),
        taps.EraseTap("told", id_),
        taps.PermitTap("take-back", "publication", id_, 0),
    ]


def _of_conversations(id_: int) -> list[taps.Tap]:
    turns = (taps.TurnTap(id_, turn, "send") for turn in range(3))
    return [taps.ResumeTap(id_), *turns, taps.TurnTap(id_, 1, "choose", 1)]


def _of_participants(id_: int) -> list[taps.Tap]:
    acts: tuple[taps.EraseAct, ...] = ("ask", "one", "all", "no")
    return [taps.MineTap("workshop", id_), *(taps.EraseTap(act, id_) for act in acts)]


def _each(kind: Callable[[Any, int], taps.Tap], acts: object) -> Callable[[int], list[taps.Tap]]:
    return lambda id_: [kind(act, id_) for act in get_args(acts)]


WITH_A_NUMBER_OF: Mapping[str, Callable[[int], list[taps.Tap]]] = {
    "participant": _of_participants,
    "submission": _of_submissions,
    "conversation": _of_conversations,
    "capture": _each(taps.CaptureTap, taps.CaptureAct),
    "file": _each(taps.VoiceTap, taps.VoiceAct),
    "workshop": _each(lambda act, id_: taps.LineTap(act, "HN", id_), taps.LineAct),
    "form": _each(taps.ListedFormTap, taps.FormAct),
    "form_version": _each(taps.VersionTap, taps.VersionAct),
    "form_draft": _each(taps.DraftTap, taps.DraftAct),
    "preview": _each(taps.PreviewTap, taps.PreviewAct),
}


def _let_be_heard(db: Session) -> None:
    """Let a machine have understood what was said in the only voice note."""
    note = db.scalars(select(file.c.id)).all()[-1]
    want_transcript(db, file_id=note, now=BEGINNING)
    assert keep_transcript(db, file_id=note, text="Los maestros aprenden.")


def _numbers(db: Session) -> dict[str, set[int]]:
    tables = (table for table in metadata.sorted_tables if "id" in table.c)
    return {
        table.name: set(db.scalars(select(table.c.id)))
        for table in tables
        if table.name not in PASSING
    }


def _kept_of(db: Session, *, numbers: dict[str, set[int]]) -> dict[str, list[tuple[Any, ...]]]:
    return {
        name: [
            tuple(row)
            for row in db.execute(select(table).where(table.c.id.in_(ids)).order_by(table.c.id))
        ]
        for name, ids in numbers.items()
        for table in [metadata.tables[name]]
    }
