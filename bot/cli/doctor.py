"""`tertulia doctor`: one line a check, with the remedy where something is wrong."""

import asyncio
import os
import shutil
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never
from zoneinfo import ZoneInfo

import typer
from telegram.error import InvalidToken, TelegramError

from bot import hearing
from bot.actions import workshops as actions
from bot.actions.expiring import Due, list_due
from bot.actions.safeguarding.hotlines import list_standing
from bot.actions.workshops import Workshop
from bot.app import utc_now
from bot.cli.operator import opened, operator_words, settings_or_fail
from bot.client import BotApi
from bot.hearing import State
from bot.settings import Settings
from locales import N_

LEAST_FREE_BYTES = 200_000_000
"""Below this a full disk is near: a workshop of 50 people needs some 10 MB, logs the rest."""


@dataclass(frozen=True, slots=True)
class Finding:
    good: bool
    sentence: str
    values: dict[str, object]


def doctor() -> None:
    """Check the token, the key, the database, the workshops' zones, and the disk."""
    settings = settings_or_fail()
    findings = [
        *_token(settings),
        *_environment_file(),
        *_database(settings),
        *_disk(settings),
        *_voice(),
    ]
    speaking = operator_words()
    for finding in findings:
        mark = "ok " if finding.good else "NO "
        typer.echo(mark + speaking.say(finding.sentence, **finding.values))
    if not all(finding.good for finding in findings):
        raise typer.Exit(1)


def _token(settings: Settings) -> Iterator[Finding]:
    if not settings.token.get_secret_value():
        yield _bad(N_("There is no token: set TERTULIA_TOKEN to what @BotFather gave you."))
        return
    try:
        name = asyncio.run(_ask_name(settings))
    except InvalidToken:
        yield _bad(N_("The Bot API does not know this token. Ask @BotFather: /mybots, API Token."))
    except TelegramError:
        yield _bad(N_("{url} does not answer. Check the network."), url=settings.api_url)
    else:
        yield _good(N_("The token is that of @{name}."), name=name)


async def _ask_name(settings: Settings) -> str:
    async with BotApi(settings.token, api_url=settings.api_url) as api:
        return str((await api.call("getMe", {}))["username"])


def _environment_file() -> Iterator[Finding]:
    """The file with the token must be its owner's alone; Windows keeps no such rights."""
    path = Path(".env")
    if os.name != "posix" or not path.exists():
        return
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield _bad(N_("Others can read .env and the token in it: chmod 600 .env"))
    else:
        yield _good(N_("Only you can read .env."))


def _database(settings: Settings) -> Iterator[Finding]:
    """Opening says itself, and ends the command, where the key or the database is no good."""
    with opened(settings) as database:
        known = database.transact_now(actions.list_workshops)
        due = {one.workshop_id: one for one in database.transact_now(list_due, now=utc_now())}
        lines = {one.id: database.transact_now(list_standing, workshop=one) for one in known}
    yield _good(N_("The key fits, and the database is at the newest schema."))
    if not known:
        yield _bad(N_("There is no workshop yet: tertulia workshop create --help"))
    for workshop in known:
        here = utc_now().astimezone(ZoneInfo(workshop.zone))
        yield _good(
            N_("In {zone} it is {time}; the digest goes out at {hour}:00."),
            zone=workshop.zone,
            time=f"{here:%H:%M}",
            hour=workshop.digest_hour,
        )
        yield _hotlines(workshop, lines[workshop.id])
        yield _end_of_time(workshop, due.get(workshop.id))


def _hotlines(workshop: Workshop, lines: Mapping[str, str | None]) -> Finding:
    missing = [country for country, line in lines.items() if line is None]
    if not missing:
        return _good(N_("“{title}” is open: every hotline is confirmed."), title=workshop.title)
    sentence = N_(
        "“{title}” is not open: nobody has confirmed where to call for help in {countries}. Its"
        " organisers do so in the chat, or you: tertulia workshop line"
    )
    return _bad(sentence, title=workshop.title, countries=", ".join(missing))


def _end_of_time(workshop: Workshop, due: Due | None) -> Finding:
    """What is due goes when the bot starts, and daily while it runs."""
    if due is None:
        return _good(
            N_(
                "“{title}”: on {unlinks_on} it is forgotten who told what, and on {clears_on} the"
                " answers are removed."
            ),
            title=workshop.title,
            unlinks_on=workshop.unlinks_on,
            clears_on=workshop.clears_on,
        )
    if due.answers:
        sentence = N_(
            "“{title}”: the answers are due to be removed (participants: {count}). The bot does so"
            " at its start, and daily."
        )
        return _bad(sentence, title=workshop.title, count=due.answers)
    sentence = N_(
        "“{title}”: who told what is due to be forgotten (participants: {count}). The bot does so at"
        " its start, and daily."
    )
    return _bad(sentence, title=workshop.title, count=due.identities)


def _disk(settings: Settings) -> Iterator[Finding]:
    database = Path(settings.database_url.removeprefix("sqlite:///")).resolve()
    folder = next(one for one in database.parents if one.is_dir())
    free = shutil.disk_usage(folder).free
    size = f"{free / 1e9:.1f}"
    if free < LEAST_FREE_BYTES:
        yield _bad(N_("Only {size} GB are free on the disk: make room."), size=size)
    else:
        yield _good(N_("{size} GB are free on the disk."), size=size)


def _voice() -> Iterator[Finding]:
    """Without the extra all works; a model of another sum is not used, but must be told of."""
    state = hearing.state()
    match state:
        case State.READY:
            yield _good(
                N_("Voice notes are written down here: the model is there, and its sum fits.")
            )
        case State.MISSING:
            yield _good(N_("Voice notes are kept as they are: the extra `voice` is not installed."))
        case State.DAMAGED:
            yield _bad(
                N_(
                    "The model that writes voice notes down is damaged: install the extra `voice` anew."
                )
            )
        case _:
            assert_never(state)


def _good(sentence: str, **values: object) -> Finding:
    return Finding(True, sentence, values)


def _bad(sentence: str, **values: object) -> Finding:
    return Finding(False, sentence, values)
