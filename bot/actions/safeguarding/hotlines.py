"""Hotlines: somebody confirms each, with the last the workshop opens, and they grow old."""

from datetime import datetime, timedelta
from typing import Final

from bot.actions import daily
from bot.actions.broadcasts import MessagesOf, fan_out, no_more, start_broadcast
from bot.actions.notices import tell_organiser
from bot.actions.safeguarding.suggested_lines import SUGGESTIONS
from bot.actions.visits import House, Refusal
from bot.actions.wording import PROFILE
from bot.commands import Verb, name_of
from bot.markup import bold
from bot.render import Message, Note, note, say
from bot.taps import FormTap
from locales import N_, Words, words
from storage import audit, hotlines, jobs, organisers, workshops
from storage.audiences import Receiver
from storage.broadcasts import Broadcast, BroadcastKind
from storage.database import Session
from storage.hotlines import Hotline
from storage.jobs import Job
from storage.organisers import Organiser
from storage.workshops import Workshop

LONGEST_LINE: Final = 200  # characters: a number, and when somebody answers it
GOOD_FOR: Final = timedelta(days=180)  # then somebody should call and see


class LineTooLong(Refusal):
    sentence = N_("Up to 200 characters, please: a number, and when somebody answers it.")


def list_standing(db: Session, *, workshop: Workshop) -> dict[str, str | None]:
    """Return the confirmed line of each country, "" for none; None where nobody confirmed it."""
    confirmed = hotlines.list_hotlines(db, workshop_id=workshop.id)
    return {
        country: (confirmed[country].line or "") if country in confirmed else None
        for country in workshop.countries
    }


def confirm(
    db: Session,
    workshop: Workshop,
    *,
    country: str,
    line: str | None,
    organiser: Organiser | None,
    now: datetime,
) -> bool:
    """Keep what an organiser, or the operator, says of a country; `line` None: there is none.

    Returns whether the workshop opens with it; those who wait are then told.
    """
    was_open = hotlines.is_open(db, workshop)
    hotlines.confirm_hotline(
        db,
        workshop_id=workshop.id,
        country=country,
        line=line,
        confirmed_by=organiser.id if organiser else None,
        now=now,
    )
    audit.record(
        db,
        at=now,
        role="organiser" if organiser else "operator",
        actor_chat_id=organiser.chat_id if organiser else None,
        action="hotline_confirmed" if line else "no_hotline_confirmed",
        subject=f"hotline {country}",
        workshop_id=workshop.id,
    )
    opens = not was_open and hotlines.is_open(db, workshop)
    if opens:
        opening = BroadcastKind.OPENING
        start_broadcast(db, workshop=workshop, kind=opening, organiser_id=None, now=now)
    return opens


def confirm_suggested(db: Session, workshop: Workshop, *, now: datetime) -> None:
    """Confirm every country as it is suggested: where nobody in danger can come, as in a demo."""
    confirmed = hotlines.list_hotlines(db, workshop_id=workshop.id)
    for country in (code for code in workshop.countries if code not in confirmed):
        line = proposed(country, None)
        confirm(db, workshop, country=country, line=line, organiser=None, now=now)


OLD_LINES: Final = "old lines"  # the kind of the job that looks for them


def warn_of_lines(db: Session, _job: Job, house: House, now: datetime) -> None:
    """Tell the organisers once of each line that nobody has looked at for half a year, or ever.

    A workshop from before lines were confirmed stands still until they hear of it.
    """
    for workshop in workshops.list_workshops(db):
        if workshop.closed_at is None:
            _warn_of_lines_of(db, workshop, house=house, now=now)
    daily.plan_next(db, kind=OLD_LINES, now=now)


def ensure_warnings(db: Session, now: datetime) -> None:
    daily.ensure(db, kind=OLD_LINES, now=now)


def _warn_of_lines_of(db: Session, workshop: Workshop, *, house: House, now: datetime) -> None:
    of_workshop = organisers.list_organisers(db, workshop_id=workshop.id)
    reachable = [one for one in of_workshop if one.reachable]
    if not reachable:  # it waits for somebody who hears it
        return
    confirmed = hotlines.list_hotlines(db, workshop_id=workshop.id)
    due = {country: one.confirmed_at + GOOD_FOR for country, one in confirmed.items()}
    # Whoever has come today was shown then what waits; the days after somebody must say it.
    shown_today = all(now - one.joined_at < timedelta(days=1) for one in reachable)
    waiting = [code for code in workshop.countries if code not in confirmed]
    never = [] if shown_today else waiting
    old = [code for code, one in confirmed.items() if is_old(one, now)]
    for sentence, countries in ((_NEVER, never), (_OLD, old)):
        untold = [
            code for code in countries if _claim_warning(db, workshop, code, due.get(code), now)
        ]
        for organiser in reachable if untold else ():
            text = _warning(workshop, untold, sentence, words(organiser.language))
            tell_organiser(db, organiser, [say(text)], house=house, now=now)


def _claim_warning(
    db: Session, workshop: Workshop, country: str, due_at: datetime | None, now: datetime
) -> bool:
    """Take the warning of one country where nobody did; a line that is confirmed anew has another."""
    day = due_at.date().isoformat() if due_at else "never"
    key = f"old line:{workshop.id}:{country}:{day}"
    return jobs.claim_job(db, key=key, kind="old_line", run_at=due_at or now, now=now)


_OLD: Final = N_(
    "“{title}”: nobody has checked for half a year where to call for help in"
    " {countries}. Please check, and confirm it again: {lines}"
)
_NEVER: Final = N_(
    "“{title}” is not open, and asks nobody anything: nobody has confirmed where to call for help in"
    " {countries}. Please do: {lines}"
)


def _warning(workshop: Workshop, countries: list[str], sentence: str, said: Words) -> str:
    return said.say(
        sentence,
        title=workshop.title,
        countries=said.list([said.country(code) for code in countries]),
        lines=name_of(Verb.LINES, said),
    )


def tell_those_who_wait(db: Session, job: Job, _house: House, now: datetime) -> None:
    """Tell all who have agreed, and want messages, that it is open, with a button to begin."""
    fan_out(db, job, now=now, saying=_opened, resend=True)


def _opened(_: Broadcast, workshop: Workshop) -> MessagesOf:
    def note_for(receiver: Receiver, said: Words) -> list[Message]:
        text = said.say(N_("“{title}” is open now."), title=workshop.title)
        tap = FormTap(PROFILE, participant=receiver.participant_id)
        return note(Note(bold(text), ((said.say(N_("Begin")), tap), no_more(said))))

    return note_for


def proposed(country: str, before: Hotline | None) -> str | None:
    """Return the line that the card of a country asks about."""
    if before is not None:
        return before.line
    suggestion = SUGGESTIONS.get(country)
    return suggestion.line if suggestion else None


def is_old(confirmed: Hotline, now: datetime) -> bool:
    return confirmed.confirmed_at + GOOD_FOR <= now
