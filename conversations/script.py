"""How a conversation is written down as text, and who says what in such a text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, assert_never

from conversations.replies import (
    Answered,
    Ask,
    Button,
    Completed,
    Disclosed,
    Offer,
    Reply,
    Review,
    Say,
    Toast,
)

_WIDTH: Final = 100
_INDENT: Final = 7
_SPOKEN: Final = re.compile(r"(?P<name>[^\s#]\S*)\s{2,}(?P<said>.*)")
_BOT: Final = frozenset({"bot", "edit", "toast", "gone", "keys"})


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


def written(reply: Reply, shown: tuple[str, ...]) -> Iterator[str]:
    """Write a reply down; `shown` are the lines of the question that an edit changes."""
    match reply:
        case Ask():
            known = shown if reply.in_place else ()
            changed = [line for line in question_lines(reply) if line not in known]
            yield from lines_of("edit" if reply.in_place else "bot", changed, _rows(reply))
        case Review():
            yield from lines_of("bot", _card(reply), _rows(reply))
        case Offer(text=text):
            yield from lines_of("bot", [line for line in text.split("\n") if line], _rows(reply))
        case Disclosed(text=text):
            yield from lines_of("bot", ["(safety card)", text], _rows(reply))
        case Say(text) | Toast(text):
            yield from lines_of("bot" if isinstance(reply, Say) else "toast", [text])
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


def question_lines(ask: Ask) -> list[str]:
    problem = f"({ask.problem})" if ask.problem else ""
    answer = f"= {ask.answer}" if ask.answer and not ask.several else ""
    media = [f"({shown.kind} {shown.name})" for shown in ask.media]
    place = "(location button)" if ask.wants_location else ""
    above = [ask.recap, problem, *ask.earlier, ask.group, *ask.notes, *media]
    held = f"≠ {ask.held}" if ask.held else ""
    parts = [*above, ask.label, ask.hint, place, answer, held]
    return [line for part in parts if part for line in part.split("\n")]


def _card(review: Review) -> list[str]:
    problem = f"({review.problem})" if review.problem else ""
    lines = [
        part
        for line in review.lines
        for part in (line.heading, f"{line.number}. {line.label} {line.shown}", line.remark)
    ]
    return [part for part in [review.recap, problem, *review.notes, review.title, *lines] if part]


def buttons_of(reply: Reply) -> tuple[Button, ...]:
    match reply:
        case Ask():
            days = (button for row in reply.grid for button in row)
            return (*days, *reply.choices, *reply.pages, *reply.controls)
        case Review():
            return (*reply.changes, *reply.controls)
        case Offer() | Disclosed():
            return reply.controls
        case _:
            return ()


def _rows(reply: Reply) -> list[list[str]]:
    """Give the labels of the buttons: first those in no rows of their own, then a calendar."""
    grid = reply.grid if isinstance(reply, Ask) else ()
    days = [button for row in grid for button in row]
    marks = ("☑ ", "☐ ") if isinstance(reply, Ask) and reply.several else ("✓ ", "")
    choices = reply.choices if isinstance(reply, Ask) else ()
    others = (button for button in buttons_of(reply) if button not in days)
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
