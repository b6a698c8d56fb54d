"""What a turn needs besides the conversation itself, wherever that is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from bot.actions import lists
from bot.actions.safeguarding import safety
from bot.actions.visits import Visit
from bot.render import Files, Message, note, render, toast
from bot.updates import Toast
from conversations import conversation as engine
from conversations.conversation import NOTHING_GIVEN, Told, Turn
from conversations.inputs import Input
from conversations.replies import Answered, Ask, Completed, Disclosed, Reply, Review
from conversations.standing import Conversation
from conversations.xforms.filled import Lists
from conversations.xforms.formdef import FormDef, Kind, generic
from storage import forms
from storage.deliveries import find_put
from storage.workshops import Workshop


@dataclass(frozen=True, slots=True)
class Around:
    """A form, the workshop's time of day and countries, and the lists which the form names."""

    form: FormDef
    now: datetime
    lists: Lists
    files: Files
    regions: tuple[str, ...]

    def begin(self, *, language: str, seed: int, given: Mapping[str, str] = NOTHING_GIVEN) -> Turn:
        return engine.begin(
            self.form, language=language, now=self.now, seed=seed, lists=self.lists, given=given
        )

    def reopen(self, conversation: Conversation, *, language: str, at: str = "") -> Turn:
        return engine.reopen(
            conversation,
            language=language,
            now=self.now,
            lists=self.lists,
            regions=self.regions,
            at=at,
        )

    def take(self, conversation: Conversation, came_in: Input) -> Turn:
        return engine.take(
            conversation, came_in, now=self.now, lists=self.lists, regions=self.regions
        )

    def put_again(self, conversation: Conversation, *, language: str) -> Turn:
        return engine.put_again(
            conversation,
            language=language,
            now=self.now,
            lists=self.lists,
            regions=self.regions,
        )

    def read_again(self, conversation: Conversation, *, language: str) -> Review:
        return engine.read_again(conversation, language=language, now=self.now, lists=self.lists)

    def answers(self, conversation: Conversation) -> tuple[Told, ...]:
        return engine.answers(conversation, now=self.now, lists=self.lists)

    def restored(self, state: Mapping[str, Any]) -> Conversation:
        return Conversation.from_state(self.form, state)


def of_version(visit: Visit, workshop: Workshop, form_version_id: int) -> Around:
    """Return what is around a turn of a published version."""
    form = visit.house.forms.get(visit.db, form_version_id)
    attached = visit.house.forms.lists(visit.db, form_version_id) if form.files else {}
    find = partial(forms.find_file, visit.db, form_version_id=form_version_id)
    return of_form(visit, workshop, form, attached, lambda name: find(name=name))


def of_form(
    visit: Visit, workshop: Workshop, form: FormDef, attached: Lists, files: Files
) -> Around:
    now = visit.now.astimezone(ZoneInfo(workshop.zone))
    chosen = lists.for_form(visit, workshop, form, attached)
    return Around(form, now, chosen, files, workshop.countries)


def open_kind(form: FormDef, state: Mapping[str, Any]) -> Kind | None:
    """Return the type of the question that is open; None where none is."""
    question = form.by_ref.get(generic(Conversation.from_state(form, state).open))
    return question.kind if question else None


def messages_of(visit: Visit, around: Around, turn: Turn, *, conversation: int) -> list[Message]:
    """Return what a turn says, in the language of the conversation.

    To who may speak of a person in danger it is said first where help is.
    """
    speaking = visit.speaking(turn.conversation.language)
    in_danger = any(isinstance(reply, Disclosed) for reply in turn.replies)
    said = render(
        tuple(map(_without_problem, turn.replies)) if in_danger else turn.replies,
        words=speaking.words,
        conversation=conversation,
        tapped=visit.tapped,
        left=_left_behind(visit, turn, conversation),
        files=around.files,
    )
    if in_danger:
        return [*note(safety.card_of(speaking, visit.participant)), *said]
    return said


def _without_problem(reply: Reply) -> Reply:
    """Return what is put without blaming the words in which somebody spoke of a danger."""
    return replace(reply, problem="") if isinstance(reply, Ask | Review) else reply


def _left_behind(visit: Visit, turn: Turn, conversation: int) -> int | None:
    """Return the message whose choices, or card, were answered in words: its buttons lead nowhere now.

    Those under a question for a text do no harm, and each call costs its bytes.
    """
    if visit.tapped is not None:
        return None
    goes_on = any(isinstance(reply, Ask | Review) for reply in turn.replies)
    for reply in turn.replies:
        if isinstance(reply, Completed):
            return find_put(visit.db, conversation_id=conversation, turn=reply.card.turn)
        if isinstance(reply, Answered) and goes_on and not _wants_text(turn, reply.turn):
            return find_put(visit.db, conversation_id=conversation, turn=reply.turn)
    return None


def _wants_text(turn: Turn, number: int) -> bool:
    """Tell whether a turn of the conversation put a question for a text."""
    question = turn.conversation.form.by_ref.get(generic(turn.conversation.put.get(number, "")))
    return question is not None and question.kind is Kind.TEXT


def toast_of(turn: Turn) -> Toast | None:
    """Return the passing remark of a turn."""
    text = toast(turn.replies)
    return Toast(text) if text else None
