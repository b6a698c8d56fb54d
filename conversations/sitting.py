"""One turn under way: the conversation with its form opened, and what was said so far."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self

from conversations.replies import Reply
from conversations.standing import Conversation
from conversations.xforms.entry import FormEntry, Prompt
from conversations.xforms.filled import Lists
from conversations.xforms.formdef import Kind, QuestionDef
from locales import Words, words


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

    def asked(self) -> tuple[str, ...]:
        """Return the questions that want an answer as things stand, in order."""
        return tuple(ref for ref in self.entry.relevant_questions() if self.wants_answer(ref))

    def is_asked(self, ref: str) -> bool:
        return ref in self.asked()

    def wants_answer(self, ref: str) -> bool:
        """Tell a question from what is only read: notes, and optional lists that are empty."""
        question = self.conversation.form.by_ref[ref]
        if question.kind is Kind.NOTE:
            return False
        if question.bind.readonly is not None and self.prompt(ref).readonly:
            return False
        return not _may_be_empty(question) or self._can_be_answered(ref)

    def _can_be_answered(self, ref: str) -> bool:
        prompt = self.prompt(ref)
        return bool(prompt.choices) or prompt.required


def _may_be_empty(question: QuestionDef) -> bool:
    """Tell whether a list of choices depends on a file or on other answers."""
    itemset = question.itemset
    filtered = itemset is not None and "[" in itemset.nodeset.source
    return question.from_file is not None or filtered
