"""Writing an announcement: its text first, then for whom, when, and a confirmation.

Where somebody stands with it is kept with it, so it can be left and gone on with.
"""

from dataclasses import replace
from typing import Final

from bot.actions.organising.announcing import audiences, scheduling
from bot.actions.roles import Deed, require
from bot.actions.visits import Visit
from bot.commands import Verb, name_of
from bot.markup import plain
from bot.render import Note
from bot.taps import AnnouncementTap
from bot.updates import Toast
from conversations.cleaning import clean, is_seen
from locales import N_, Words
from storage import broadcasts, expected
from storage.broadcasts import Broadcast, BroadcastKind, BroadcastState
from storage.expected import Expected
from storage.organisers import Organiser

TEXT: Final = "announcement_text"  # what the next words are
KINDS: Final = (TEXT, scheduling.HOUR, scheduling.CONFIRMATION)
LONGEST_TEXT: Final = 3000  # characters: with what stands around it, it is one message


def open_draft(visit: Visit, organiser: Organiser) -> Broadcast:
    """Begin an announcement of which nothing is written yet."""
    return broadcasts.create_broadcast(
        visit.db,
        workshop_id=organiser.workshop_id,
        kind=BroadcastKind.ANNOUNCEMENT,
        made_by=organiser.id,
        state=BroadcastState.DRAFT,
        now=visit.now,
    )


def ask_for_text(visit: Visit, draft: Broadcast) -> None:
    scheduling.await_words(visit, draft, TEXT)
    visit.say(
        N_(
            "Please write the announcement, in at most {most} characters: your next message is its"
            " text. {cancel} leaves it for later."
        ),
        most=visit.words.number(LONGEST_TEXT),
        cancel=name_of(Verb.CANCEL, visit.words),
    )


def take_words(visit: Visit, awaited: Expected, written: str) -> None:
    """Take what was typed as what was asked for: the text, the hour, or the confirmation."""
    organiser = require(visit, Deed.ANNOUNCE)
    draft = broadcasts.find_broadcast(visit.db, broadcast_id=awaited.about["broadcast"])
    if draft is None or draft.state is not BroadcastState.DRAFT:
        expected.expect_nothing(visit.db, organiser_id=organiser.id)
        visit.say(
            N_("That announcement is no longer being written. {announce} shows all of them."),
            announce=name_of(Verb.ANNOUNCE, visit.words),
        )
        return
    match awaited.kind:
        case scheduling.HOUR:
            scheduling.take_hour(visit, draft, written)
        case scheduling.CONFIRMATION:
            scheduling.take_confirmation(visit, draft, written)
        case _:
            take_text(visit, draft, written)


def say_left(visit: Visit) -> None:
    """Say that nothing went out, and how to come back to what is written."""
    visit.say(
        N_("Nothing was sent. What you wrote is kept: {announce} goes on with it."),
        announce=name_of(Verb.ANNOUNCE, visit.words),
    )


def take_text(visit: Visit, draft: Broadcast, written: str) -> None:
    """Keep the text, and go on to for whom it is."""
    text = clean(written)
    if why := unfit(text, visit.words):
        visit.show(Note(plain(why)))
        return
    kept = replace(draft, text=text)
    broadcasts.save_draft(visit.db, kept)
    scheduling.await_nothing(visit, draft)
    audiences.put_audience(visit, kept)


def unfit(text: str, said: Words) -> str:
    """Say why this cannot be announced, "" where it can."""
    if not is_seen(text):
        return said.say(N_("There is nothing to read in that. Please write the announcement."))
    length = len(plain(text))  # as Telegram counts it, which has a longer way to write some signs
    if length > LONGEST_TEXT:
        return said.say(
            N_("That has {count} characters, and at most {most} fit. Please write it shorter."),
            count=said.number(length),
            most=said.number(LONGEST_TEXT),
        )
    return ""


def resume(visit: Visit, draft: Broadcast) -> None:
    """Go on where the announcement was left."""
    if draft.text is None:
        ask_for_text(visit, draft)
    else:
        audiences.put_audience(visit, draft)


def press(visit: Visit, draft: Broadcast, tap: AnnouncementTap) -> Toast | None:
    """Do what a button under an announcement that is being written says."""
    if tap.act != "sample":
        scheduling.await_nothing(visit, draft)
    match tap.act:
        case "new" | "resume":
            resume(visit, draft)
        case "text":
            ask_for_text(visit, draft)
        case "discard":
            _discard(visit, draft)
        case "preview" | "sample" | "now" | "now-at-night" | "evening" | "morning" | "at":
            return scheduling.press(visit, draft, tap)
        case _:
            return audiences.press(visit, draft, tap)
    return None


def _discard(visit: Visit, draft: Broadcast) -> None:
    scheduling.await_nothing(visit, draft)
    broadcasts.remove_broadcast(visit.db, broadcast_id=draft.id)
    visit.drop_buttons()
    visit.say(N_("The announcement is thrown away. Nothing was sent."))
