"""Which message gave which answer, so that whoever edits the message changes the answer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from conversations.sitting import Sitting
from conversations.standing import Conversation, Heard
from conversations.xforms.entry import Prompt
from conversations.xforms.instance import renumbered

MOST: Final = 200


def remember(sitting: Sitting, before: Prompt) -> Sitting:
    """Note which message gave the answer that was just taken, and forget which gave the one before."""
    conversation, ref = sitting.conversation, before.ref
    answer = sitting.prompt(ref).answer
    new = conversation.parts
    if not new and sitting.message:
        new = (Heard(sitting.message, ref, len(answer)),)
    if not new and answer == before.answer:
        return sitting
    others = (heard for heard in conversation.heard if heard.ref != ref)
    return sitting.move(heard=_latest((*others, *new)), parts=())


def is_part(conversation: Conversation, message: int) -> bool:
    """Tell whether a message belongs to a text that is being written."""
    return any(part.message == message for part in conversation.parts)


def parts_of(conversation: Conversation, message: int) -> tuple[Heard, ...]:
    """Return the messages which, with this one, make up a text that is being written or an answer."""
    if is_part(conversation, message):
        return conversation.parts
    ref = conversation.heard_in(message)
    return tuple(heard for heard in conversation.heard if heard.ref == ref)


def forget(sitting: Sitting, ref: str) -> Sitting:
    heard = sitting.conversation.heard
    return sitting.move(heard=tuple(one for one in heard if one.ref != ref))


def resize(sitting: Sitting, message: int, length: int) -> Sitting:
    """Note how much of an answer a message gives, now that it was edited."""

    def resized(heard: tuple[Heard, ...]) -> tuple[Heard, ...]:
        return tuple(
            replace(one, length=length) if one.message == message else one for one in heard
        )

    conversation = sitting.conversation
    return sitting.move(parts=resized(conversation.parts), heard=resized(conversation.heard))


def renumber(sitting: Sitting, removed: str) -> Sitting:
    """Let what was heard move up with its instances, once `removed` is gone."""
    moved = ((heard, renumbered(heard.ref, removed)) for heard in sitting.conversation.heard)
    return sitting.move(heard=tuple(replace(heard, ref=ref) for heard, ref in moved if ref))


def with_part(parts: Sequence[Heard], message: int, text: str, *, joined: str) -> str | None:
    """Put another text in the place of the one that a message gave; None where it cannot be told apart.

    A form may set an answer itself: then it is no longer what came in these messages.
    """
    if len(parts) == 1:
        return text
    if sum(part.length + 1 for part in parts) - 1 != len(joined):
        return None
    at = next(place for place, part in enumerate(parts) if part.message == message)
    begun = sum(part.length + 1 for part in parts[:at])
    return joined[:begun] + text + joined[begun + parts[at].length :]


def _latest(heard: tuple[Heard, ...]) -> tuple[Heard, ...]:
    """Forget the oldest beyond the most, an answer that came in several messages as a whole."""
    while len(heard) > MOST:
        heard = tuple(one for one in heard if one.ref != heard[0].ref)
    return heard
