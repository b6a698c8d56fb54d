"""What somebody allows besides being asked: who may see what was sent, and whether to write to them."""

from collections.abc import Mapping

from bot.actions import wave_plans
from bot.actions.visits import Visit
from bot.actions.wording import FOLLOW_UP, PROFILE, questions_of
from locales import N_, words
from reports.columns import Question
from storage import consents, participants, submissions, workshops
from storage.consents import Purpose, Wording
from storage.conversations import StoredConversation
from storage.database import Session
from storage.participants import Age, Participant
from storage.submissions import Submission
from storage.workshops import Workshop

SHARE = "share"  # the question after which a contribution may be seen by others
MESSAGES_AFTER = {PROFILE: "followup_ok", FOLLOW_UP: "keep_in_touch"}
"""By form the question after which somebody may be written to after the workshop, or not."""
YES = "yes"
FOLLOW_UP_WORDS = N_("The bot writes to me 1, 3 and 6 months after the workshop.")


def keep_consents(visit: Visit, stored: StoredConversation, chosen: Mapping[str, str]) -> None:
    """Keep what was chosen as consents of their own, in the words in which it was asked.

    What is said once more as before is not kept again.
    """
    if share := chosen.get(SHARE):
        _keep_publication(visit, stored, share)
    name = MESSAGES_AFTER.get(stored.form_id, "")
    if answer := chosen.get(name):
        _keep_follow_up(visit, stored, name, answer)


def end_publication(visit: Visit, told: Submission) -> None:
    """Let nobody see any more what its author withdraws."""
    consents.withdraw_consent(
        visit.db,
        participant_id=told.participant_id,
        purpose=Purpose.PUBLICATION,
        submission_id=told.id,
        now=visit.now,
    )


def follow_up_allowed(visit: Visit, participant_id: int) -> bool:
    allowed = consents.find_consent(
        visit.db, participant_id=participant_id, purpose=Purpose.FOLLOW_UP
    )
    return allowed is not None


def may_be_written_to(db: Session, workshop: Workshop, participant: Participant) -> bool:
    """Tell whether somebody may take part, has agreed, and wants messages that answer nothing."""
    return (
        participant.reachable
        and not participant.stopped
        and workshop.takes(participant.age)
        and consents.find_consent(db, participant_id=participant.id) is not None
    )


def may_be_told(visit: Visit, author: Participant) -> bool:
    """Tell whether an author wants to hear of what becomes of theirs."""
    workshop = workshops.get_workshop(visit.db, workshop_id=author.workshop_id)
    return may_be_written_to(visit.db, workshop, author)


def question_of(visit: Visit, told: Submission, name: str, *, language: str) -> Question | None:
    """Return a question of the form in which something was told."""
    workshop = workshops.get_workshop(visit.db, workshop_id=told.workshop_id)
    asked = questions_of(
        visit.house.forms.get(visit.db, told.form_version_id),
        words=words(language),
        countries=workshop.countries,
        now=visit.now,
    )
    return next((one for one in asked if one.name == name), None)


def who_may_see(visit: Visit, told: Submission) -> str:
    """Return the words of the form for who may see a contribution, in the language of the visit."""
    level = told.share or ""
    question = question_of(visit, told, SHARE, language=visit.language)
    return question.choices.get(level, level) if question else level


def _keep_publication(visit: Visit, stored: StoredConversation, share: str) -> None:
    about = {
        "participant_id": stored.participant_id,
        "submission_id": stored.submission_id,
    }
    before = consents.find_consent(visit.db, purpose=Purpose.PUBLICATION, **about)
    if before is not None and before.version == share:
        return
    consents.withdraw_consent(visit.db, purpose=Purpose.PUBLICATION, **about, now=visit.now)
    consents.give_consent(
        visit.db,
        purpose=Purpose.PUBLICATION,
        **about,
        wording=_wording(visit, stored, SHARE, share),
        update_id=visit.came.update_id,
        now=visit.now,
    )


def _keep_follow_up(visit: Visit, stored: StoredConversation, name: str, answer: str) -> None:
    who = participants.get_participant(visit.db, participant_id=stored.participant_id)
    says_yes = answer == YES
    if who.age is Age.MINOR or says_yes == follow_up_allowed(visit, who.id):
        return
    keep = consents.give_consent if says_yes else consents.refuse_consent
    keep(
        visit.db,
        participant_id=who.id,
        purpose=Purpose.FOLLOW_UP,
        wording=_wording(visit, stored, name, answer),
        update_id=visit.came.update_id,
        now=visit.now,
    )
    if says_yes:
        wave_plans.let_in(
            visit.db, workshop_id=who.workshop_id, participant_id=who.id, now=visit.now
        )


def _wording(visit: Visit, stored: StoredConversation, name: str, value: str) -> Wording:
    """Return the question and the choice as this person read them."""
    told = submissions.get_submission(visit.db, submission_id=stored.submission_id)
    question = question_of(visit, told, name, language=stored.language)
    assert question is not None  # it is answered
    chosen = question.choices.get(value, value)
    return Wording(value, f"{question.label}\n{chosen}", stored.language)
