"""Run the command as `python -m bot`."""

from bot.cli import app

app()
