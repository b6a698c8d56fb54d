"""`tertulia team`: who runs a workshop, and codes that begin anew where a phone was lost."""

from typing import Annotated

import typer

from bot.actions import workshops as actions
from bot.actions.visits import Refusal
from bot.app import utc_now
from bot.cli.operator import fail, opened, say, settings_or_fail
from bot.cli.workshops import Number, choose
from locales import N_

group = typer.Typer(no_args_is_help=True, help="See who runs a workshop, and reset codes.")


@group.command("list")
def list_(workshop: Number = None) -> None:
    """List the team: number, role, day of joining, language."""
    with opened(settings_or_fail()) as database:
        found = choose(database, workshop)
        team = database.transact_now(actions.list_team, workshop=found)
    for one in team:
        typer.echo(f"{one.id}  {one.role}  {one.joined_at:%Y-%m-%d}  {one.language}")


@group.command("reset-code")
def reset_code(
    member: Annotated[int, typer.Argument(help="Whose, as tertulia team list numbers them")],
) -> None:
    """Let somebody whose phone is lost begin anew with codes."""
    with opened(settings_or_fail()) as database:
        try:
            database.transact_now(actions.reset_code, organiser_id=member, now=utc_now())
        except Refusal as refusal:
            fail(say(refusal.sentence))
    typer.echo(say(N_("Done. With their next code that person begins anew.")))
