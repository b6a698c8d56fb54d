"""Files of answers: named and wanted in the turn that takes them; they are fetched after it."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from bot.actions.visits import Refusal, Visit
from bot.attached import Carrier, File
from conversations.conversation import Told
from conversations.inputs import Input, Sent
from conversations.standing import Conversation
from conversations.xforms.formdef import Kind, generic
from locales import N_
from storage import files, jobs
from storage.files import Purpose
from storage.ids import new_id
from storage.participants import Participant

MOST_BYTES = 20 * 1024 * 1024  # what Telegram gives to a bot
MOST_A_DAY = 30  # files of one participant
MEDIA = frozenset({Kind.IMAGE, Kind.AUDIO, Kind.VIDEO, Kind.FILE})

_SUFFIXES = {
    Carrier.PHOTO: ".jpg",
    Carrier.VOICE: ".ogg",
    Carrier.AUDIO: ".mp3",
    Carrier.VIDEO: ".mp4",
    Carrier.VIDEO_NOTE: ".mp4",
    Carrier.DOCUMENT: "",
}
_LONGEST_SUFFIX = 8


class TooLarge(Refusal):
    sentence = N_(
        "This file is larger than 20 MB, and I cannot take it. Please send a smaller one."
    )


class TooMany(Refusal):
    sentence = N_("You have sent me 30 files in one day. I will take more tomorrow.")


def name_for(sent: File) -> str:
    """Name a file anew: what its sender called it may name a person, or lead out of a folder."""
    _, dot, suffix = sent.name.rpartition(".")
    suffix = suffix.lower()
    is_plain = suffix.isascii() and suffix.isalnum() and len(suffix) <= _LONGEST_SUFFIX
    return f"{new_id():x}" + (f".{suffix}" if dot and is_plain else _SUFFIXES[sent.carrier])


def check_limits(visit: Visit, participant: Participant, sent: File) -> None:
    """Refuse what could not be fetched, or would be more than anybody needs."""
    if (sent.size or 0) > MOST_BYTES:
        raise TooLarge
    since = visit.now - timedelta(days=1)
    if files.count_sent_since(visit.db, participant_id=participant.id, since=since) >= MOST_A_DAY:
        raise TooMany


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
    as_sent: Mapping[str, str],
) -> None:
    """Want the file that has just become an answer, and drop those which no longer are one.

    Those of the answers `as_sent` stay while others are tried in their place.
    """
    asked = {ref for ref, one in conversation.form.by_ref.items() if one.kind in MEDIA}
    if not asked:
        return
    answers: Mapping[str, str] = conversation.entry["answers"]
    refs = {value: ref for ref, value in answers.items() if generic(ref) in asked and value}
    names = {*refs, *(value for ref, value in as_sent.items() if generic(ref) in asked)}
    files.keep_only(visit.db, submission_id=submission_id, names=names)
    file = visit.came.sent
    if isinstance(came_in, Sent) and isinstance(file, File) and came_in.name in refs:
        want(visit, submission_id, refs[came_in.name], file, name=came_in.name)


def want(visit: Visit, submission_id: int, ref: str, file: File, *, name: str) -> None:
    """Promise to fetch a file that has become the answer to `ref`."""
    files.want_file(
        visit.db,
        chat_id=visit.came.chat_id,
        purpose=Purpose.ANSWER,
        name=name,
        file_id=file.file_id,
        mime_type=file.mime_type,
        size=file.size,
        now=visit.now,
        submission_id=submission_id,
        ref=ref,
    )


def keep_sent(visit: Visit, submission_id: int, told: Iterable[Told]) -> None:
    """Drop the files of questions that were not asked in the end: no export tells of them."""
    sent = [one for one in told if one.kind in MEDIA]
    if sent:
        names = [one.value for one in sent if one.relevant]
        files.keep_only(visit.db, submission_id=submission_id, names=names)
