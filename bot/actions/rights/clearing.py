"""The chat is emptied: what both sides wrote is taken away, as far as Telegram lets the bot."""

from datetime import timedelta
from typing import Final

from bot.actions.telling import turns
from bot.actions.visits import Visit
from bot.render import Message, take_location_button
from bot.updates import Toast
from conversations.xforms.formdef import Kind
from storage import conversations, shown

# Telegram deletes for both sides what is younger than two days; one message that is older, and it
# deletes none of those named with it. The difference is for clocks, and for a queue before us.
DELETABLE: Final = timedelta(hours=47, minutes=30)
MOST_AT_ONCE: Final = 100
NONE: Final = 0  # no conversation has this number


def leave_quickly(visit: Visit) -> Toast | None:
    """Park what is open and empty the chat, without a word: somebody may be looking on."""
    if visit.participant is not None:
        if turns.find_open_kind(visit, visit.participant) is Kind.GEOPOINT:
            visit.promise([take_location_button()])  # it goes with what is taken away after it
        conversations.park_others(
            visit.db, participant_id=visit.participant.id, id=NONE, now=visit.now
        )
    clear_chat(visit)
    return Toast() if visit.tapped is not None else None


def clear_chat(visit: Visit) -> None:
    """Promise to take away what stands in this chat, and what is on its way there; newest first."""
    on_the_way = shown.list_on_the_way(visit.db, chat_id=visit.came.chat_id)
    later = [Message("deleteMessages", {"deliveries": ids}) for ids in _at_once(on_the_way)]
    visit.promise([*later, *take_away(visit)])


def take_away(visit: Visit) -> list[Message]:
    """Return what takes away all that stands in this chat, of both sides."""
    since = visit.now - DELETABLE
    there = shown.list_shown(visit.db, chat_id=visit.came.chat_id, since=since)
    return [Message("deleteMessages", {"message_ids": ids}) for ids in _at_once(there)]


def _at_once(numbers: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [numbers[at : at + MOST_AT_ONCE] for at in range(0, len(numbers), MOST_AT_ONCE)]
