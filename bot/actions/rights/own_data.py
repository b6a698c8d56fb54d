"""Everything about me: what is kept of the person who asks, as files in their chat."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.actions import contributions, held
from bot.actions.visits import Refusal, Visit
from bot.actions.wording import shown_answer
from bot.render import Message
from bot.uploads import MOST_BYTES, upload
from conversations.xforms.formdef import generic
from locales import N_
from reports.columns import Question
from reports.own_data import (
    FORMAT,
    Captured,
    Contribution,
    Deed,
    FormerValue,
    OwnAdoption,
    OwnAnswer,
    OwnConsent,
    OwnData,
    OwnWave,
    SentFile,
    TakingPart,
    as_json,
    as_page,
)
from storage import (
    adoptions,
    audit,
    belongings,
    captures,
    confirmations,
    consents,
    questions,
    redactions,
    reviews,
    revisions,
    shown,
    submissions,
    waves,
    workshops,
)
from storage.belongings import OwnFile
from storage.memberships import list_memberships
from storage.participants import Participant
from storage.submissions import Submission

MOST_A_DAY: Final = 3
DONE: Final = "own_data_exported"
EVER: Final = datetime(2000, 1, 1, tzinfo=UTC)


class TooOften(Refusal):
    sentence = N_("I have sent you your files several times today. Please ask again tomorrow.")


class NothingKept(Refusal):
    sentence = N_("I keep nothing about you.")


class TooMuch(Refusal):
    sentence = N_(
        "There is more about you than fits into a file. Please ask your organisers for it."
    )


def send_all(visit: Visit) -> None:
    """Send everything about this person, for reading and for software; a few times a day."""
    taking_part = list_memberships(visit.db, chat_id=visit.came.chat_id)
    if not taking_part:
        raise NothingKept
    _refuse_too_often(visit)
    own = _own_data(visit, taking_part)
    page, data = as_page(own, visit.words), as_json(own)
    visit.say(
        N_(
            "Here is everything about you that I keep: the page is for reading, the other file for a"
            " program. Anybody who holds your phone can open them."
        )
    )
    visit.promise([_document("tertulia.html", page), _document("tertulia.json", data)])
    visit.record("participant", DONE, workshop_id=taking_part[0].workshop_id)


def _refuse_too_often(visit: Visit) -> None:
    done = audit.count_recent(
        visit.db,
        actor_chat_id=visit.came.chat_id,
        action=DONE,
        since=visit.now - timedelta(days=1),
    )
    if done >= MOST_A_DAY:
        raise TooOften


def _document(name: str, content: bytes) -> Message:
    if len(content) > MOST_BYTES:
        raise TooMuch
    return Message("sendDocument", {"document": upload(name, content)})


def _own_data(visit: Visit, taking_part: Sequence[Participant]) -> OwnData:
    chat_id = visit.came.chat_id
    numbers = shown.list_shown(visit.db, chat_id=chat_id, since=EVER)
    deeds = audit.list_of_actor(visit.db, chat_id=chat_id)
    return OwnData(
        format=FORMAT,
        exported_at=visit.now,
        chat=chat_id,
        messages_known=len(numbers),
        workshops=[_taking_part(visit, one) for one in taking_part],
        deeds=[Deed(one.at, one.role, one.action) for one in deeds],
    )


def _taking_part(visit: Visit, participant: Participant) -> TakingPart:
    workshop = workshops.get_workshop(visit.db, workshop_id=participant.workshop_id)
    id_ = participant.id
    files: dict[int, list[OwnFile]] = defaultdict(list)
    for file in belongings.list_own_files(visit.db, participant_id=id_):
        files[file.submission_id].append(file)
    comments: dict[int | None, list[str]] = defaultdict(list)
    for comment in belongings.list_comments(visit.db, participant_id=id_):
        comments[comment.subject_id].append(contributions.comment_of(visit.db, comment))
    return TakingPart(
        workshop=workshop.title,
        zone=workshop.zone,
        joined_at=participant.joined_at,
        language=participant.language,
        country=participant.country,
        table=participant.table_name,
        age=participant.age,
        stopped=participant.stopped,
        consents=[_consent(one) for one in consents.list_consents(visit.db, participant_id=id_)],
        contributions=[
            _contribution(visit, told, files[told.id], comments[told.id])
            for told in submissions.list_submissions(visit.db, participant_id=id_)
        ],
        captures=[
            Captured(one.text, one.carrier, one.mime_type, one.captured_at)
            for one in captures.list_captures(visit.db, participant_id=id_)
        ]
        + [
            Captured(one.text, one.carrier, one.mime_type, one.since)
            for one in held.list_waiting(visit, participant)
        ],
        waves=_waves(visit, participant),
        adoptions=_adoptions(visit, participant),
    )


def _waves(visit: Visit, participant: Participant) -> list[OwnWave]:
    return [
        OwnWave(
            number=wave.number,
            form=wave.form_code,
            standing=member.disposition,
            contacts=member.contacts,
            next_contact_at=member.next_contact_at,
            last_contact_at=member.last_contact_at,
            started_at=member.started_at,
            completed_at=member.completed_at,
            last_answer=member.last_answer,
        )
        for wave, member in waves.list_memberships_of(visit.db, participant_id=participant.id)
    ]


def _adoptions(visit: Visit, participant: Participant) -> list[OwnAdoption]:
    stages = adoptions.list_stages(visit.db, workshop_id=participant.workshop_id)
    return [
        OwnAdoption(
            practice=one.practice_id,
            country=one.country,
            stage=one.stage,
            stage_at=one.stage_at,
            stages=stages.get(one.id, {}),
        )
        for one in adoptions.list_adoptions(visit.db, participant_id=participant.id)
    ]


def _consent(given: consents.Consent) -> OwnConsent:
    return OwnConsent(
        purpose=given.purpose,
        version=given.version,
        language=given.language,
        text=given.text,
        sha256=given.sha256,
        given_at=given.given_at,
        refused_at=given.refused_at,
        withdrawn_at=given.withdrawn_at,
    )


def _contribution(
    visit: Visit,
    told: Submission,
    files: Sequence[OwnFile],
    comments: Sequence[str],
) -> Contribution:
    asked = contributions.questions_in(visit, told)
    review = reviews.find_review(visit.db, submission_id=told.id)
    return Contribution(
        form=told.form_id,
        title=visit.title_of(told.form_version_id),
        status=told.status,
        begun_at=told.begun_at,
        completed_at=told.completed_at,
        changed_at=told.changed_at,
        revision=told.revision,
        share=told.share,
        level=told.level,
        answers=_answers(visit, told, asked),
        former_answers=_former_answers(visit, told, asked),
        files=[
            SentFile(one.name, one.mime_type, one.size, one.state, one.sent_at, one.transcript)
            for one in files
        ],
        confirmed=confirmations.count(visit.db, submission_id=told.id).confirmed,
        comments=[one for one in comments if one],
        review=review.state if review else None,
        questions=[one.text for one in questions.list_questions(visit.db, submission_id=told.id)],
        redacted=[
            one.passage for one in redactions.list_redactions(visit.db, submission_id=told.id)
        ],
    )


def _answers(visit: Visit, told: Submission, asked: Mapping[str, Question]) -> list[OwnAnswer]:
    """Return what was answered in the order in which the form asks it."""
    order = {ref: place for place, ref in enumerate(asked)}
    answers = [
        OwnAnswer(
            question=one.ref,
            label=_label(asked, one.ref, one.name),
            value=one.value,
            shown=_shown(visit, asked.get(generic(one.ref)), one.value),
            counts=one.relevant,
            screened=one.screened,
            answered_at=one.answered_at,
        )
        for one in submissions.get_answers(visit.db, submission_id=told.id)
    ]
    return sorted(answers, key=lambda one: order.get(generic(one.question), 0))


def _former_answers(
    visit: Visit, told: Submission, asked: Mapping[str, Question]
) -> list[FormerValue]:
    return [
        FormerValue(
            question=one.ref,
            label=_label(asked, one.ref, one.name),
            value=_shown(visit, asked.get(generic(one.ref)), one.value),
            revision=one.revision,
            changed_at=one.changed_at,
        )
        for one in revisions.list_former_of(visit.db, submission_id=told.id)
    ]


def _label(asked: Mapping[str, Question], ref: str, name: str) -> str:
    question = asked.get(generic(ref))
    return (question.label if question else "") or name


def _shown(visit: Visit, question: Question | None, value: str) -> str:
    return shown_answer(question, value, visit.words) if question else value
