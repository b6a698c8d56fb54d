"""One turn under way: the conversation with its form opened, and what was said so far."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, Self

from conversations.options import with_names
from conversations.replies import Reply
from conversations.standing import Conversation, Mode, Pause
from conversations.xforms.entry import FormEntry, Prompt, RepeatPrompt
from conversations.xforms.filled import Lists
from conversations.xforms.formdef import Kind, QuestionDef
from locales import Words, words

REMEMBERED_TURNS: Final = 100  # older buttons are answered with the open question


@dataclass(frozen=True, slots=True)
class Sitting:
    """`entry` changes as answers are taken; all else is replaced, never changed.

    `message` is the number of the message that is being taken, 0 where there is none. `regions` are
    the countries of the workshop. `settled` tells what was decided in this turn about the text
    that is being taken.
    """

    conversation: Conversation
    entry: FormEntry
    now: datetime
    words: Words
    replies: tuple[Reply, ...]
    message: int = 0
    regions: tuple[str, ...] = ()
    settled: Pause | None = None

    @classmethod
    def open(
        cls,
        conversation: Conversation,
        *,
        now: datetime,
        lists: Lists,
        regions: tuple[str, ...] = (),
    ) -> Self:
        entry = FormEntry.restore(
            conversation.form,
            conversation.entry,
            now=now,
            lists=lists,
            language=conversation.language,
        )
        held = conversation.held
        if held is not None and not entry.is_there(held.ref):  # its instance of a repeat has gone
            conversation = replace(conversation, held=None)
        spoken = words(conversation.language)
        return cls(conversation, entry, now, spoken, (), regions=regions)

    @property
    def today(self) -> date:
        return self.now.date()

    def reply(self, *replies: Reply) -> Self:
        return self._with(self.conversation, (*self.replies, *replies))

    def move(self, **changes: Any) -> Self:
        conversation = self.conversation
        if all(getattr(conversation, name) == value for name, value in changes.items()):
            return self  # as often as not, and replace() takes its time
        return self._with(replace(conversation, **changes), self.replies)

    def _with(self, conversation: Conversation, replies: tuple[Reply, ...]) -> Self:
        # Done twenty times in a turn, and replace() takes four times as long.
        same = (self.message, self.regions, self.settled)
        return type(self)(conversation, self.entry, self.now, self.words, replies, *same)

    def in_new_turn(self, ref: str) -> Self:
        """Begin what is put next, which is about `ref`: buttons of before are old from here on."""
        turn = self.conversation.turn + 1
        remembered = [*self.conversation.put.items(), (turn, ref)][-REMEMBERED_TURNS:]
        return self.move(turn=turn, open=ref, put=dict(remembered), refused=0)

    def prompt(self, ref: str) -> Prompt:
        spoken = self._spoken()
        return self.entry.once(
            ("named", ref, spoken), lambda: with_names(self.entry.prompt(ref, spoken))
        )

    def repeat_prompt(self, ref: str) -> RepeatPrompt:
        return self.entry.repeat_prompt(ref, self._spoken())

    def asked(self) -> tuple[str, ...]:
        """Return what is put as things stand, in order: questions, and where repeats may grow."""
        return self.entry.once(
            ("asked", self._spoken()),
            lambda: tuple(ref for ref in self.entry.events() if self.wants_answer(ref)),
        )

    def is_asked(self, ref: str) -> bool:
        return ref in self.asked()

    def is_lost(self) -> bool:
        """Tell whether the open question is no longer asked: a list or the day has changed."""
        has_open = self.conversation.mode in {Mode.ASKING, Mode.CHANGING}
        return has_open and not self.is_asked(self.conversation.open)

    def wants_answer(self, ref: str) -> bool:
        """Tell a question from what is only read: notes, and optional lists that are empty."""
        if asks_for_another(ref):
            return True
        question = self.entry.question(ref)
        if question.kind is Kind.NOTE:
            return False
        if question.bind.readonly is not None and self.prompt(ref).readonly:
            return False
        return not _may_be_empty(question) or self._can_be_answered(ref)

    def may_go_back(self) -> bool:
        """Tell whether something stands before what is open: a question, the review, a day."""
        conversation = self.conversation
        first = conversation.mode is Mode.ASKING and self.asked()[0] == conversation.open
        return not first or bool(conversation.day)

    def _spoken(self) -> str:
        form, language = self.conversation.form, self.conversation.language
        return language if language in form.languages else form.default_language

    def _can_be_answered(self, ref: str) -> bool:
        prompt = self.prompt(ref)
        return bool(prompt.choices) or prompt.required


def asks_for_another(ref: str) -> bool:
    """Tell the place where a repeat may grow from a question, whose ref ends in its name."""
    return ref.endswith("]")


def instance_around(ref: str) -> str:
    """Return the innermost instance that a ref stands in, or is itself; "" where there is none."""
    return ref[: ref.rfind("]") + 1]


def _may_be_empty(question: QuestionDef) -> bool:
    """Tell whether a list of choices depends on a file or on other answers."""
    itemset = question.itemset
    filtered = itemset is not None and "[" in itemset.nodeset.source
    return question.from_file is not None or filtered
