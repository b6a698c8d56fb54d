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


def put_privacy(visit: Visit) -> None:
    """Say who reads what, and what is kept; to anybody who asks."""
    title = _workshop_title(visit)
    heading = N_("<b>Who reads your answers in “{title}”</b>")
    paragraphs = (
        heading if title else N_("<b>Who reads your answers</b>"),
        N_(
            "The organising team reads all you send. For each practice and each lesson you choose"
            " who else may read it: participants, anyone with or without your organisation's"
            " name, or nobody."
        ),
        N_(
            "I keep your answers, the photos and files that you send as answers, your language, your"
            " country and the number of this chat. I do not keep your Telegram name, your phone"
            " number or your profile picture."
        ),
        N_(
            "On our side all that you write and send is stored encrypted. On its way Telegram could"
            " read it: chats with bots are not end-to-end encrypted."
        ),
        N_("{mine} lists what you told. {erase} erases all of it at once."),
    )
    names = {
        "title": plain(title),
        "mine": name_of(Verb.MINE, visit.words),
        "erase": name_of(Verb.ERASE, visit.words),
    }
    html = "\n\n".join(visit.words.say(one, **names) for one in paragraphs)
    visit.show(Note(html, offers.way_back(visit)))


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


def _workshop_title(visit: Visit) -> str:
    known = visit.participant or visit.organiser
    if known is None:
        return ""
    return workshops.get_workshop(visit.db, workshop_id=known.workshop_id).title


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
