"""`tertulia workshop` and `tertulia invite`: set a workshop up, and let people in."""

import asyncio
import shlex
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

import typer
from telegram.error import TelegramError

from bot.actions import workshops as actions
from bot.actions.organising.waves import settings as waves
from bot.actions.visits import Refusal
from bot.actions.workshops import Changes, Plan, Role, Workshop
from bot.app import Database, utc_now
from bot.cli.operator import fail, opened, operator_words, say, settings_or_fail
from bot.client import BotApi
from bot.settings import Settings
from locales import LANGUAGES, N_, words
from reports.poster import Poster, poster_html

DATE = "%Y-%m-%d"
LONGEST_TITLE = 120  # characters: what a poster shows in two lines
LONGEST_NOTE = 500  # characters: what is read at one glance on a phone
GOOD_FOR = timedelta(days=7)  # a link into the team
MOST_DIGITS = 6  # of a number of contributions
MOST_DAYS = 3650  # that something is kept after a workshop
Number = Annotated[int | None, typer.Option(help="Its number, where there are several")]
group = typer.Typer(no_args_is_help=True, help="Set workshops up.")


@group.command("create")
def create(  # noqa: PLR0913 -- options of a command, each by name
    title: Annotated[str, typer.Argument(help="What participants know the workshop as")],
    starts: Annotated[datetime, typer.Option(formats=[DATE], help="The first day")],
    ends: Annotated[datetime, typer.Option(formats=[DATE], help="The last day")],
    zone: Annotated[str, typer.Option(help="Where it is, as in America/Tegucigalpa")],
    countries: Annotated[str, typer.Option(help="Two-letter codes, as in HN,GT,MX")],
    language: Annotated[str, typer.Option(help=f"One of {', '.join(LANGUAGES)}")] = LANGUAGES[0],
    digest_hour: Annotated[int, typer.Option(min=0, max=23, help="In the workshop's zone")] = 18,
    *,
    protected: Annotated[
        bool, typer.Option("--protected", help="Let forms ask about identified victims")
    ] = False,
) -> None:
    """Create a workshop, with the built-in forms."""
    plan = Plan(
        title=_title(title),
        zone=zone if zone in available_timezones() else fail(say(UNKNOWN_ZONE, zone=zone)),
        starts_on=starts.date(),
        ends_on=ends.date(),
        countries=_countries(countries),
        default_language=language if language in LANGUAGES else fail(say(UNKNOWN_LANGUAGE)),
        languages=LANGUAGES,
        digest_hour=digest_hour,
        protected=protected,
    )
    if plan.ends_on < plan.starts_on:
        fail(say(N_("The last day lies before the first.")))
    with opened(settings_or_fail()) as database:
        workshop = database.transact_now(actions.create_workshop, plan=plan, now=utc_now())
    typer.echo(f"{workshop.id}  {workshop.title}")
    if protected:
        typer.echo(say(PROTECTED), err=True)


PROTECTED = N_(
    "This workshop is protected: its forms may ask about identified victims. Telegram can read what"
    " is written in a chat with a bot, and whoever holds a phone can read it too. Ask such questions"
    " only where those concerned agreed, where the law and your data protection officer allow it, and"
    " where nothing safer is at hand. Keep the export encrypted, and erase the workshop when its"
    " purpose is served."
)

UNKNOWN_ZONE = N_("{zone} is not a time zone. Write it as in America/Tegucigalpa.")
UNKNOWN_LANGUAGE = N_("The bot speaks es, fr, en and pt.")
UNKNOWN_COUNTRY = N_("{code} is not a country. Write two-letter codes, as in HN,GT,MX.")


@group.command("list")
def list_() -> None:
    """List the workshops: number, days, title."""
    with opened(settings_or_fail()) as database:
        for one in database.transact_now(actions.list_workshops):
            marked = f"  ({say(N_('protected'))})" if one.protected else ""
            typer.echo(f"{one.id}  {one.starts_on}..{one.ends_on}  {one.title}{marked}")


@group.command("set")
def set_(  # noqa: PLR0913 -- options of a command, each by name
    workshop: Number = None,
    *,
    keep_identity: Annotated[
        int | None,
        typer.Option(
            min=0, max=MOST_DAYS, help="Forget who told what so many days after the last day"
        ),
    ] = None,
    keep_answers: Annotated[
        int | None,
        typer.Option(
            min=0, max=MOST_DAYS, help="Remove the answers so many days after the last day"
        ),
    ] = None,
    documents: Annotated[
        bool | None, typer.Option(help="Take files that are no photo, voice note or video")
    ] = None,
    adolescents: Annotated[bool | None, typer.Option(help="Let people under 18 take part")] = None,
    guardian_note: Annotated[
        str | None, typer.Option(help="How their guardians agreed, and where that is kept")
    ] = None,
    focal_point: Annotated[
        str | None, typer.Option(help="Whom to turn to when somebody is in danger, and how")
    ] = None,
    target: Annotated[
        list[str] | None,
        typer.Option(help="How many of a form you hope for, as practice=60; 0 takes it away"),
    ] = None,
) -> None:
    """Change a workshop, and show how it is set; without options it only shows."""
    changes = Changes(
        identity_days=keep_identity,
        answers_days=keep_answers,
        documents=documents,
        adolescents=adolescents,
        guardian_note=_note(guardian_note),
        focal_point=_note(focal_point),
    )
    with opened(settings_or_fail()) as database:
        found = choose(database, workshop)
        if changes != Changes():
            found = _changed(database, found, changes)
        wanted = _targets(database, found, target or ())
        warnings = database.transact_now(waves.warnings_of, workshop=found, words=operator_words())
    for line in (*_settings_of(found), *(f"--target {form}={n}" for form, n in wanted.items())):
        typer.echo(line)
    for warning in warnings:
        typer.echo(warning, err=True)


def invite(
    role: Annotated[Role, typer.Argument(help="Whom the link is for")] = Role.PARTICIPANT,
    workshop: Number = None,
    as_role: Annotated[Role | None, typer.Option("--role", help="The same, as an option")] = None,
    table: Annotated[str | None, typer.Option(help="The table at which they sit")] = None,
    uses: Annotated[
        int | None, typer.Option(min=1, help="How often it can be used; organisers: once")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=[DATE], help="Its last day, in the workshop's zone")
    ] = None,
    poster: Annotated[
        Path | None, typer.Option(help="Write a page to print, with a QR code")
    ] = None,
) -> None:
    """Make an invitation, and print its link; of the team, each link is good once, for 7 days."""
    role = as_role or role
    if role is Role.FACILITATOR and not table:
        fail(say(actions.TableMissing.sentence))
    if poster is not None and not poster.resolve().parent.is_dir():
        fail(say(N_("There is no folder {name}."), name=poster.resolve().parent))
    settings = settings_or_fail()
    username = asyncio.run(_username(settings))
    with opened(settings) as database:
        found = choose(database, workshop)
        code = database.transact_now(
            actions.invite,
            workshop_id=found.id,
            role=role,
            table_name=table,
            max_uses=1 if uses is None and role.of_team else uses,
            expires_at=_end_of(until, found.zone) or _default_end(role),
            now=utc_now(),
        )
    link = f"https://t.me/{username}?start={code}"
    typer.echo(link)
    if poster is not None:
        _write_poster(poster, found, link=link, table=table, until=until)


def _changed(database: Database, workshop: Workshop, changes: Changes) -> Workshop:
    try:
        return database.transact_now(
            actions.change_workshop, workshop_id=workshop.id, changes=changes, now=utc_now()
        )
    except Refusal as refusal:
        fail(say(refusal.sentence))


def _targets(database: Database, workshop: Workshop, written: Sequence[str]) -> Mapping[str, int]:
    """Keep the targets that were written, and return those that hold."""
    wanted: dict[str, int] = {}
    for one in written:
        form, _, count = one.partition("=")
        if not (count.isascii() and count.isdigit() and len(count) <= MOST_DIGITS):
            fail(say(N_("Write a target as practice=60: a form, and how many of it you hope for.")))
        wanted[form] = int(count)
    try:
        return database.transact_now(
            actions.set_targets, workshop_id=workshop.id, wanted=wanted, now=utc_now()
        )
    except Refusal as refusal:
        fail(say(refusal.sentence))


def _settings_of(workshop: Workshop) -> list[str]:
    """Return what can be set, as the options that would set it so."""
    return [
        f"{workshop.id}  {workshop.title}",
        f"--keep-identity {workshop.identity_days}",
        f"--keep-answers {workshop.answers_days}",
        "--documents" if workshop.documents else "--no-documents",
        "--adolescents" if workshop.adolescents else "--no-adolescents",
        f"--guardian-note {shlex.quote(workshop.guardian_note or '')}",
        f"--focal-point {shlex.quote(workshop.focal_point or '')}",
    ]


def choose(database: Database, number: int | None) -> Workshop:
    try:
        return database.transact_now(actions.choose_workshop, number=number)
    except Refusal as refusal:
        fail(say(refusal.sentence))


async def _username(settings: Settings) -> str:
    """Ask the Bot API what this bot is called: the link needs it."""
    try:
        async with BotApi(settings.token, api_url=settings.api_url) as api:
            return str((await api.call("getMe", {}))["username"])
    except TelegramError:
        fail(
            say(
                N_(
                    "The Bot API did not say what the bot is called, so there is no link. Check"
                    " TERTULIA_TOKEN and TERTULIA_API_URL: tertulia doctor"
                )
            )
        )


def _end_of(day: datetime | None, zone: str) -> datetime | None:
    if day is None:
        return None
    midnight = datetime.combine(day.date() + timedelta(days=1), time(), ZoneInfo(zone))
    return midnight.astimezone(UTC)


def _default_end(role: Role) -> datetime | None:
    """Return when a link of the team ends where nobody says so; posters hang longer."""
    return utc_now() + GOOD_FOR if role.of_team else None


def _write_poster(
    path: Path, workshop: Workshop, *, link: str, table: str | None, until: datetime | None
) -> None:
    page = poster_html(
        Poster(
            workshop_title=workshop.title,
            starts_on=workshop.starts_on,
            ends_on=workshop.ends_on,
            table_name=table,
            link=link,
            valid_until=until.date() if until else None,
        ),
        words=words(workshop.default_language),
    )
    path.write_text(page, encoding="utf-8")
    typer.echo(str(path))


def _title(written: str) -> str:
    title = " ".join(written.split())
    if not 0 < len(title) <= LONGEST_TITLE:
        fail(say(N_("A workshop needs a title of at most {most} characters."), most=LONGEST_TITLE))
    return title


def _note(written: str | None) -> str | None:
    note = None if written is None else " ".join(written.split())
    if note and len(note) > LONGEST_NOTE:
        fail(say(N_("That text is too long: at most {most} characters."), most=LONGEST_NOTE))
    return note


def _countries(written: str) -> tuple[str, ...]:
    codes = tuple(code.strip().upper() for code in written.split(",") if code.strip())
    if not codes:
        fail(say(N_("A workshop needs at least one country, as in HN,GT,MX.")))
    names = words(LANGUAGES[0])
    for code in codes:
        if len(code) != len("HN") or names.country(code) == code:
            fail(say(UNKNOWN_COUNTRY, code=code))
    return codes
