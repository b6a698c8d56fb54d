"""`tertulia workshop line`: where to call for help in each country, shown and confirmed."""

from typing import Annotated

import typer

from bot.actions.safeguarding import hotlines
from bot.actions.safeguarding.suggested_lines import SUGGESTIONS
from bot.app import utc_now
from bot.cli.operator import fail, opened, say, settings_or_fail
from bot.cli.workshops import Number, choose
from locales import N_


def line(
    country: Annotated[str, typer.Argument(help="A two-letter code, as in HN")] = "",
    number: Annotated[str, typer.Argument(help='The line, as in "145, day and night"')] = "",
    workshop: Number = None,
    *,
    none: Annotated[bool, typer.Option("--none", help="This country has no line")] = False,
) -> None:
    """Confirm where to call for help in a country, and show how it stands in each."""
    code, written = country.upper(), " ".join(number.split())
    if code and bool(written) is none:
        fail(say(N_("Write the line of the country, or --none.")))
    if len(written) > hotlines.LONGEST_LINE:
        fail(say(hotlines.LineTooLong.sentence))
    with opened(settings_or_fail()) as database:
        found = choose(database, workshop)
        if code and code not in found.countries:
            fail(say(N_("{code} is no country of this workshop."), code=code))
        if code:
            database.transact_now(
                hotlines.confirm,
                found,
                country=code,
                line=written or None,
                organiser=None,
                now=utc_now(),
            )
        standing = database.transact_now(hotlines.list_standing, workshop=found)
    for each, known in standing.items():
        typer.echo(
            f"{each}  {known or say(N_('no line'))}" if known is not None else _missing(each)
        )


def _missing(country: str) -> str:
    """Say that a country is not confirmed, with what is suggested for it."""
    suggestion = SUGGESTIONS.get(country)
    if suggestion is None:
        return f"{country}  {say(N_('not confirmed'))}"
    return "  ".join(
        (
            country,
            say(
                N_("not confirmed; suggested: {line} ({source})"),
                line=suggestion.line,
                source=suggestion.source,
            ),
            say(suggestion.remark),
        )
    )
