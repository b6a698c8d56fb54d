"""A thousand taps on old buttons, other people's, and forged ones: nothing that is kept changes."""

import itertools
from collections.abc import Iterator, Sequence
from io import StringIO
from random import Random
from typing import Any, Final

from sqlalchemy import select

from bot.packing import unpack
from bot.taps import EraseTap, LanguageTap, Tap
from conversations.script import spoken
from storage.database import Session
from storage.tables import answer, consent, participant, submission
from tests.bot.edge import Bot
from tests.bot.stories.test_written import FOLDER
from tests.stories import Story

TAPS: Final = 1_000
STORY: Final = (FOLDER / "practice.es.txt").read_text(encoding="utf-8")
GOES_ON: Final = """
Ana    (opens the link of Mesa 2)
Ana    [Español]
Ana    [Sí, 18 o más]
Ana    [Acepto]
Ana    [Guatemala]
Ana    [Gobierno local]
Ana    [Educación y sensibilización]
María  /mias
María  /privacidad
María  /borrar
María  [No, dejar así]
María  /leccion
María  [Este taller]
María  [Funcionó: repetirlo]
María  [Prevención]
Ana    /mias
Lucía  /formularios
Lucía  /lineas
"""
FORGED: Final = 0.4
AT_ONCE: Final = 20
PASSING: Final = {"active_at", "language", "language_chosen"}


async def test_old_and_forged_buttons_change_nothing_that_is_kept(bot: Bot, logs: StringIO) -> None:
    story = Story(bot, bot.phone)
    for name, said in (*spoken(STORY), *spoken(GOES_ON)):
        await story.take(name, said)
    assert not any("(no such" in block for block in story.blocks)
    random = Random(1)  # noqa: S311 -- the same taps each time
    phones = [person.phone for person in story.people.values()]
    old = [*_old_buttons(story)]
    before = await bot.database.read(_kept)

    taps = itertools.islice(_drawn(old, random), TAPS)
    while some := list(itertools.islice(taps, AT_ONCE)):
        for message_id, data in some:
            bot.simulator.tap(random.choice(phones).person, message_id, data)
        await phones[0].settled()

    assert await bot.database.read(_kept) == before
    assert "Traceback" not in logs.getvalue()
    assert '"level": "error"' not in logs.getvalue()


def _drawn(old: Sequence[tuple[int, str]], random: Random) -> Iterator[tuple[int, str]]:
    """Yield buttons without end: what was there, or something like it."""
    while True:
        message_id, data = random.choice(old)
        pressed = _forged(data, random) if random.random() < FORGED else data
        if not _is_final(unpack(pressed)):
            yield message_id, pressed


def _is_final(tap: Tap | None) -> bool:
    """Tell whether a button is itself the confirmation, or shows at once what it did."""
    return isinstance(tap, LanguageTap) or (isinstance(tap, EraseTap) and tap.act in {"one", "all"})


def _old_buttons(story: Story) -> Iterator[tuple[int, str]]:
    """Yield all buttons that ever were but those of questions which are open now."""
    for person in story.people.values():
        newest = max(message_id for message_id, _, _ in person.pressable)
        for message_id, _, data in person.pressable:
            if message_id != newest:
                yield message_id, data


def _forged(data: str, random: Random) -> str:
    """Return data that no button ever had, or had elsewhere."""
    head, *rest = data.split(":")
    number = random.choice([str(random.randrange(100)), "zzzzzzzzzzzz", "-1", ""])
    at = random.randrange(len(rest)) if rest else 0
    letter = random.choice("abcdefghijklmnopqrstuvwxyz")
    return random.choice(
        [
            ":".join((letter, *rest)),
            ":".join((head, *rest[:at], number, *rest[at + 1 :])),
            f"{data}:{number}",
            data[: random.randrange(len(data) + 1)],
        ]
    )


def _kept(db: Session) -> dict[str, list[dict[str, Any]]]:
    """Return what is kept of people, but for a form that was begun and has no answer yet."""
    answered = select(answer.c.submission_id)
    queries = {
        "answers": select(answer).order_by(answer.c.submission_id, answer.c.ref),
        "submissions": select(submission).where(submission.c.id.in_(answered)),
        "consents": select(consent),
        "participants": select(participant),
    }
    return {
        kept: [
            {k: v for k, v in row.items() if k not in PASSING}
            for row in db.execute(query).mappings()
        ]
        for kept, query in queries.items()
    }
