"""What the tests of this room tell the database first: a workshop, its people, what they say."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from storage.answers import AnswerIn, save_answers
from storage.consents import Consent, Purpose, Wording, give_consent
from storage.database import Session
from storage.events import EventKind, record_told
from storage.forms import FormVersion, publish_form
from storage.participants import Participant, join_workshop, set_country
from storage.submissions import Submission, begin_submission, complete_submission
from storage.workshops import Workshop, create_workshop

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)

KINDS = {
    "title": "text",
    "stage": "select_one",
    "components": "select_multiple",
    "target_groups": "select_multiple",
    "start_year": "integer",
}


def a_workshop(db: Session, *, title: str = "Tegucigalpa") -> Workshop:
    return create_workshop(
        db,
        title=title,
        zone="America/Tegucigalpa",
        starts_on=date(2026, 11, 24),
        ends_on=date(2026, 11, 26),
        countries=("HN", "GT", "CR"),
        default_language="es",
        languages=("es", "fr", "en"),
        digest_hour=18,
        now=NOW,
    )


def a_form(db: Session, workshop: Workshop, *, form_id: str = "practice") -> FormVersion:
    return publish_form(
        db, workshop_id=workshop.id, form_id=form_id, source="# a form", xform="<x/>", now=NOW
    )


def agree(
    db: Session,
    who: Participant,
    *,
    version: str = "1",
    purpose: Purpose = Purpose.WORKSHOP,
    submission_id: int | None = None,
) -> Consent:
    return give_consent(
        db,
        participant_id=who.id,
        wording=Wording(version, "May we keep your answers?", "en"),
        update_id=None,
        now=NOW,
        purpose=purpose,
        submission_id=submission_id,
    )


def a_participant(
    db: Session, workshop: Workshop, *, chat_id: int = 7, country: str | None = None
) -> Participant:
    joined = join_workshop(
        db, workshop_id=workshop.id, chat_id=chat_id, language="es", table_name=None, now=NOW
    )
    set_country(db, participant_id=joined.id, country=country)
    return joined


def some_answers(answers: Mapping[str, str], *, relevant: bool = True) -> list[AnswerIn]:
    return [
        AnswerIn(f"/practice/{name}", name, KINDS[name], value, relevant)
        for name, value in answers.items()
    ]


def a_submission(
    db: Session, participant: Participant, form: FormVersion, answers: Mapping[str, str]
) -> Submission:
    begun = begin_submission(
        db,
        participant_id=participant.id,
        form_id=form.form_id,
        form_version_id=form.id,
        now=NOW,
    )
    save_answers(db, submission_id=begun.id, answers=some_answers(answers), now=NOW)
    return begun


def a_completed_submission(
    db: Session,
    participant: Participant,
    form: FormVersion,
    answers: Mapping[str, str],
    *,
    at: datetime = NOW,
) -> Submission:
    begun = a_submission(db, participant, form, answers)
    complete_submission(db, submission_id=begun.id, level="emerging", share="workshop", now=at)
    record_told(db, begun, kind=EventKind.COMPLETED, at=at)
    return begun
