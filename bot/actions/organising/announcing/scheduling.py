"""When an announcement goes out: seen first as it arrives, and confirmed in writing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.actions.broadcasts import plan_slice, purpose_on
from bot.actions.daytime import is_night
from bot.actions.organising.announcing import audiences
from bot.actions.organising.announcing.wording import described, framed, moment
from bot.actions.visits import Visit
from bot.commands import Verb, name_of
from bot.markup import bold, plain
from bot.render import Note
from bot.taps import AnnouncementAct, AnnouncementTap, Tap
from bot.updates import Toast
from conversations.cleaning import fold
from conversations.written_times import read_moment, read_time
from locales import N_, Words
from reports.small_cells import people, tell_one
from storage import broadcasts, expected
from storage.audiences import list_receivers
from storage.broadcasts import Broadcast, BroadcastKind, BroadcastState
from storage.database import Session
from storage.workshops import Workshop, get_workshop

HOUR: Final = "announcement_hour"  # what the next words are
CONFIRMATION: Final = "announcement_confirmation"
MOST_A_DAY: Final = 5
APART: Final = timedelta(minutes=10)
EVENING: Final = time(19)
MORNING: Final = time(9)
_CONFIRMED: Final = (
    BroadcastState.PLANNED,
    BroadcastState.RUNNING,
    BroadcastState.PAUSED,
    BroadcastState.STOPPED,
    BroadcastState.FINISHED,
)
_TOO_MANY: Final = N_(
    "At most {most} announcements go out a day, or people would no longer read them. Please choose"
    " another day."
)
_TOO_CLOSE: Final = N_(
    "Between two announcements there must be at least {minutes} minutes. Please choose another"
    " time."
)


def await_words(visit: Visit, draft: Broadcast, kind: str) -> None:
    """Take what its writer types next as what was just asked for."""
    expected.expect(
        visit.db,
        organiser_id=_writer(draft),
        kind=kind,
        about={"broadcast": draft.id},
        now=visit.now,
    )


def await_nothing(visit: Visit, draft: Broadcast) -> None:
    """Let what its writer types next mean what it does without it."""
    expected.expect_nothing(visit.db, organiser_id=_writer(draft))


def answer_for(count: int, said: Words) -> str:
    """Return what is to be typed: the number of receivers as it is told, or else a word."""
    return str(tell_one(count) or said.say(N_("SEND")))


def why_not(db: Session, workshop: Workshop, *, due_at: datetime, said: Words) -> str:
    """Say why nothing may be announced at that moment, "" where it may."""
    confirmed = broadcasts.list_broadcasts(
        db, workshop_id=workshop.id, kinds=(BroadcastKind.ANNOUNCEMENT,), states=_CONFIRMED
    )
    others = [one.due_at for one in confirmed if one.due_at is not None]
    day = _local(due_at, workshop).date()
    if sum(_local(one, workshop).date() == day for one in others) >= MOST_A_DAY:
        return said.say(_TOO_MANY, most=MOST_A_DAY)
    if any(abs(one - due_at) < APART for one in others):
        return said.say(_TOO_CLOSE, minutes=APART.seconds // 60)
    return ""


def press(visit: Visit, draft: Broadcast, tap: AnnouncementTap) -> Toast | None:
    """Show how it arrives, or take when it goes out."""
    match tap.act:
        case "preview":
            put_preview(visit, draft)
        case "sample":
            return Toast(visit.words.say(N_("With this button receivers end such messages.")))
        case "at":
            _ask_for_hour(visit, draft)
        case _:
            _choose(visit, draft, tap.act)
    return None


def put_preview(visit: Visit, draft: Broadcast) -> None:
    """Show the announcement as receivers see it, then how many they are, and ask when."""
    if draft.text is None or not audiences.count(visit, draft):
        visit.say(N_("Nobody would receive it. Please choose others."))
        audiences.put_audience(visit, draft)
        return
    shown = framed(draft.text, _workshop_of(visit, draft), visit.words)
    label = shown.buttons[0][0]
    visit.show(Note(shown.html, ((label, AnnouncementTap("sample", draft.id)),)))
    put_when(visit, draft)


def put_when(visit: Visit, draft: Broadcast) -> None:
    """Ask when it is to go out."""
    workshop, say = _workshop_of(visit, draft), visit.words.say
    night = _is_night_somewhere(visit, draft, workshop)
    count = people(audiences.count(visit, draft), visit.words)
    lines = [
        say(N_("So it arrives; what stands around your text is in the language of each receiver.")),
        say(
            N_("For: {audience} ({people})"),
            audience=described(draft.audience, visit.words),
            people=count,
        ),
        *([say(_NIGHT)] if night else []),
    ]
    question = bold(say(N_("When is it to go out?")))
    shown = "\n".join([*map(plain, lines), question])
    visit.show(Note(shown, tuple(_moments(visit, draft, workshop, night=night))))


def take_hour(visit: Visit, draft: Broadcast, written: str) -> None:
    """Take a day and a time, or a time alone, by the clock of the workshop."""
    workshop = _workshop_of(visit, draft)
    today = _local(visit.now, workshop).date()
    at = read_moment(written, today=today)
    clock = read_time(written)
    if at is None and clock is not None:
        at = datetime.combine(today, clock)
    if at is None or at.year in (MINYEAR, MAXYEAR):
        visit.say(N_("I cannot read a day and a time in that."))
        _ask_for_hour(visit, draft)
        return
    due_at = at.replace(tzinfo=ZoneInfo(workshop.zone)).astimezone(UTC)
    if due_at <= visit.now:
        visit.say(N_("That is over already. Please write a later day or time."))
    elif at.date() >= workshop.unlinks_on:
        visit.say(
            N_("On {day} I forget who took part, so it must go out before."),
            day=visit.words.date(workshop.unlinks_on),
        )
    else:
        _ask_to_confirm(visit, draft, due_at=due_at, at_night=False)


def take_confirmation(visit: Visit, draft: Broadcast, written: str) -> None:
    """Let it go out where exactly that was typed which was asked for."""
    wanted = answer_for(draft.receivers, visit.words)
    if fold(written) != fold(wanted):
        visit.say(
            N_("Nothing was sent. Write {answer} to confirm, or {cancel} to leave it."),
            answer=wanted,
            cancel=name_of(Verb.CANCEL, visit.words),
        )
        return
    workshop, due_at = _workshop_of(visit, draft), draft.due_at or visit.now
    if _is_refused(visit, draft, workshop, due_at):
        return
    confirmed = replace(draft, state=BroadcastState.PLANNED, due_at=due_at, receivers=0)
    broadcasts.save_draft(visit.db, confirmed)
    await_nothing(visit, draft)
    plan_slice(visit.db, confirmed, run_at=due_at)
    visit.record("organiser", "announcement_confirmed", workshop_id=workshop.id)
    if draft.due_at is None:
        visit.say(N_("Confirmed. It is going out."))
    else:
        visit.say(
            N_("Confirmed ({moment}). {announce} shows it, and calls it off."),
            moment=moment(due_at, workshop, visit.words),
            announce=name_of(Verb.ANNOUNCE, visit.words),
        )


def _choose(visit: Visit, draft: Broadcast, act: AnnouncementAct) -> None:
    """Take one of the moments that were offered."""
    workshop = _workshop_of(visit, draft)
    due_at = _offered(workshop, visit.now).get(act)
    if act in _OFFERED and (due_at is None or due_at <= visit.now):
        visit.say(N_("That is over already. Please write a later day or time."))
        put_when(visit, draft)
        return
    _ask_to_confirm(visit, draft, due_at=due_at, at_night=act == "now-at-night")


def _ask_to_confirm(
    visit: Visit, draft: Broadcast, *, due_at: datetime | None, at_night: bool
) -> None:
    """Say what is about to happen, and ask for what must be typed; `due_at` None is now."""
    workshop, say = _workshop_of(visit, draft), visit.words.say
    if _is_refused(visit, draft, workshop, due_at or visit.now):
        return
    chosen = replace(draft, due_at=due_at, at_night=at_night)
    count = audiences.count(visit, chosen)
    broadcasts.save_draft(visit.db, replace(chosen, receivers=count))
    await_words(visit, draft, CONFIRMATION)
    visit.say(
        N_(
            "It goes to {people} ({when}). To confirm, write {answer}; {cancel} leaves it for later."
        ),
        people=people(count, visit.words),
        when=say(N_("at once")) if due_at is None else moment(due_at, workshop, visit.words),
        answer=answer_for(count, visit.words),
        cancel=name_of(Verb.CANCEL, visit.words),
    )


def _ask_for_hour(visit: Visit, draft: Broadcast) -> None:
    await_words(visit, draft, HOUR)
    workshop = _workshop_of(visit, draft)
    tomorrow = _local(visit.now, workshop).date() + timedelta(days=1)
    visit.say(
        N_("Please write the day and the time, as in {example}, by the clock of {zone}."),
        example=f"{tomorrow.isoformat()} 14:30",
        zone=workshop.zone,
    )


def _is_refused(visit: Visit, draft: Broadcast, workshop: Workshop, due_at: datetime) -> bool:
    """Say why it may not go out then, and ask for another moment, where that is so."""
    why = why_not(visit.db, workshop, due_at=due_at, said=visit.words)
    if why:
        visit.show(Note(plain(why)))
        await_nothing(visit, draft)
        put_when(visit, draft)
    return bool(why)


_NIGHT: Final = N_("For some of them it is night now, from 21:00 to 7:00.")
_OFFERED: Final[tuple[AnnouncementAct, ...]] = ("evening", "morning")


def _moments(
    visit: Visit, draft: Broadcast, workshop: Workshop, *, night: bool
) -> Iterator[tuple[str, Tap]]:
    say, clock = visit.words.say, visit.words.clock
    if night:
        by_day = N_("Now, and in the morning where it is night")
        yield say(by_day), AnnouncementTap("now", draft.id)
        yield say(N_("Now, also where it is night")), AnnouncementTap("now-at-night", draft.id)
    else:
        yield say(N_("Now")), AnnouncementTap("now", draft.id)
    offered = _offered(workshop, visit.now)
    if offered["evening"] > visit.now:
        evening = say(N_("This evening, {time}"), time=clock(EVENING))
        yield evening, AnnouncementTap("evening", draft.id)
    morning = say(N_("Tomorrow morning, {time}"), time=clock(MORNING))
    yield morning, AnnouncementTap("morning", draft.id)
    yield say(N_("At another time")), AnnouncementTap("at", draft.id)
    yield say(N_("Change the text")), AnnouncementTap("text", draft.id)
    yield say(N_("Change for whom it is")), AnnouncementTap("audience", draft.id)
    yield say(N_("Throw it away")), AnnouncementTap("discard", draft.id)


def _offered(workshop: Workshop, now: datetime) -> dict[AnnouncementAct, datetime]:
    today = _local(now, workshop).date()
    return {
        "evening": _at(today, EVENING, workshop),
        "morning": _at(today + timedelta(days=1), MORNING, workshop),
    }


def _at(day: date, clock: time, workshop: Workshop) -> datetime:
    return datetime.combine(day, clock, ZoneInfo(workshop.zone)).astimezone(UTC)


def _local(moment_: datetime, workshop: Workshop) -> datetime:
    return moment_.astimezone(ZoneInfo(workshop.zone))


def _is_night_somewhere(visit: Visit, draft: Broadcast, workshop: Workshop) -> bool:
    receivers = list_receivers(
        visit.db,
        workshop_id=workshop.id,
        audience=draft.audience,
        purpose=purpose_on(workshop, visit.now),
    )
    countries = {one.country for one in receivers}
    return is_night(visit.now, countries=countries, zone=workshop.zone)


def _writer(draft: Broadcast) -> int:
    assert draft.made_by is not None  # nobody else begins a draft
    return draft.made_by


def _workshop_of(visit: Visit, draft: Broadcast) -> Workshop:
    return get_workshop(visit.db, workshop_id=draft.workshop_id)
