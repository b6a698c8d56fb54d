"""What people send, each thing with the action that takes it."""

from typing import assert_never

from bot import taps
from bot.actions import groups
from bot.actions.forms import previewing
from bot.actions.incoming import edits, heard, media
from bot.actions.telling import captures
from bot.actions.visits import Act, Participant, Visit
from bot.attached import File, Location
from bot.handlers.buttons import tapped
from bot.handlers.commands import commanded
from bot.handlers.gates import (
    code_first,
    expected_first,
    for_participant,
    leaving_words,
    preview_first,
    unless_words_expected,
)
from bot.packing import unpack
from bot.updates import (
    Command,
    Contact,
    Edited,
    GroupMessage,
    Membership,
    Other,
    Sent,
    Sticker,
    Tap,
    Text,
    Toast,
)
from conversations.inputs import Attachment, Input, Located, Typed


def act_for(sent: Sent) -> Act:  # noqa: C901, PLR0911 -- one case for each thing people send
    """Return the action that takes what was sent."""
    match sent:
        case Text(text):
            return _typing(text)
        case Command():
            return commanded(sent, act_for)
        case Tap(data=data):
            return _tapping(unpack(data))
        case File():
            return unless_words_expected(lambda visit: media.receive_file(visit, sent))
        case Location(latitude, longitude):
            return unless_words_expected(_answering(Located(latitude, longitude)))
        case Sticker() | Contact() | Other():
            return unless_words_expected(_answering(Attachment()))
        case Edited(text):
            return _correcting(text)
        case GroupMessage():
            return groups.leave_group
        case Membership():
            return lambda visit: groups.note_membership(visit, sent)
        case _:
            assert_never(sent)


def _typing(text: str) -> Act:
    """Return what takes a text: a code, the words that a button asked for, or an answer."""
    words = expected_first(
        text, lambda visit: _answering(Typed(text, visit.came.message_id or 0))(visit)
    )
    return code_first(text, act_for, words)


def _tapping(tap: taps.Tap | None) -> Act:
    """Return what a button does; some know themselves what words they wait for, or need none."""
    act = tapped(tap, act_for)
    return act if isinstance(tap, _KNOW_THEIR_WORDS) else leaving_words(act)


_KNOW_THEIR_WORDS = (taps.ReviewTap, taps.AnnouncementTap, taps.BroadcastTap, taps.RemindTap)


def _answering(came_in: Input) -> Act:
    return preview_first(
        lambda visit, tried: previewing.take(visit, tried, came_in),
        for_participant(lambda visit, participant: _answer(visit, participant, came_in)),
    )


def _answer(visit: Visit, participant: Participant, came_in: Input) -> Toast | None:
    if isinstance(came_in, Typed) and heard.take_correction(visit, came_in.text):
        return None
    return captures.answer_or_keep(visit, participant, came_in)


def _correcting(text: str) -> Act:
    """Return what takes the other words of a message that was edited."""
    return lambda visit: preview_first(
        lambda _, tried: previewing.take(visit, tried, edits.read(visit, text)),
        lambda _: edits.take_edit(visit, text),
    )(visit)
