"""One turn under way: the conversation with its form opened, and what was said so far."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self

from conversations.replies import Reply
from conversations.standing import Conversation
from conversations.xforms.entry import FormEntry, Prompt
from conversations.xforms.filled import Lists
from conversations.xforms.formdef import Kind
from locales import Words, words

_SELECTS = frozenset({Kind.SELECT_ONE, Kind.SELECT_MULTIPLE})


@dataclass(frozen=True, slots=True)
class Sitting:
    """`entry` changes as answers are taken; all else is replaced, never changed."""

    conversation: Conversation
    entry: FormEntry
    today: date
    words: Words
    replies: tuple[Reply, ...]

    @classmethod
    def open(cls, conversation: Conversation, *, now: datetime, lists: Lists) -> Self:
        entry = FormEntry.restore(conversation.form, conversation.entry, now=now, lists=lists)
        return cls(conversation, entry, now.date(), words(conversation.language), ())

    def reply(self, *replies: Reply) -> Self:
        return replace(self, replies=(*self.replies, *replies))

    def move(self, **changes: Any) -> Self:
        return replace(self, conversation=replace(self.conversation, **changes))

    def speak(self, language: str) -> Self:
        return replace(self.move(language=language), words=words(language))

    def prompt(self, ref: str) -> Prompt:
        form, language = self.conversation.form, self.conversation.language
        spoken = language if language in form.languages else form.default_language
        return self.entry.prompt(ref, spoken)

    def asked(self) -> tuple[Prompt, ...]:
        """Return the questions that want an answer as things stand, in order."""
        prompts = (self.prompt(ref) for ref in self.entry.relevant_questions())
        return tuple(prompt for prompt in prompts if wants_answer(prompt))

    def is_asked(self, ref: str) -> bool:
        return any(prompt.ref == ref for prompt in self.asked())


def wants_answer(prompt: Prompt) -> bool:
    """Tell a question from what is only read: notes, and optional lists that are empty."""
    if prompt.kind is Kind.NOTE or prompt.readonly:
        return False
    return bool(prompt.choices) or prompt.required or prompt.kind not in _SELECTS
