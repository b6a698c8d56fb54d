"""What a bot has kept of people, as tests look at it, and what is changed behind its back."""

from sqlalchemy import delete, func, select, update

from bot.actions.workshops import Changes, change_workshop, choose_workshop
from storage import tables
from storage.consents import Consent, Purpose, list_consents
from storage.database import Session
from storage.participants import Participant, list_participants
from storage.submissions import Submission, get_answers, list_submissions
from storage.workshops import close_workshop, list_workshops
from tests.bot.edge import Bot


def people(bot: Bot) -> tuple[Participant, ...]:
    workshop = bot.database.transact_now(choose_workshop, number=None)
    return bot.database.transact_now(list_participants, workshop_id=workshop.id)


def the_only_one(bot: Bot) -> Participant:
    (who,) = people(bot)
    return who


def consents_of(
    bot: Bot, purpose: Purpose | None = None, *, in_force: bool = False
) -> tuple[Consent, ...]:
    """Return what the only participant was asked, for this purpose, in order."""
    asked = bot.database.transact_now(list_consents, participant_id=the_only_one(bot).id)
    return tuple(
        one for one in asked if purpose in (None, one.purpose) and (one.in_force or not in_force)
    )


def submissions_of(bot: Bot, form_id: str | None = None) -> tuple[Submission, ...]:
    return bot.database.transact_now(
        list_submissions, participant_id=the_only_one(bot).id, form_id=form_id
    )


def answers_of(bot: Bot) -> list[str]:
    """Return all that is kept as answers, of everything the only participant told."""
    return [
        answer.value
        for told in submissions_of(bot)
        for answer in bot.database.transact_now(get_answers, submission_id=told.id)
    ]


def count_held(bot: Bot) -> int:
    """Count what waits for a consent."""
    return bot.database.transact_now(_count_held)


def change(bot: Bot, changes: Changes) -> None:
    """Let the operator change the workshop."""
    workshop = bot.database.transact_now(choose_workshop, number=None)
    bot.database.transact_now(
        change_workshop, workshop_id=workshop.id, changes=changes, now=bot.watch()
    )


def close(bot: Bot) -> None:
    bot.database.transact_now(_close, bot=bot)


def forget_ages(bot: Bot) -> None:
    """Let it be as it was before people were asked for their age."""
    bot.database.transact_now(_forget_ages)


def forget_form(db: Session, *, code: str) -> None:
    """Let it be as it was before this form came with the program."""
    db.execute(delete(tables.form).where(tables.form.c.code == code))


def _count_held(db: Session) -> int:
    return db.execute(select(func.count()).select_from(tables.held)).scalar_one()


def _close(db: Session, *, bot: Bot) -> None:
    [workshop] = list_workshops(db)
    close_workshop(db, workshop_id=workshop.id, now=bot.watch())


def _forget_ages(db: Session) -> None:
    db.execute(update(tables.participant).values(age=None))
