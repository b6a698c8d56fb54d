"""What somebody told, wherever they told it, is gone from all that is kept once they erase it."""

from collections.abc import AsyncIterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select

from bot.actions import exports
from bot.actions.workshops import Changes, choose_workshop
from locales import words
from simulator import Fault, Simulator
from storage.crypto import KeyRing
from storage.database import Session
from storage.tables import metadata
from tests.bot.edge import BEGINNING, Bot, Home, Phone, Watch, furnish, running
from tests.bot.kept import change

MARK = "canary"  # which no log may show either
OF_ORGANISERS = "invitation.table_name_sealed"  # they named the table
ROW_OF = {"answer": ("submission_id", "ref")}  # what a sealed value is bound to, where not to an id


@pytest.fixture(params=["sqlite", "postgresql"])
def home(request: pytest.FixtureRequest, furnished: Home, tmp_path: Path) -> Home:
    if request.param == "sqlite":
        return furnished.copied_to(tmp_path)
    return furnish(tmp_path, postgresql=request.getfixturevalue("empty_postgresql"))


@pytest.fixture
async def bot(home: Home, watch: Watch) -> AsyncIterator[Bot]:
    async with running(home, watch=watch, simulator=Simulator(clock=watch)) as bot:
        yield bot


async def test_what_was_told_anywhere_is_gone_everywhere(bot: Bot, logs: StringIO) -> None:
    ana, luis = bot.phone(f"Ana {MARK}"), bot.phone("Luis")
    for phone in (ana, luis):
        await phone.arrives(code=bot.seat_at(f"Mesa {MARK}"))
    await _tells_everywhere(ana)
    await luis.taps("Agregaría algo")
    await luis.sends("De lo que contó canary me acuerdo bien.")
    await luis.taps("Enviar")
    await luis.starts(bot.seat_at("Mesa 2"))
    change(bot, Changes(answers_days=300))
    await ana.sends(f"{MARK} que espera un sí")
    assert bot.database.transact_now(_marked_columns, keys=bot.database._keys) == {
        "answer.value_sealed",
        "capture.text_sealed",
        "conversation.state_sealed",
        "former_answer.value_sealed",
        "held.sent_sealed",
        OF_ORGANISERS,
        "participant.table_name_sealed",
    }

    await _erases_all(ana)

    left = bot.database.transact_now(_marked_columns, keys=bot.database._keys)
    assert left == {OF_ORGANISERS}
    assert f"{MARK} Rutas" not in "".join(one.text for one in luis.bubbles)
    assert MARK not in repr(bot.database.transact_now(_exported))
    assert not _holds(bot, bot.database._keys.blind(ana.person.id))
    await _is_quiet_twice(ana)
    assert MARK not in logs.getvalue()


async def test_what_waits_to_be_sent_goes_too(bot: Bot) -> None:
    ana, luis = bot.phone("Ana"), bot.phone("Luis")
    for phone in (ana, luis):
        await phone.arrives(code=bot.seat_at("Mesa 2"))
    await ana.tells_a_practice(f"{MARK} Rutas")
    await ana.sends("/borrar")
    bot.app._courier.gate._open.clear()
    bot.simulator.tap(ana.person, ana.newest, ana.data_of("Mostrar"))
    bot.simulator.send_text(ana.person, f"{MARK} que se guarda")
    await bot.simulator.until(lambda: bot.database.transact_now(_is_captured))
    before = bot.database.transact_now(_marked_columns, keys=bot.database._keys)
    assert "delivery.payload_sealed" in before

    bot.simulator.tap(ana.person, ana.newest, ana.data_of("Borrar todo"))
    await bot.simulator.until(lambda: not bot.database.transact_now(_is_captured))
    after = bot.database.transact_now(_marked_columns, keys=bot.database._keys)
    bot.app._courier.gate._open.set()
    await bot.app.drained()

    assert after == set()
    assert MARK not in "".join(one.text for phone in (ana, luis) for one in phone.bubbles)


async def test_a_file_that_comes_after_the_erasure_is_not_kept(bot: Bot, watch: Watch) -> None:
    ana = bot.phone("Ana")
    await ana.arrives()
    title = await bot.publish(VISIT)
    await ana.begins(title)
    bot.simulator.faults.fail_next("getFile", Fault.INTERNAL)
    await ana.sends_voice(f"OggS {MARK}".encode())
    await _erases_all(ana)
    said = ana.newest

    watch.move(minutes=1)
    await bot.fetches_files()

    assert bot.database.transact_now(_marked_columns, keys=bot.database._keys) == set()
    assert ana.newest == said


VISIT = """
## survey

| type | name | label |
| --- | --- | --- |
| text | who | ¿A quién visitó? |
| text | more | ¿Algo más? |

## settings

| form_id | form_title | version | default_language |
| --- | --- | --- | --- |
| visit | Una visita | 1 | Español (es) |
"""


async def _tells_everywhere(ana: Phone) -> None:
    """Tell, change, show, hold back, keep for later, and leave half done."""
    await ana.shows_the_table(f"{MARK} Rutas")
    await ana.edits(f"{MARK} Rutas", f"{MARK} Rutas seguras")
    await ana.taps("Mostrar")
    await ana.turns_to(f"{MARK} Rutas seguras")
    await ana.taps("Cambiarlo")
    await ana.sends("1")
    await ana.sends(f"{MARK} Otras rutas")
    await ana.sends("/practica")
    await ana.sends(f"{MARK} Llamar a +504 9999 0147")
    await ana.sends("/cancelar")
    await ana.sends(f"{MARK} para más tarde")


async def _erases_all(phone: Phone) -> None:
    await phone.erases_all()
    await phone.bot.clock_strikes()


async def _is_quiet_twice(phone: Phone) -> None:
    """Erase once more: nothing is left, and saying so leaves nothing."""
    await phone.sends("/borrar")
    await phone.bot.clock_strikes()
    assert not _holds(phone.bot, phone.bot.database._keys.blind(phone.person.id))


def _holds(bot: Bot, sought: bytes) -> bool:
    """Tell whether bytes are in a row, or in any file of an SQLite database."""
    files = [path for path in (bot.home.folder / "data").iterdir() if path.is_file()]
    in_files = any(sought in path.read_bytes() for path in files)
    return in_files or bot.database.transact_now(_is_in_a_row, sought=sought)


def _is_in_a_row(db: Session, *, sought: bytes) -> bool:
    rows = (row for table in metadata.sorted_tables for row in db.execute(select(table)))
    return any(value == sought for row in rows for value in row)


def _marked_columns(db: Session, *, keys: KeyRing) -> set[str]:
    """Return the columns in which the mark stands, sealed or not."""
    return {
        f"{table.name}.{name}"
        for table in metadata.sorted_tables
        for row in db.execute(select(table)).mappings()
        for name, value in row.items()
        if MARK.encode() in _opened(table, name, dict(row), value, keys)
    }


def _opened(table: Table, name: str, row: dict[str, Any], value: object, keys: KeyRing) -> bytes:
    if not name.endswith("_sealed") or not isinstance(value, bytes):
        return value if isinstance(value, bytes) else repr(value).encode()
    parts = ROW_OF.get(table.name)
    place = " ".join(str(row[part]) for part in parts) if parts else row["id"]
    return keys.unseal(value, table=table.name, column=name, row=place)


def _is_captured(db: Session) -> bool:
    return db.execute(select(metadata.tables["capture"])).first() is not None


def _exported(db: Session) -> object:
    workshop = choose_workshop(db, number=None)
    return exports.export(db, workshop=workshop, words=words("es"), now=BEGINNING)
