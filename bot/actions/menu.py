"""What a person can ask at any moment: help, privacy, what was told."""

from zoneinfo import ZoneInfo

from bot.actions import offers, safety
from bot.actions.visits import Visit
from bot.commands import COMMANDS, Verb, name_of
from bot.markup import bold, plain
from bot.render import Note
from bot.taps import ExitTap
from locales import N_
from storage import submissions, workshops
from storage.participants import Participant
from storage.submissions import Submission, SubmissionStatus

NAMING = ("title", "lesson")  # the questions whose answer a practice or a lesson is known by
SHOWN_NAME = 80  # characters
SHOWN_SUBMISSIONS = 20  # the newest; more would not be read on a phone


def put_help(visit: Visit) -> None:
    """Say what the bot can do, one command a line, with the way back to what is open."""
    lines = [
        plain(
            visit.words.say(
                N_("{name}: {text}"),
                name=name_of(one.verb, visit.words),
                text=visit.words.say(one.about),
            )
        )
        for one in COMMANDS
        if visit.organiser or not one.for_organisers
    ]
    heading = visit.words.say(N_("You can write to me at any time:"))
    html = "\n".join([bold(heading), *lines])
    leave = (visit.words.say(N_("Leave quickly")), ExitTap())
    visit.show(Note(html, (*offers.way_back(visit), safety.danger_button(visit), leave)))


def say_unknown_command(visit: Visit) -> None:
    sentence = N_("I do not know this command. {help} shows what I can do.")
    text = visit.words.say(sentence, help=name_of(Verb.HELP, visit.words))
    visit.show(Note(plain(text), offers.way_back(visit)))


def say_edits_change_nothing(visit: Visit) -> None:
    """Say how an answer is changed: an edited message changes none."""
    text = visit.words.say(
        N_("I saw that you edited a message. To change an answer, use Back or the review card.")
    )
    visit.show(Note(plain(text), offers.way_back(visit)))


def put_mine(visit: Visit, participant: Participant) -> None:
    """Show what this person told: what is begun, with a button to go on, and what was sent."""
    begun = offers.list_begun(visit, participant)[:SHOWN_SUBMISSIONS]
    sent = [
        one
        for one in submissions.list_submissions(visit.db, participant_id=participant.id)
        if one.status is SubmissionStatus.COMPLETED
    ][: -SHOWN_SUBMISSIONS - 1 : -1]
    if not begun and not sent:
        offers.put_menu(
            visit, N_("You have not told us anything yet. What would you like to tell us?")
        )
        return
    workshop = workshops.get_workshop(visit.db, workshop_id=participant.workshop_id)
    zone = ZoneInfo(workshop.zone)
    sections = [
        *_section(visit, N_("Begun"), [visit.title_of(one.form_version_id) for one in begun]),
        *_section(visit, N_("Sent"), [_sent_line(visit, one, zone) for one in sent]),
    ]
    visit.show(Note("\n\n".join(sections), tuple(offers.go_on_button(visit, one) for one in begun)))


def _section(visit: Visit, heading: str, lines: list[str]) -> list[str]:
    if not lines:
        return []
    items = [f"• {plain(line)}" for line in lines]
    return ["\n".join([bold(visit.words.say(heading)), *items])]


def _sent_line(visit: Visit, sent: Submission, zone: ZoneInfo) -> str:
    assert sent.completed_at is not None  # it is completed
    title = visit.title_of(sent.form_version_id)
    day = visit.words.day(sent.completed_at.astimezone(zone).date())
    answers = submissions.get_answers(visit.db, submission_id=sent.id)
    name = next((one.value for one in answers if one.name in NAMING), "")[:SHOWN_NAME]
    told = visit.words.say(N_("{name}: {text}"), name=title, text=name) if name else title
    return f"{told} ({day})"
