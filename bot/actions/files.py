"""Files of answers: named and wanted in the turn that takes them; they are fetched after it."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from bot.actions.visits import Refusal, Visit
from bot.attached import Carrier, File
from conversations.conversation import Told
from conversations.inputs import Input, Sent, Spoken
from conversations.shown import is_voice
from conversations.standing import Conversation
from conversations.xforms.formdef import Kind, generic
from locales import N_
from storage import files, jobs, workshops
from storage.files import Purpose
from storage.ids import new_id
from storage.participants import Participant

MOST_BYTES = 20 * 1024 * 1024  # what Telegram gives to a bot
MOST_A_DAY = 30  # files of one participant
MOST_BYTES_A_DAY = 100 * 1024 * 1024
MOST_BYTES_OF_WORKSHOP = 5 * 1024 * 1024 * 1024
LONGEST_VOICE = 120  # seconds
MEDIA = frozenset({Kind.IMAGE, Kind.AUDIO, Kind.VIDEO, Kind.FILE})

_KINDS = {
    Carrier.PHOTO: Kind.IMAGE,
    Carrier.VOICE: Kind.AUDIO,
    Carrier.AUDIO: Kind.AUDIO,
    Carrier.VIDEO: Kind.VIDEO,
    Carrier.VIDEO_NOTE: Kind.VIDEO,
}
_HEADS = {Kind.IMAGE: "image", Kind.AUDIO: "audio", Kind.VIDEO: "video"}
_PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
_SUFFIXES = {
    Carrier.VOICE: ".ogg",
    Carrier.AUDIO: ".mp3",
    Carrier.VIDEO: ".mp4",
    Carrier.VIDEO_NOTE: ".mp4",
}
_TYPES = {  # where the sender's program names none
    Carrier.VOICE: "audio/ogg",
    Carrier.AUDIO: "audio/mpeg",
    Carrier.VIDEO: "video/mp4",
    Carrier.VIDEO_NOTE: "video/mp4",
}
_LONGEST_SUFFIX = 8


class TooLarge(Refusal):
    sentence = N_(
        "This file is larger than 20 MB, and I cannot take it. Please send a smaller one."
    )


class TooMany(Refusal):
    sentence = N_("You have sent me 30 files in one day. I will take more tomorrow.")


class TooMuch(Refusal):
    sentence = N_("You have sent me 100 MB of files in one day. I will take more tomorrow.")


class NoRoom(Refusal):
    sentence = N_(
        "This workshop has sent me as many files as I can keep. Please tell it in words instead."
    )


class NoDocuments(Refusal):
    sentence = N_(
        "In this workshop I take photos, voice notes and videos, but no other files. You can send a"
        " photo of it, or tell in words what matters."
    )


class UnknownPicture(Refusal):
    sentence = N_(
        "I cannot open this kind of picture. Please send it as a photo, not as a file: Telegram then"
        " makes one of it that I can open."
    )


class TooLong(Refusal):
    sentence = N_(
        "This voice note is longer than two minutes. Please tell it in a shorter one, or write it."
    )


def kind_of(sent: File) -> Kind:
    """Return what kind of file this is; a picture, a recording or a film may come as a document."""
    if sent.carrier in _KINDS:
        return _KINDS[sent.carrier]
    heads = {head: kind for kind, head in _HEADS.items()}
    return heads.get(sent.mime_type.partition("/")[0], Kind.FILE)


def name_for(sent: File) -> str:
    """Name a file anew: what its sender called it may name a person, or lead out of a folder."""
    if kind_of(sent) is Kind.IMAGE:
        return f"{new_id():x}.jpg"  # which it is made
    _, dot, suffix = sent.name.rpartition(".")
    suffix = suffix.lower()
    is_plain = suffix.isascii() and suffix.isalnum() and len(suffix) <= _LONGEST_SUFFIX
    return f"{new_id():x}" + (f".{suffix}" if dot and is_plain else _SUFFIXES.get(sent.carrier, ""))


def _type_of(sent: File) -> str:
    """Return the type by which a file is looked at when it has come, and kept."""
    kind = kind_of(sent)
    if kind is Kind.IMAGE:
        return "image/jpeg"  # which it is made
    if kind not in _HEADS or sent.mime_type.startswith(f"{_HEADS[kind]}/"):
        return sent.mime_type
    return _TYPES[sent.carrier]


def voice_name() -> str:
    """Name a voice note that is an answer in one's own words: by this it is known as one."""
    return f"voice-{new_id():x}.ogg"


def check_limits(visit: Visit, participant: Participant, sent: File) -> None:
    """Refuse what could not be fetched or opened, or would be more than anybody needs."""
    workshop = workshops.get_workshop(visit.db, workshop_id=participant.workshop_id)
    kind, size = kind_of(sent), sent.size or 0
    if kind is Kind.FILE and not workshop.documents:
        raise NoDocuments
    if sent.carrier is Carrier.DOCUMENT and kind is Kind.IMAGE and sent.mime_type not in _PICTURES:
        raise UnknownPicture
    if size > MOST_BYTES:
        raise TooLarge
    since = visit.now - timedelta(days=1)
    today = files.sent_since(visit.db, participant_id=participant.id, since=since)
    if today.count >= MOST_A_DAY:
        raise TooMany
    if today.bytes + size > MOST_BYTES_A_DAY:
        raise TooMuch
    if files.kept_in(visit.db, workshop_id=workshop.id).bytes + size > MOST_BYTES_OF_WORKSHOP:
        raise NoRoom


def check_voice(sent: File) -> None:
    """Refuse a voice note in place of words that is longer than anybody listens."""
    if sent.carrier is Carrier.VOICE and (sent.seconds or 0) > LONGEST_VOICE:
        raise TooLong


def is_first_of_album(visit: Visit, sent: File) -> bool:
    """Tell whether this is the file that counts; of the others something is said once."""
    if not sent.album or _claim(visit, sent.album):
        return True
    if _claim(visit, f"{sent.album} told"):
        visit.say(
            N_("You sent several at once. I take the first one only: please send them one by one.")
        )
    return False


def _claim(visit: Visit, key: str) -> bool:
    return jobs.claim_job(
        visit.db, key=f"album:{key}", kind=jobs.ALBUM, run_at=visit.now, now=visit.now
    )


def keep_up(
    visit: Visit,
    submission_id: int,
    conversation: Conversation,
    came_in: Input | None,
    *,
    before: Mapping[str, str],
    as_sent: Mapping[str, str],
) -> None:
    """Want the file that has just become an answer, and drop those which no longer are one.

    Those of the answers `as_sent` stay while others are tried in their place.
    """
    refs = _names(conversation, conversation.entry["answers"])
    names = {*refs, *_names(conversation, as_sent)}
    if not names.issuperset(_names(conversation, before)):
        files.keep_only(visit.db, submission_id=submission_id, names=names)
    file = visit.came.sent
    if isinstance(came_in, Sent | Spoken) and isinstance(file, File) and came_in.name in refs:
        want(visit, submission_id, refs[came_in.name], file, name=came_in.name)


def want(visit: Visit, submission_id: int, ref: str, file: File, *, name: str) -> None:
    """Promise to fetch a file that has become the answer to `ref`."""
    files.want_file(
        visit.db,
        chat_id=visit.came.chat_id,
        purpose=Purpose.ANSWER,
        name=name,
        file_id=file.file_id,
        mime_type=_type_of(file),
        size=file.size,
        seconds=file.seconds,
        now=visit.now,
        submission_id=submission_id,
        ref=ref,
    )


def keep_sent(visit: Visit, submission_id: int, told: Iterable[Told]) -> None:
    """Drop the files of questions that were not asked in the end: no export tells of them."""
    names = [one.value for one in told if one.relevant and _is_file(one.kind, one.value)]
    files.keep_only(visit.db, submission_id=submission_id, names=names)


def _names(conversation: Conversation, answers: Mapping[str, str]) -> dict[str, str]:
    """Return which question each file among the answers belongs to."""
    kinds = {ref: one.kind for ref, one in conversation.form.by_ref.items()}
    return {
        value: ref for ref, value in answers.items() if _is_file(kinds.get(generic(ref)), value)
    }


def _is_file(kind: Kind | None, value: str) -> bool:
    """Tell whether an answer is the name of a file."""
    return is_voice(value) or (kind in MEDIA and bool(value))
