"""What a person can ask at any moment: which commands there are, with the ways out and to help."""

from bot.actions import offers
from bot.actions.roles import verbs_of
from bot.actions.safeguarding import safety
from bot.actions.visits import Visit
from bot.commands import COMMANDS, Verb, name_of
from bot.markup import bold, plain
from bot.render import Note
from bot.taps import ExitTap
from locales import N_


def put_help(visit: Visit) -> None:
    """Say what the bot can do, one command a line, with the way back to what is open."""
    of_team = verbs_of(visit.organiser.role) if visit.organiser else ()
    lines = [
        plain(
            visit.words.say(
                N_("{name}: {text}"),
                name=name_of(one.verb, visit.words),
                text=visit.words.say(one.about),
            )
        )
        for one in COMMANDS
        if not one.for_organisers or one.verb in of_team
    ]
    heading = visit.words.say(N_("You can write to me at any time:"))
    spoken = visit.words.say(
        N_("What you tell in your own words can also be a voice note of up to two minutes.")
    )
    html = "\n".join([bold(heading), *lines, "", plain(spoken)])
    leave = (visit.words.say(N_("Leave quickly")), ExitTap())
    visit.show(Note(html, (*offers.way_back(visit), safety.danger_button(visit), leave)))


def say_unknown_command(visit: Visit) -> None:
    sentence = N_("I do not know this command. {help} shows what I can do.")
    text = visit.words.say(sentence, help=name_of(Verb.HELP, visit.words))
    visit.show(Note(plain(text), offers.way_back(visit)))
