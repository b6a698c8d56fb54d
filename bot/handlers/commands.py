"""Commands, each with what it does."""

from collections.abc import Callable
from functools import partial

from bot.actions import digests, privacy
from bot.actions.arriving import stopping, welcome
from bot.actions.forms import listed, previewing
from bot.actions.organising.announcing import listed as announcements
from bot.actions.organising.digesting import settings
from bot.actions.organising.reviewing import deciding
from bot.actions.organising.team import downloads, factor, roster
from bot.actions.organising.waves import cards
from bot.actions.rights import clearing, erasing, own_data
from bot.actions.safeguarding import lines, safety
from bot.actions.table_mode import table_list
from bot.actions.telling import menu, mine, turns
from bot.actions.visits import Act
from bot.actions.wording import LESSON, PRACTICE
from bot.commands import Verb, verb_of
from bot.handlers.buttons import ActFor, beginning
from bot.handlers.gates import (
    for_participant,
    for_who_has_agreed,
    leaving_preview,
    leaving_words,
    preview_first,
    words_left_first,
)
from bot.taps import FormTap
from bot.updates import Command


def commanded(command: Command, act_for: ActFor) -> Act:
    """Return what the command does, in whichever language it was typed."""
    act = _act_of(command, act_for)
    return act if verb_of(command.name) in _ABOUT_WORDS else leaving_words(act)


def _act_of(command: Command, act_for: ActFor) -> Act:
    match verb_of(command.name):
        case None:
            return menu.say_unknown_command
        case Verb.START:
            return leaving_preview(lambda visit: stopping.start(visit, command.argument))
        case Verb.CODE:
            return lambda visit: factor.take_code(visit, command.argument, act_for)
        case verb:
            with_words = _WITH_WORDS.get(verb)
            return partial(with_words, written=command.argument) if with_words else _ACTS[verb]


_WITH_WORDS: dict[Verb, Callable[..., None]] = {
    Verb.LINES: lines.put_lines,
    Verb.ANNOUNCE: announcements.put_announcements,
    Verb.TEAM: roster.put_team,
}

_ABOUT_WORDS = (None, Verb.CANCEL, Verb.CODE)  # they take, or leave, what was asked for in writing

_ACTS: dict[Verb, Act] = {
    Verb.PRACTICE: beginning(FormTap(PRACTICE)),
    Verb.LESSON: beginning(FormTap(LESSON)),
    Verb.MINE: for_participant(mine.put_mine),
    Verb.TABLE: for_who_has_agreed(table_list.put_tables),
    Verb.CANCEL: words_left_first(preview_first(previewing.leave, for_participant(turns.cancel))),
    Verb.LANGUAGE: welcome.put_languages,
    Verb.HELP: menu.put_help,
    Verb.PRIVACY: privacy.put_privacy,
    Verb.EXPORT: own_data.send_all,
    Verb.STOP: stopping.stop,
    Verb.ERASE: erasing.ask_to_erase,
    Verb.EXIT: leaving_preview(clearing.leave_quickly),
    Verb.DANGER: safety.put_card,
    Verb.DIGEST: digests.put_digest,
    Verb.FORMS: listed.put_forms,
    Verb.DOWNLOAD: downloads.put_download,
    Verb.WAVE: cards.put_waves,
    Verb.REVIEW: leaving_preview(deciding.put_queue),
    Verb.SETTINGS: settings.put_settings,
}
