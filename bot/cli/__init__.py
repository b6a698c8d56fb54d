"""The `tertulia` command: one file a group of commands; parse, call, print."""

import typer

from bot.cli import (
    announcing,
    doctor,
    exports,
    forms,
    lines,
    rehearsing,
    running,
    team,
    waves,
    workshops,
)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A Telegram bot for workshops: guided conversations and a daily digest.",
)
app.command("run")(running.run)
app.command("demo")(running.demo)
app.command("doctor")(doctor.doctor)
app.command("invite")(workshops.invite)
app.command("announce")(announcing.announce)
app.command("export")(exports.export)
app.command("rehearse")(rehearsing.rehearse)
workshops.group.command("line")(lines.line)
app.add_typer(workshops.group, name="workshop")
app.add_typer(forms.group, name="forms")
app.add_typer(waves.group, name="wave")
app.add_typer(team.group, name="team")
