"""A conversation as a text that anybody can read, correct and write: replayed, or played and kept.

    bot    How far has it gone?
           [An idea, not tried yet]  [In use now]

    Maria  [In use now]
    bot    What does it cover?  [☐ Prevention]  [☐ Protection]  [Done]

A line in brackets presses a button, the newest of that label; what stands in round brackets
happens without words: (photo), (voice), (video), (file), (sticker), (location 14.07 -87.21),
(returns), (cancels), (language fr). Of an edited message stands only what has changed in it.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final, Self, assert_never

from conversations.cleaning import fold
from conversations.conversation import Turn, begin, put_again, take
from conversations.inputs import Attachment, Cancel, Input, Located, Press, Resume, Sent, Typed
from conversations.replies import (
    Answered,
    Ask,
    Button,
    Completed,
    Offer,
    Reply,
    Review,
    Say,
    Toast,
)
from conversations.standing import Conversation
from conversations.xforms.filled import Lists
from conversations.xforms.formdef import FormDef, Kind

_WIDTH: Final = 100
_INDENT: Final = 7
_SPOKEN: Final = re.compile(r"(?P<name>[^\s#]\S*)\s{2,}(?P<said>.*)")
_LANGUAGE: Final = re.compile(r"\(language (\w+)\)")
_LOCATION: Final = re.compile(r"\(location (-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)\)")
_SILENT: Final[Mapping[str, Input]] = MappingProxyType(
    {
        "(photo)": Sent(Kind.IMAGE, "photo.jpg"),
        "(voice)": Sent(Kind.AUDIO, "voice.ogg"),
        "(video)": Sent(Kind.VIDEO, "video.mp4"),
        "(file)": Sent(Kind.FILE, "file.pdf"),
        "(sticker)": Attachment(),
        "(returns)": Resume(),
        "(cancels)": Cancel(),
    }
)
_BOT: Final = frozenset({"bot", "edit", "toast", "gone", "keys"})


def replay(form: FormDef, written: str, *, language: str, lists: Lists, now: datetime) -> str:
    """Play the participant's lines of `written` again, and write down what really happens."""
    rehearsal = Rehearsal.begin(form, language=language, lists=lists, now=now)
    comments = [line for line in written.splitlines() if line.startswith("#")]
    for name, said in spoken(written):
        rehearsal = rehearsal.take(name, said)
    heading = ["\n".join(comments)] if comments else []
    return "\n\n".join([*heading, *rehearsal.blocks]) + "\n"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A conversation played without Telegram; `blocks` are its turns, written down."""

    conversation: Conversation
    lists: Lists
    now: datetime
    buttons: tuple[Button, ...]
    shown: tuple[str, ...]
    blocks: tuple[str, ...]
    completed: bool

    @classmethod
    def begin(cls, form: FormDef, *, language: str, lists: Lists, now: datetime) -> Self:
        turn = begin(form, language=language, now=now, seed=1, lists=lists)
        silent = cls(turn.conversation, lists, now, (), (), (), completed=False)
        return silent.hear(turn, [])

    def take(self, name: str, said: str) -> Self:
        """Take a line of the participant, as it stands in a dialogue."""
        own = list(lines_of(name, said.split("\n")))
        if language := _LANGUAGE.fullmatch(said):
            turn = put_again(
                self._through_json(), language=language[1], now=self.now, lists=self.lists
            )
            return self.hear(turn, own)
        came_in = self._meant(said)
        if came_in is None:
            return replace(
                self, blocks=(*self.blocks, "\n".join([*own, "bot    (no such button)"]))
            )
        return self.hear(take(self._through_json(), came_in, now=self.now, lists=self.lists), own)

    def _through_json(self) -> Conversation:
        state = json.loads(json.dumps(self.conversation.to_state()))
        return Conversation.from_state(self.conversation.form, state)

    def _meant(self, said: str) -> Input | None:
        if said in _SILENT:
            return _SILENT[said]
        if place := _LOCATION.fullmatch(said):
            return Located(float(place[1]), float(place[2]))
        if said.startswith("[") and said.endswith("]"):
            return self._button(said[1:-1])
        return Typed(said)

    def _button(self, label: str) -> Press | None:
        wanted = fold(label)
        presses = (b.press for b in reversed(self.buttons) if fold(b.label) == wanted)
        return next(presses, None)

    def hear(self, turn: Turn, own: list[str]) -> Self:
        lines: list[str] = []
        shown = self.shown
        for reply in turn.replies:
            lines.extend(_written(reply, shown))
            shown = tuple(_question(reply)) if isinstance(reply, Ask) else shown
        buttons = (button for reply in turn.replies for button in _buttons(reply))
        return replace(
            self,
            conversation=turn.conversation,
            buttons=(*self.buttons, *buttons),
            shown=shown,
            blocks=(*self.blocks, "\n".join([*own, *lines])),
            completed=self.completed or turn.completed,
        )


def spoken(written: str) -> Iterator[tuple[str, str]]:
    """Yield who said what, but for the bot; an indented line goes on with the one before."""
    name, said = "bot", ""
    for line in written.splitlines():
        if line.startswith(" ") and line.strip():
            said += f"\n{line.strip()}"
        elif told := _SPOKEN.fullmatch(line):
            if not _is_bot(name):
                yield name, said
            name, said = told["name"], told["said"].strip()
    if not _is_bot(name):
        yield name, said


def _is_bot(name: str) -> bool:
    return name.partition("→")[0] in _BOT


def _written(reply: Reply, shown: tuple[str, ...]) -> Iterator[str]:
    """Write a reply down; `shown` are the lines of the question that an edit changes."""
    match reply:
        case Ask():
            known = shown if reply.in_place else ()
            changed = [line for line in _question(reply) if line not in known]
            yield from lines_of("edit" if reply.in_place else "bot", changed, _rows(reply))
        case Review():
            yield from lines_of("bot", _card(reply), _rows(reply))
        case Offer(text=text):
            yield from lines_of("bot", [text], _rows(reply))
        case Say(text):
            yield from lines_of("bot", [text])
        case Toast(text):
            yield from lines_of("toast", [text])
        case Completed():
            yield from lines_of("bot", ["(sent)"])
        case Answered():
            yield from _tidied(reply)
        case _:
            assert_never(reply)


def _tidied(answered: Answered) -> Iterator[str]:
    """Write down what tells the place that is kept; else it only tidies up the message that was tapped."""
    if answered.wanted_location:
        yield from lines_of("bot", [f"📍 {answered.shown}".rstrip()])


def _question(ask: Ask) -> list[str]:
    problem = f"({ask.problem})" if ask.problem else ""
    answer = f"= {ask.answer}" if ask.answer and not ask.several else ""
    media = [f"({shown.kind} {shown.name})" for shown in ask.media]
    place = "(location button)" if ask.wants_location else ""
    above = [ask.recap, problem, *ask.earlier, ask.group, *ask.notes, *media]
    parts = [*above, ask.label, ask.hint, place, answer]
    return [line for part in parts if part for line in part.split("\n")]


def _card(review: Review) -> list[str]:
    problem = f"({review.problem})" if review.problem else ""
    lines = [
        part
        for line in review.lines
        for part in (line.heading, f"{line.number}. {line.label} {line.shown}")
    ]
    return [part for part in [review.recap, problem, *review.notes, review.title, *lines] if part]


def _buttons(reply: Reply) -> tuple[Button, ...]:
    match reply:
        case Ask():
            days = (button for row in reply.grid for button in row)
            return (*days, *reply.choices, *reply.pages, *reply.controls)
        case Review():
            return (*reply.changes, *reply.controls)
        case Offer():
            return reply.controls
        case _:
            return ()


def _rows(reply: Reply) -> list[list[str]]:
    """Give the labels of the buttons: first those in no rows of their own, then a calendar."""
    grid = reply.grid if isinstance(reply, Ask) else ()
    days = [button for row in grid for button in row]
    marks = ("☑ ", "☐ ") if isinstance(reply, Ask) and reply.several else ("✓ ", "")
    choices = reply.choices if isinstance(reply, Ask) else ()
    others = (button for button in _buttons(reply) if button not in days)
    run = [_label(button, *(marks if button in choices else ("✓ ",))) for button in others]
    return [run, *([_label(button, "✓ ") for button in row] for row in grid)]


def _label(button: Button, marked: str, unmarked: str = "") -> str:
    return f"[{marked if button.marked else unmarked}{button.label}]"


def lines_of(name: str, texts: Iterable[str], rows: Sequence[Sequence[str]] = ()) -> Iterator[str]:
    """Set who speaks before the first line, and as many buttons on a line as fit."""
    lines = list(texts)
    for row in rows[:1]:
        lines = _run(lines, row)
    lines.extend("  ".join(row) for row in rows[1:])
    yield f"{name:<{_INDENT - 2}}  {lines[0]}".rstrip()
    yield from (" " * _INDENT + line for line in lines[1:])


def _run(lines: list[str], labels: Sequence[str]) -> list[str]:
    """Let buttons run on behind a text of one line, else below it."""
    words = len(lines)
    for label in labels:
        joined = "  ".join([*lines[-1:], label])
        if len(joined) <= _WIDTH and (words == 1 or len(lines) > words):
            lines[-1:] = [joined]
        else:
            lines.append(label)
    return lines
