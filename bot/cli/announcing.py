"""`tertulia announce`: write to participants from a terminal, confirmed as in the chat."""

from typing import Annotated

import typer

from bot.actions.organising.announcing import by_operator
from bot.actions.organising.announcing.by_operator import Audience, LookedAt, Standing
from bot.actions.workshops import Workshop
from bot.app import Database, utc_now
from bot.cli.operator import fail, opened, operator_words, say, settings_or_fail
from bot.cli.workshops import Number, choose
from conversations.cleaning import fold
from locales import LANGUAGES, N_


def announce(
    text: Annotated[str, typer.Argument(help="What participants read, at most 3,000 characters")],
    workshop: Number = None,
    country: Annotated[list[str] | None, typer.Option(help="Two letters; can be repeated")] = None,
    table: Annotated[list[str] | None, typer.Option(help="Can be repeated")] = None,
    language: Annotated[list[str] | None, typer.Option(help=f"Of {', '.join(LANGUAGES)}")] = None,
    state: Annotated[list[Standing] | None, typer.Option(help="How far they have come")] = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show to whom it would go")
    ] = False,
) -> None:
    """Write to the participants of a workshop, where it is day for them."""
    audience = Audience(
        countries=tuple(code.upper() for code in country or ()),
        tables=tuple(table or ()),
        languages=tuple(language or ()),
        states=tuple(state or ()),
    )
    with opened(settings_or_fail()) as database:
        found = choose(database, workshop)
        _check(database, found, audience)
        seen = database.transact_now(
            by_operator.look_at,
            workshop=found,
            text=text,
            audience=audience,
            said=operator_words(),
            now=utc_now(),
        )
        _show(seen)
        if dry_run:
            return
        _confirm(seen)
        database.transact_now(
            by_operator.plan, workshop=found, text=seen.text, audience=audience, now=utc_now()
        )
    typer.echo(say(N_("Confirmed. The bot sends it while it runs.")))


def _check(database: Database, workshop: Workshop, audience: Audience) -> None:
    """Refuse what no participant of this workshop can be."""
    known = (
        (audience.countries, workshop.countries),
        (audience.tables, database.transact_now(by_operator.tables_of, workshop=workshop)),
        (audience.languages, workshop.languages),
    )
    for asked, there in known:
        for one in asked:
            if one not in there:
                fail(
                    say(
                        N_("{name} is not in this workshop. There is: {known}"),
                        name=one,
                        known=", ".join(there) or "—",
                    )
                )


def _show(seen: LookedAt) -> None:
    typer.echo(seen.text)
    typer.echo(say(N_("For: {audience} ({people})"), audience=seen.audience, people=seen.people))
    if seen.why_not:
        fail(seen.why_not)
    if not seen.receivers:
        fail(say(N_("Nobody would receive it. Please choose others.")))


def _confirm(seen: LookedAt) -> None:
    """Go on only where exactly that is typed which is asked for."""
    typed = typer.prompt(say(N_("To send it, type {answer}"), answer=seen.answer))
    if fold(typed) != fold(seen.answer):
        fail(say(N_("Nothing was sent.")))
