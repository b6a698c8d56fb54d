"""Groups and blocks: the bot speaks with one person at a time, and stops where it is not wanted."""

from bot.actions.deliveries import chat_unreachable
from bot.actions.visits import Visit
from bot.render import Message
from bot.updates import Membership
from locales import N_


def leave_group(visit: Visit) -> None:
    """Say goodbye and leave: in a group others would read what people tell."""
    visit.say(
        N_(
            "I write with one person at a time, so that others do not read along. Please open a"
            " private chat with me. Goodbye!"
        )
    )
    visit.promise([Message("leaveChat", {})])


def note_membership(visit: Visit, membership: Membership) -> None:
    """Leave a group; remember who has blocked the bot, and who came back."""
    gone = membership.status in ("left", "kicked")
    if membership.is_group and not gone:
        leave_group(visit)
    elif not membership.is_group and gone:
        chat_unreachable(visit.db, chat_id=visit.came.chat_id, now=visit.now)
