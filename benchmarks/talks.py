"""Conversations half way through a form, and what one more message takes."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from bot.render import render
from conversations.conversation import Turn, begin, take
from conversations.inputs import Done, Input, Typed
from conversations.replies import Ask
from conversations.standing import Conversation
from conversations.xforms.filled import NO_LISTS, Lists
from conversations.xforms.formdef import FormDef
from locales import words

NOW: Final = datetime(2026, 1, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation as it is stored, what comes in next, and the lists of its form."""

    form: FormDef
    stored: str
    came_in: Input
    lists: Lists

    def go_on(self) -> str:
        """Do all that a message asks for between reading the stored state and writing it."""
        conversation = Conversation.from_state(self.form, json.loads(self.stored))
        turn = take(conversation, self.came_in, now=NOW, lists=self.lists)
        render(turn.replies, words=words("en"), conversation=1, tapped=5, files=lambda _name: None)
        return _stored(turn)


def talk_through(
    form: FormDef, inputs: Sequence[Callable[[Ask], Input]], *, lists: Lists = NO_LISTS
) -> Talk:
    """Answer one question after another, but for the last input, which is still to come."""
    turn = begin(form, language="en", now=NOW, seed=1, lists=lists)
    *before, last = inputs
    for answer in before:
        turn = take(turn.conversation, answer(_asked(turn)), now=NOW, lists=lists)
    return Talk(form, _stored(turn), last(_asked(turn)), lists)


def half_through(form: FormDef) -> Talk:
    inputs = [_answer] * len(form.questions)
    return talk_through(form, inputs[: len(inputs) // 2])


def typed(text: str) -> Callable[[Ask], Input]:
    return lambda _ask: Typed(text)


def _answer(ask: Ask) -> Input:
    """Press the first choice, and Done once it is marked; write a number anywhere else."""
    if ask.several and any(choice.marked for choice in ask.choices):
        return Done(ask.turn)
    return ask.choices[0].press if ask.choices else Typed("3")


def _asked(turn: Turn) -> Ask:
    *_, ask = (reply for reply in turn.replies if isinstance(reply, Ask))
    return ask


def _stored(turn: Turn) -> str:
    return json.dumps(turn.conversation.to_state())
