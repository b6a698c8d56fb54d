"""Who sent what, and which action takes it; nothing is decided or said here."""

from collections.abc import Callable
from typing import assert_never

from bot.actions import digests, groups, media, menu, turns, welcome
from bot.actions.visits import Act, Participant, Visit
from bot.actions.wording import LESSON, PRACTICE
from bot.attached import File, Location
from bot.commands import Verb, verb_of
from bot.render import press_of
from bot.taps import ConsentTap, EraseTap, FormTap, LanguageTap, ResumeTap, TurnTap, unpack
from bot.taps import Tap as Meaning
from bot.updates import (
    Command,
    Contact,
    Edited,
    GroupMessage,
    Membership,
    Other,
    Sent,
    Sticker,
    Tap,
    Text,
    Toast,
)
from conversations.inputs import Attachment, Input, Located, Typed
from locales import N_

ForParticipant = Callable[[Visit, Participant], Toast | None]


def act_for(sent: Sent) -> Act:  # noqa: C901, PLR0911 -- one case for each thing people send
    """Return the action that takes what was sent."""
    match sent:
        case Text(text):
            return answering(Typed(text))
        case Command():
            return commanded(sent)
        case Tap(data=data):
            return tapped(unpack(data))
        case File():
            return _for_participant(
                lambda visit, participant: media.take_file(visit, participant, sent)
            )
        case Location(latitude, longitude):
            return answering(Located(latitude, longitude))
        case Sticker() | Contact() | Other():
            return answering(Attachment())
        case Edited():
            return menu.say_edits_change_nothing
        case GroupMessage():
            return groups.leave_group
        case Membership():
            return lambda visit: groups.note_membership(visit, sent)
        case _:
            assert_never(sent)


def answering(came_in: Input) -> Act:
    return _for_participant(
        lambda visit, participant: turns.answer_open_question(visit, participant, came_in)
    )


def commanded(command: Command) -> Act:
    """Return what the command does, in whichever language it was typed."""
    match verb_of(command.name):
        case Verb.START:
            return lambda visit: welcome.start(visit, command.argument)
        case Verb.PRACTICE:
            return _beginning(FormTap(PRACTICE))
        case Verb.LESSON:
            return _beginning(FormTap(LESSON))
        case verb if verb in _FOR_PARTICIPANTS:
            return _for_participant(_FOR_PARTICIPANTS[verb])
        case verb if verb in _FOR_ALL:
            return _FOR_ALL[verb]
        case _:
            return menu.say_unknown_command


def tapped(meaning: Meaning | None) -> Act:  # noqa: PLR0911 -- one case for each button
    """Return what the button does; one that is forged or forgotten does nothing."""
    match meaning:
        case None:
            return lambda visit: Toast(visit.words.say(N_("This button no longer works.")))
        case LanguageTap():
            return lambda visit: welcome.choose_language(visit, meaning)
        case ConsentTap():
            return lambda visit: welcome.answer_consent(visit, meaning)
        case FormTap():
            return _beginning(meaning)
        case ResumeTap(conversation):
            return _for_participant(
                lambda visit, participant: turns.resume(visit, participant, conversation)
            )
        case EraseTap():
            return lambda visit: menu.erase(visit, meaning)
        case TurnTap():
            return _pressing(meaning)
        case _:
            assert_never(meaning)


def _beginning(tap: FormTap) -> Act:
    return _for_participant(lambda visit, participant: turns.begin_form(visit, participant, tap))


def _pressing(tap: TurnTap) -> Act:
    return _for_participant(
        lambda visit, participant: turns.press(visit, participant, tap.conversation, press_of(tap))
    )


def _for_participant(act: ForParticipant) -> Act:
    """Let those act who have agreed; the others are put what comes first."""

    def acting(visit: Visit) -> Toast | None:
        participant = welcome.may_answer(visit)
        return act(visit, participant) if participant else None

    return acting


_FOR_PARTICIPANTS: dict[Verb | None, ForParticipant] = {
    Verb.MINE: menu.put_mine,
    Verb.CANCEL: turns.cancel,
}
_FOR_ALL: dict[Verb | None, Act] = {
    Verb.LANGUAGE: welcome.put_languages,
    Verb.HELP: menu.put_help,
    Verb.PRIVACY: menu.put_privacy,
    Verb.ERASE: menu.ask_to_erase,
    Verb.DIGEST: digests.put_digest,
}
