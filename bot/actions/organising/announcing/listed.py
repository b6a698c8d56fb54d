"""/announce: what is planned, goes out and has gone out, for all who may announce."""

from bot.actions.organising.announcing import sending, writing
from bot.actions.organising.announcing.wording import described, moment
from bot.actions.roles import Deed, find_allowed, require
from bot.actions.visits import Visit
from bot.markup import bold, plain
from bot.render import Note
from bot.taps import AnnouncementTap, BroadcastTap, Tap
from bot.updates import Toast
from conversations.shown import clip
from locales import N_
from reports.small_cells import people
from storage import broadcasts
from storage.broadcasts import Broadcast, BroadcastKind, BroadcastState
from storage.organisers import Organiser
from storage.workshops import Workshop, get_workshop

MOST_SHOWN = 8
LONGEST_NAME = 40  # characters of a text by which it is known in a list
_SHOWN_KINDS = (BroadcastKind.ANNOUNCEMENT, BroadcastKind.COUNTRY_REMINDER)
_CONFIRMED = tuple(state for state in BroadcastState if state is not BroadcastState.DRAFT)


def put_announcements(visit: Visit, written: str) -> None:
    """Show the announcements; what was written after the command is the text of a new one."""
    organiser = require(visit, Deed.ANNOUNCE)
    draft = broadcasts.find_draft(visit.db, organiser_id=organiser.id)
    if written:
        writing.take_text(visit, draft or writing.open_draft(visit, organiser), written)
    else:
        _put_list(visit, organiser, draft)


def press(visit: Visit, tap: AnnouncementTap) -> Toast | None:
    """Do what a button says under what is being written; it is the writer's alone."""
    if tap.act == "new":
        organiser = require(visit, Deed.ANNOUNCE)
        draft = broadcasts.find_draft(visit.db, organiser_id=organiser.id)
        writing.resume(visit, draft or writing.open_draft(visit, organiser))
        return None
    draft = broadcasts.find_broadcast(visit.db, broadcast_id=tap.broadcast)
    writer = _of_team(visit, draft)
    if draft is None or writer is None or draft.made_by != writer.id:
        return visit.no_longer()
    if draft.state is not BroadcastState.DRAFT:
        return visit.no_longer()
    return writing.press(visit, draft, tap)


def press_broadcast(visit: Visit, tap: BroadcastTap) -> Toast | None:
    """Do what a button says about what was confirmed, by whomever of the team."""
    broadcast = broadcasts.find_broadcast(visit.db, broadcast_id=tap.broadcast)
    if broadcast is None or _of_team(visit, broadcast) is None:
        return visit.no_longer()
    if broadcast.state is BroadcastState.DRAFT:
        return visit.no_longer()
    return sending.press(visit, broadcast, tap)


def _of_team(visit: Visit, broadcast: Broadcast | None) -> Organiser | None:
    """Return who this chat is in the team whose broadcast that is, where they may announce."""
    if broadcast is None:
        return None
    return find_allowed(visit, Deed.ANNOUNCE, workshop_id=broadcast.workshop_id)


def _put_list(visit: Visit, organiser: Organiser, draft: Broadcast | None) -> None:
    workshop = get_workshop(visit.db, workshop_id=organiser.workshop_id)
    shown = broadcasts.list_broadcasts(
        visit.db,
        workshop_id=workshop.id,
        kinds=_SHOWN_KINDS,
        states=_CONFIRMED,
        limit=MOST_SHOWN,
    )
    say = visit.words.say
    lines = [_line(visit, one, workshop) for one in reversed(shown)]
    heading = bold(say(N_("Announcements of “{title}”"), title=workshop.title))
    none = [] if lines else [plain(say(N_("Nothing was announced yet.")))]
    buttons: list[tuple[str, Tap]] = [
        (_name(visit, one), BroadcastTap("show", one.id))
        for one in reversed(shown)
        if one.state is not BroadcastState.CANCELLED
    ]
    if draft is None:
        buttons.append((say(N_("Write an announcement")), AnnouncementTap("new")))
    else:
        buttons += [
            (say(N_("Go on writing")), AnnouncementTap("resume", draft.id)),
            (say(N_("Throw it away")), AnnouncementTap("discard", draft.id)),
        ]
    visit.show(Note("\n".join([heading, *none, *lines]), tuple(buttons)))


def _line(visit: Visit, one: Broadcast, workshop: Workshop) -> str:
    """Say in one line what was announced when, to whom, and what became of it."""
    said = visit.words
    day = "" if one.due_at is None else moment(one.due_at, workshop, said)
    became = said.say(_BECAME[one.state], people=people(one.receivers, said))
    audience = described(one.audience, said)
    return plain(f"• {day} · {_name(visit, one)} · {audience} · {became}")


_BECAME = {
    BroadcastState.PLANNED: N_("planned"),
    BroadcastState.RUNNING: N_("going out"),
    BroadcastState.PAUSED: N_("paused"),
    BroadcastState.STOPPED: N_("stopped, received by {people}"),
    BroadcastState.FINISHED: N_("received by {people}"),
    BroadcastState.CANCELLED: N_("called off"),
}


def _name(visit: Visit, one: Broadcast) -> str:
    if one.text is None:
        return visit.words.say(N_("Reminder"))
    return clip(" ".join(one.text.split()), most=LONGEST_NAME)
