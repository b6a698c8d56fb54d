"""A conversation as a text that anybody can read, correct and write: replayed, or played and kept.

    bot    How far has it gone?
           [An idea, not tried yet]  [In use now]

    Maria  [In use now]
    bot    What does it cover?  [☐ Prevention]  [☐ Protection]  [Done]

A line in brackets presses a button, the newest of that label; what stands in round brackets
happens without words: (photo), (voice), (video), (file), (sticker), (location 14.07 -87.21),
(returns), (cancels), (language fr). Once the form is sent, (reopens) puts its card again, and
(reopens title) a question of it. An answer is changed by the message that gave it, or by its name:

    Maria  (edits Puerta abierta) Puerta segura
    Maria  (rewords title) Puerta segura

Of an edited message of the bot stands only what has changed in it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final, Self

from conversations import script
from conversations.cleaning import fold
from conversations.conversation import NOTHING_GIVEN, Turn, begin, put_again, reopen, take
from conversations.inputs import (
    Attachment,
    Cancel,
    Edited,
    Input,
    Located,
    Press,
    Resume,
    Reworded,
    Sent,
    Spoken,
    Typed,
)
from conversations.replies import Ask, Button
from conversations.standing import Conversation
from conversations.xforms.filled import Lists
from conversations.xforms.formdef import FormDef, Kind, generic

_LANGUAGE: Final = re.compile(r"\(language (\w+)\)")
_REOPENED: Final = re.compile(r"\(reopens(?: (\w+))?\)")
_EDITED: Final = re.compile(r"\(edits (.+?)\) (.*)", re.DOTALL)
_REWORDED: Final = re.compile(r"\(rewords (\w+)\) (.*)", re.DOTALL)
_GIVEN: Final = re.compile(r"^# given (.*)$", re.MULTILINE)
_VALUE: Final = re.compile(r"(\w+)=(\S*)")
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


def replay(form: FormDef, written: str, *, language: str, lists: Lists, now: datetime) -> str:
    """Play the participant's lines of `written` again, and write down what really happens.

    A comment `# given wave=1 part=first` hands in values, as a program does that knows them.
    """
    found = _GIVEN.search(written)
    given = dict(_VALUE.findall(found[1])) if found else NOTHING_GIVEN
    rehearsal = Rehearsal.begin(form, language=language, lists=lists, now=now, given=given)
    comments = [line for line in written.splitlines() if line.startswith("#")]
    for name, said in script.spoken(written):
        rehearsal = rehearsal.take(name, said)
    heading = ["\n".join(comments)] if comments else []
    return "\n\n".join([*heading, *rehearsal.blocks]) + "\n"


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A conversation played without Telegram; `blocks` are its turns, written down.

    `messages` are the participant's own as they stand in the chat, numbered from 1.
    """

    conversation: Conversation
    lists: Lists
    now: datetime
    buttons: tuple[Button, ...]
    shown: tuple[str, ...]
    messages: tuple[str, ...]
    blocks: tuple[str, ...]
    completed: bool

    @classmethod
    def begin(
        cls,
        form: FormDef,
        *,
        language: str,
        lists: Lists,
        now: datetime,
        given: Mapping[str, str] = NOTHING_GIVEN,
    ) -> Self:
        turn = begin(form, language=language, now=now, seed=1, lists=lists, given=given)
        silent = cls(turn.conversation, lists, now, (), (), (), (), completed=False)
        return silent.hear(turn, [])

    def take(self, name: str, said: str) -> Self:
        """Take a line of the participant, as it stands in a dialogue."""
        own = list(script.lines_of(name, said.split("\n")))
        turn = self._put_anew(said)
        if turn is not None:
            return self.hear(turn, own)
        came_in = self._meant(said)
        if came_in is None:
            missing = (
                "bot    (no such button)" if said.startswith("[") else "bot    (no such answer)"
            )
            return replace(self, blocks=(*self.blocks, "\n".join([*own, missing])))
        turn = take(self._through_json(), came_in, now=self.now, lists=self.lists)
        return self._wrote(came_in).hear(turn, own)

    def _put_anew(self, said: str) -> Turn | None:
        """Put what is open in another language, or the card of a form that was sent."""
        conversation, now, lists = self._through_json(), self.now, self.lists
        if language := _LANGUAGE.fullmatch(said):
            return put_again(conversation, language=language[1], now=now, lists=lists)
        if reopened := _REOPENED.fullmatch(said):
            spoken, at = conversation.language, reopened[1] or ""
            return reopen(conversation, language=spoken, now=now, lists=lists, at=at)
        return None

    def _wrote(self, came_in: Input) -> Self:
        """Remember what stands in the chat now."""
        match came_in:
            case Typed(text):
                return replace(self, messages=(*self.messages, text))
            case Edited(message, text):
                before, after = self.messages[: message - 1], self.messages[message:]
                return replace(self, messages=(*before, text, *after))
            case _:
                return self

    def _through_json(self) -> Conversation:
        state = json.loads(json.dumps(self.conversation.to_state()))
        return Conversation.from_state(self.conversation.form, state)

    def _meant(self, said: str) -> Input | None:
        if said == "(voice)" and self._asks_for_words():
            return Spoken("voice-0f.ogg")
        if said in _SILENT:
            return _SILENT[said]
        if place := _LOCATION.fullmatch(said):
            return Located(float(place[1]), float(place[2]))
        if said.startswith("[") and said.endswith("]"):
            return self._button(said[1:-1])
        return self._written(said)

    def _written(self, said: str) -> Input | None:
        if edited := _EDITED.fullmatch(said):
            return self._edited(edited[1], edited[2])
        if reworded := _REWORDED.fullmatch(said):
            return self._reworded(reworded[1], reworded[2])
        return Typed(said, len(self.messages) + 1)

    def _edited(self, before: str, after: str) -> Edited | None:
        """Find the newest message that begins so."""
        numbered = reversed(list(enumerate(self.messages, start=1)))
        return next((Edited(n, after) for n, text in numbered if text.startswith(before)), None)

    def _reworded(self, name: str, text: str) -> Reworded | None:
        """Find the answer that was given last to a question of this name."""
        passed = reversed(self.conversation.passed)
        return next((Reworded(ref, text) for ref in passed if ref.endswith(f"/{name}")), None)

    def _asks_for_words(self) -> bool:
        question = self.conversation.form.by_ref.get(generic(self.conversation.open))
        return question is not None and question.kind is Kind.TEXT

    def _button(self, label: str) -> Press | None:
        wanted = fold(label)
        presses = (b.press for b in reversed(self.buttons) if fold(b.label) == wanted)
        return next(presses, None)

    def hear(self, turn: Turn, own: list[str]) -> Self:
        lines: list[str] = []
        shown = self.shown
        for reply in turn.replies:
            lines.extend(script.written(reply, shown))
            shown = tuple(script.question_lines(reply)) if isinstance(reply, Ask) else shown
        buttons = (button for reply in turn.replies for button in script.buttons_of(reply))
        return replace(
            self,
            conversation=turn.conversation,
            buttons=(*self.buttons, *buttons),
            shown=shown,
            blocks=(*self.blocks, "\n".join([*own, *lines])),
            completed=self.completed or turn.completed,
        )
