"""What is sent without words: a file or a place, as the answer to a question that wants it."""

from bot.actions import files, turns
from bot.actions.visits import Participant, Visit
from bot.attached import Carrier, File
from bot.updates import Toast
from conversations.inputs import Attachment, Input, Sent, Voice
from conversations.xforms.formdef import Kind

_KINDS = {
    Carrier.PHOTO: Kind.IMAGE,
    Carrier.VOICE: Kind.AUDIO,
    Carrier.AUDIO: Kind.AUDIO,
    Carrier.VIDEO: Kind.VIDEO,
    Carrier.VIDEO_NOTE: Kind.VIDEO,
}
_SPOKEN = frozenset({Carrier.VOICE, Carrier.VIDEO_NOTE})


def take_file(visit: Visit, participant: Participant, sent: File) -> Toast | None:
    """Take a file as the answer to the open question; of several sent in one go the first."""
    if not files.is_first_of_album(visit, sent):
        return None
    wanted = turns.find_open_kind(visit, participant)
    if wanted in files.MEDIA:
        files.check_limits(visit, participant, sent)
    return turns.answer_open_question(visit, participant, _as_input(sent, wanted))


def _as_input(sent: File, wanted: Kind | None) -> Input:
    if wanted not in files.MEDIA:
        return Voice() if sent.carrier in _SPOKEN else Attachment()
    return Sent(_kind_of(sent), files.name_for(sent))


def _kind_of(sent: File) -> Kind:
    """Return what kind of file this is.

    A recording or a film may be sent as a document. A picture may not: Telegram takes out of a
    photo what a camera writes into it, the place among it, as it makes the picture smaller; a
    document comes as it is. What can be seen in a picture stays in both.
    """
    if sent.carrier in _KINDS:
        return _KINDS[sent.carrier]
    heads = {"audio": Kind.AUDIO, "video": Kind.VIDEO}
    return heads.get(sent.mime_type.partition("/")[0], Kind.FILE)
