"""`tertulia wave`: what people are asked after a workshop, when, and how it is answered."""

from datetime import datetime
from typing import Annotated

import typer

from bot.actions.organising.waves import settings as actions
from bot.actions.organising.waves.settings import WaveChanges
from bot.actions.visits import Refusal
from bot.app import utc_now
from bot.cli.operator import fail, opened, operator_words, say, settings_or_fail
from bot.cli.workshops import DATE, Number, choose

LAST_HOUR = 24
MOST_DAYS = 730  # after the workshop's last day
group = typer.Typer(no_args_is_help=True, help="Ask people again after a workshop.")
Day = Annotated[datetime | None, typer.Option(formats=[DATE], help="The day on which it begins")]
Days = Annotated[
    int | None, typer.Option(min=0, max=MOST_DAYS, help="Or so many days after the last day")
]
FromHour = Annotated[int | None, typer.Option(min=0, max=LAST_HOUR - 1, help="Not earlier")]
UntilHour = Annotated[int | None, typer.Option(min=1, max=LAST_HOUR, help="Not later")]
Countries = Annotated[
    str | None, typer.Option(help="Only these countries, as in HN,GT; all for everybody")
]


@group.command("list")
def list_(workshop: Number = None) -> None:
    """List the waves: number, day, state, form, hours."""
    with opened(settings_or_fail()) as database:
        found = choose(database, workshop)
        for line in database.transact_now(
            actions.list_lines, workshop=found, words=operator_words()
        ):
            typer.echo(line)


@group.command("add")
def add(
    workshop: Number = None,
    *,
    day: Day = None,
    days: Days = None,
    from_hour: FromHour = None,
    until_hour: UntilHour = None,
    countries: Countries = None,
) -> None:
    """Plan one more wave of follow-up."""
    _change(None, workshop, _changes(day, days, from_hour, until_hour, countries))


@group.command("set")
def set_(
    number: Annotated[int, typer.Argument(help="The wave, as the list shows it")],
    workshop: Number = None,
    *,
    day: Day = None,
    days: Days = None,
    from_hour: FromHour = None,
    until_hour: UntilHour = None,
    countries: Countries = None,
) -> None:
    """Change a wave that is planned."""
    _change(number, workshop, _changes(day, days, from_hour, until_hour, countries))


@group.command("panel")
def panel(workshop: Number = None) -> None:
    """Show who answered, how far practices have come, and what holds them back."""
    with opened(settings_or_fail()) as database:
        found = choose(database, workshop)
        typer.echo(
            database.transact_now(
                actions.panel_of, workshop=found, words=operator_words(), now=utc_now()
            )
        )


def _changes(
    day: datetime | None,
    days: int | None,
    from_hour: int | None,
    until_hour: int | None,
    countries: str | None,
) -> WaveChanges:
    wanted = None
    if countries is not None:
        codes = tuple(code.strip().upper() for code in countries.split(",") if code.strip())
        wanted = () if codes == ("ALL",) else codes
    return WaveChanges(day.date() if day else None, days, from_hour, until_hour, wanted)


def _change(number: int | None, workshop: int | None, changes: WaveChanges) -> None:
    with opened(settings_or_fail()) as database:
        found = choose(database, workshop)
        try:
            lines, warning = database.transact_now(
                actions.change_wave,
                workshop=found,
                number=number,
                changes=changes,
                words=operator_words(),
                now=utc_now(),
            )
        except Refusal as refusal:
            fail(say(refusal.sentence))
    for line in lines:
        typer.echo(line)
    if warning:
        typer.echo(warning, err=True)
