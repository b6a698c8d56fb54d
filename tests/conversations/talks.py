"""A participant in a conversation, as the tests tell it; every turn goes through JSON."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from conversations.cleaning import fold
from conversations.conversation import Turn, begin, put_again, reopen, take
from conversations.inputs import Edited, Input, Press, Typed
from conversations.replies import Answered, Ask, Disclosed, Offer, Reply, Review, Say, Toast
from conversations.script import buttons_of
from conversations.standing import Conversation
from conversations.xforms.compiler import CompiledForm, compile_form
from conversations.xforms.formdef import FormDef
from conversations.xforms.workbooks.workbook import Workbook, read_markdown

NOW = datetime(2026, 11, 24, 10, 30, tzinfo=ZoneInfo("America/Tegucigalpa"))
Lists = Mapping[str, Sequence[Mapping[str, str]]]


@cache
def make(text: str) -> FormDef:
    workbook = read_markdown(text, "form")
    assert isinstance(workbook, Workbook), workbook
    compiled = compile_form(workbook)
    assert isinstance(compiled, CompiledForm), compiled
    return compiled.form


class Talk:
    """One participant and one form; `lists` may be changed between turns.

    `messages` are the participant's own as they stand in the chat, numbered from 1.
    """

    def __init__(
        self,
        form: FormDef,
        *,
        lists: Lists | None = None,
        language: str = "en",
        given: Mapping[str, str] | None = None,
    ) -> None:
        self.form = form
        self.lists: Lists = lists or {}
        self.seen: list[Reply] = []
        self.messages: list[str] = []
        self._turn = begin(
            form, language=language, now=NOW, seed=7, lists=self.lists, given=given or {}
        )
        self.seen.extend(self._turn.replies)

    @property
    def conversation(self) -> Conversation:
        state = json.loads(json.dumps(self._turn.conversation.to_state()))
        return Conversation.from_state(self.form, state)

    @property
    def completed(self) -> bool:
        return self._turn.completed

    @property
    def answers(self) -> Mapping[str, str]:
        return dict(self._turn.conversation.entry["answers"])

    def does(self, came_in: Input) -> tuple[Reply, ...]:
        if isinstance(came_in, Typed) and not came_in.message:
            self.messages.append(came_in.text)
            came_in = Typed(came_in.text, len(self.messages))
        return self._hear(take(self.conversation, came_in, now=NOW, lists=self.lists))

    def speaks(self, language: str) -> tuple[Reply, ...]:
        turn = put_again(self.conversation, language=language, now=NOW, lists=self.lists)
        return self._hear(turn)

    def tells(self, *lines: str) -> tuple[Reply, ...]:
        """Write each line, or press the newest button that is called [so]."""
        replies: tuple[Reply, ...] = ()
        for line in lines:
            pressed = line.startswith("[")
            replies = self.does(self.button(line[1:-1]) if pressed else Typed(line))
        return replies

    def edits(self, before: str, after: str) -> tuple[Reply, ...]:
        """Edit the newest own message that says `before`."""
        number = len(self.messages) - self.messages[::-1].index(before)
        self.messages[number - 1] = after
        return self.does(Edited(number, after))

    def reopens(self, *, at: str = "", language: str = "en") -> tuple[Reply, ...]:
        turn = reopen(self.conversation, language=language, now=NOW, lists=self.lists, at=at)
        return self._hear(turn)

    def button(self, label: str) -> Press:
        buttons = (button for reply in reversed(self.seen) for button in buttons_of(reply))
        return next(button.press for button in buttons if fold(button.label) == fold(label))

    def _hear(self, turn: Turn) -> tuple[Reply, ...]:
        self._turn = turn
        self.seen.extend(turn.replies)
        return turn.replies


def the_ask(replies: Sequence[Reply]) -> Ask:
    (ask,) = (reply for reply in replies if isinstance(reply, Ask))
    return ask


def the_review(replies: Sequence[Reply]) -> Review:
    (review,) = (reply for reply in replies if isinstance(reply, Review))
    return review


def labels(reply: Reply) -> list[str]:
    return [button.label for button in buttons_of(reply)]


def marked(ask: Ask) -> list[str]:
    return [button.label for button in ask.choices if button.marked]


def said(replies: Sequence[Reply]) -> list[str]:
    """Write replies down in short: what kind, and its words."""
    short = []
    for reply in replies:
        match reply:
            case Ask():
                short.append(f"ask {reply.label}")
            case Review():
                short.append("review")
            case Answered():
                short.append(f"answered {reply.label} {reply.shown}".rstrip())
            case Offer() | Disclosed() | Say() | Toast():
                short.append(f"{type(reply).__name__.lower()} {reply.text}")
            case _:
                short.append(type(reply).__name__.lower())
    return short
