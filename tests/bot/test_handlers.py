"""Who takes what is sent: every command does something, in every language."""

import pytest

from bot.actions.telling import menu
from bot.commands import COMMANDS, Verb
from bot.handlers.commands import commanded
from bot.handlers.sent import act_for
from bot.updates import Command

TYPED = {Verb.START.value} | {name for one in COMMANDS for name in one.names.values()}


@pytest.mark.parametrize("name", sorted(TYPED))
def test_every_command_does_something(name: str) -> None:
    assert commanded(Command(name, ""), act_for) is not menu.say_unknown_command


def test_no_command_does_what_is_none_of_ours() -> None:
    assert commanded(Command("vote", ""), act_for) is menu.say_unknown_command
