"""Remind a country: a ready text to those who take part there and have sent nothing yet."""

from datetime import datetime, timedelta
from typing import Final

from bot.actions.broadcasts import MessagesOf, fan_out, no_more, purpose_on, start_broadcast
from bot.actions.organising.announcing.sending import show_progress
from bot.actions.roles import Deed, find_allowed
from bot.actions.visits import House, Visit
from bot.actions.wording import PRACTICE
from bot.markup import bold, plain
from bot.render import Note, note
from bot.taps import FormTap, RemindTap, Tap
from bot.updates import Toast
from locales import N_, Words
from reports.small_cells import people
from storage import broadcasts
from storage.audiences import Audience, Standing, count_receivers
from storage.broadcasts import Broadcast, BroadcastKind
from storage.database import Session
from storage.jobs import Job
from storage.workshops import Workshop, get_workshop

APART: Final = timedelta(hours=20)  # between two reminders of one country
MOST_LOOKED_AT: Final = 300  # reminders: more than there are countries


def press(visit: Visit, tap: RemindTap) -> Toast | None:
    """Ask which country, show what would be sent there, or send it."""
    organiser = find_allowed(visit, Deed.ANNOUNCE, workshop_id=tap.workshop)
    if organiser is None:
        return visit.no_longer()
    workshop = get_workshop(visit.db, workshop_id=tap.workshop)
    if tap.act == "countries":
        _put_countries(visit, workshop)
        return None
    if tap.country not in workshop.countries:
        return visit.no_longer()
    count = _count(visit, workshop, tap.country)
    if why := _why_not(visit, workshop, tap.country, count):
        return Toast(why)
    if tap.act == "ask":
        _put_preview(visit, workshop, tap.country, count)
        return None
    start_broadcast(
        visit.db,
        workshop=workshop,
        kind=BroadcastKind.COUNTRY_REMINDER,
        organiser_id=organiser.id,
        audience=_audience(tap.country),
        now=visit.now,
    )
    visit.record("organiser", "country_reminded", workshop_id=workshop.id)
    visit.drop_buttons()
    return None


def send_reminders(db: Session, job: Job, _house: House, now: datetime) -> None:
    """Promise one slice of a reminder."""
    began = fan_out(db, job, now=now, saying=_saying, resend=True)
    if began is not None:
        show_progress(db, began.id, now=now)


def _saying(_: Broadcast, workshop: Workshop) -> MessagesOf:
    return lambda receiver, said: note(_reminder(workshop, said, receiver.participant_id))


def _reminder(workshop: Workshop, said: Words, participant_id: int) -> Note:
    """Return what somebody reads who is reminded, with a button to begin."""
    heading = bold(said.say(N_("From the organisers of “{title}”"), title=workshop.title))
    text = said.say(
        N_(
            "We would like to hear from you too: a practice that works where you are, told in some"
            " ten minutes. You can stop at any time and go on later."
        )
    )
    begin = (
        said.say(N_("Tell us about a good practice")),
        FormTap(PRACTICE, participant=participant_id),
    )
    return Note(f"{heading}\n\n{plain(text)}", (begin, no_more(said)))


def _put_countries(visit: Visit, workshop: Workshop) -> None:
    """Ask which country, with how many there have sent nothing yet."""
    say = visit.words.say
    lines = [bold(say(N_("Which country is to be reminded?")))]
    buttons: list[tuple[str, Tap]] = []
    for country in workshop.countries:
        count = _count(visit, workshop, country)
        if count:
            name = visit.words.country(country)
            lines.append(
                plain(say(N_("{name}: {text}"), name=name, text=people(count, visit.words)))
            )
            buttons.append((name, RemindTap("ask", country, workshop.id)))
    if not buttons:
        lines = [plain(say(N_("In every country all have sent something, or want no messages.")))]
    visit.show(Note("\n".join(lines), tuple(buttons)))


def _put_preview(visit: Visit, workshop: Workshop, country: str, count: int) -> None:
    """Show the text, to how many it goes, and the button that sends it."""
    shown = _reminder(workshop, visit.words, 0)
    facts = visit.words.say(
        N_(
            "So it arrives, in the language of each receiver: {people} in {country} sent nothing yet."
        ),
        people=people(count, visit.words),
        country=visit.words.country(country),
    )
    send = visit.words.say(N_("Send it to {people}"), people=people(count, visit.words))
    html = f"<blockquote>{shown.html}</blockquote>\n{plain(facts)}"
    visit.show(Note(html, ((send, RemindTap("send", country, workshop.id)),)))


def _why_not(visit: Visit, workshop: Workshop, country: str, count: int) -> str:
    if not count:
        return visit.words.say(N_("There is nobody to remind in that country."))
    reminded = broadcasts.list_broadcasts(
        visit.db,
        workshop_id=workshop.id,
        kinds=(BroadcastKind.COUNTRY_REMINDER,),
        limit=MOST_LOOKED_AT,
    )
    if any(
        one.audience.countries == (country,) and one.created_at > visit.now - APART
        for one in reminded
    ):
        return visit.words.say(
            N_("{country} was reminded already today."), country=visit.words.country(country)
        )
    return ""


def _count(visit: Visit, workshop: Workshop, country: str) -> int:
    return count_receivers(
        visit.db,
        workshop_id=workshop.id,
        audience=_audience(country),
        purpose=purpose_on(workshop, visit.now),
    )


def _audience(country: str) -> Audience:
    return Audience(countries=(country,), states=(Standing.SENT_NOTHING,))
