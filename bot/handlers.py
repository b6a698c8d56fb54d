"""Who sent what, and which action takes it; nothing is decided or said here."""

from collections.abc import Callable
from typing import assert_never

from bot.actions import digests, groups, privacy
from bot.actions.arriving import agreeing, permissions, stopping, welcome
from bot.actions.forms import drafts, listed, previewing
from bot.actions.forms.previewing import Preview
from bot.actions.incoming import edits, heard, media
from bot.actions.rights import clearing, erasing, own_data
from bot.actions.safeguarding import lines, safety
from bot.actions.table_mode import table_list, tables
from bot.actions.telling import captures, comments, memberships, menu, mine, mine_card, turns
from bot.actions.visits import Act, Participant, Visit
from bot.actions.wording import LESSON, PRACTICE
from bot.attached import File, Location
from bot.commands import Verb, verb_of
from bot.keyboards import press_of
from bot.packing import unpack
from bot.taps import (
    AgeTap,
    AgreementTap,
    CaptureTap,
    ConsentTap,
    DangerTap,
    DraftTap,
    EraseTap,
    ExitTap,
    FormTap,
    LanguageTap,
    LineTap,
    ListedFormTap,
    MineTap,
    OrganiserTap,
    PermissionsTap,
    PermitTap,
    PreviewTap,
    ResumeTap,
    TableTap,
    TurnTap,
    VersionTap,
    VoiceTap,
)
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
ForPreview = Callable[[Visit, Preview], Toast | None]


def act_for(sent: Sent) -> Act:  # noqa: C901, PLR0911 -- one case for each thing people send
    """Return the action that takes what was sent."""
    match sent:
        case Text(text):
            return lambda visit: answering(Typed(text, visit.came.message_id or 0))(visit)
        case Command():
            return commanded(sent)
        case Tap(data=data):
            return tapped(unpack(data))
        case File():
            return lambda visit: media.receive_file(visit, sent)
        case Location(latitude, longitude):
            return answering(Located(latitude, longitude))
        case Sticker() | Contact() | Other():
            return answering(Attachment())
        case Edited(text):
            return correcting(text)
        case GroupMessage():
            return groups.leave_group
        case Membership():
            return lambda visit: groups.note_membership(visit, sent)
        case _:
            assert_never(sent)


def answering(came_in: Input) -> Act:
    return _trying(
        lambda visit, tried: previewing.take(visit, tried, came_in),
        _for_participant(lambda visit, participant: _answer(visit, participant, came_in)),
    )


def _answer(visit: Visit, participant: Participant, came_in: Input) -> Toast | None:
    if isinstance(came_in, Typed) and heard.take_correction(visit, came_in.text):
        return None
    return captures.answer_or_keep(visit, participant, came_in)


def correcting(text: str) -> Act:
    """Return what takes the other words of a message that was edited."""
    return lambda visit: _trying(
        lambda _, tried: previewing.take(visit, tried, edits.read(visit, text)),
        lambda _: edits.take_edit(visit, text),
    )(visit)


def commanded(command: Command) -> Act:  # noqa: PLR0911 -- one case for each command
    """Return what the command does, in whichever language it was typed."""
    match verb_of(command.name):
        case Verb.START:
            return _leaving_preview(lambda visit: stopping.start(visit, command.argument))
        case Verb.PRACTICE:
            return _beginning(FormTap(PRACTICE))
        case Verb.LESSON:
            return _beginning(FormTap(LESSON))
        case Verb.CANCEL:
            return _trying(previewing.leave, _for_participant(turns.cancel))
        case Verb.LINES:
            return lambda visit: lines.put_lines(visit, command.argument)
        case Verb.MINE:
            return _for_participant(mine.put_mine)
        case verb if verb in _FOR_ALL:
            return _FOR_ALL[verb]
        case _:
            return menu.say_unknown_command


def tapped(meaning: Meaning | None) -> Act:  # noqa: C901, PLR0911, PLR0912 -- one case for each button
    """Return what the button does; one that is forged or forgotten does nothing."""
    match meaning:
        case None:
            return lambda visit: Toast(visit.words.say(N_("This button no longer works.")))
        case LanguageTap() | AgeTap() | ConsentTap() | PermissionsTap() | PermitTap():
            return agreeing_to(meaning)
        case FormTap():
            return _beginning(meaning)
        case ResumeTap(conversation):
            return _there(
                lambda visit: memberships.at_conversation(visit, conversation),
                lambda visit, participant: turns.resume(visit, participant, conversation),
            )
        case MineTap():
            return _there(
                lambda visit: memberships.at_told(visit, meaning),
                lambda visit, participant: mine_card.press(visit, participant, meaning),
            )
        case CaptureTap():
            return _there(
                lambda visit: memberships.at_capture(visit, meaning.capture),
                lambda visit, participant: captures.press(visit, participant, meaning),
            )
        case EraseTap():
            return lambda visit: erasing.erase(visit, meaning)
        case ExitTap():
            return _leaving_preview(clearing.leave_quickly)
        case DangerTap():
            return safety.put_card
        case TableTap():
            act = comments.begin if meaning.act == "add" else tables.press
            return _there(
                lambda visit: memberships.at_workshop_of(visit, meaning.submission),
                lambda visit, participant: act(visit, participant, meaning),
            )
        case VoiceTap():
            return lambda visit: heard.press(visit, meaning)
        case TurnTap():
            return _pressing(meaning)
        case LineTap() | ListedFormTap() | VersionTap() | DraftTap() | PreviewTap():
            return organising(meaning)
        case _:
            assert_never(meaning)


def agreeing_to(tap: AgreementTap) -> Act:
    """Return what a button does by which somebody arrives, agrees, or takes it back."""
    match tap:
        case LanguageTap():
            return lambda visit: welcome.choose_language(visit, tap)
        case AgeTap():
            return lambda visit: agreeing.answer_age(visit, tap, act_for)
        case ConsentTap():
            return lambda visit: agreeing.answer_consent(visit, tap, act_for)
        case PermissionsTap():
            return permissions.put_permissions
        case PermitTap():
            return lambda visit: permissions.press(visit, tap)
        case _:
            assert_never(tap)


def organising(tap: OrganiserTap) -> Act:
    """Return what a button does which only organisers have."""
    match tap:
        case LineTap():
            return lambda visit: lines.press(visit, tap)
        case ListedFormTap():
            return lambda visit: listed.press(visit, tap)
        case VersionTap():
            return lambda visit: listed.press_version(visit, tap)
        case DraftTap():
            return lambda visit: drafts.press(visit, tap)
        case PreviewTap():
            return lambda visit: previewing.press(visit, tap)
        case _:
            assert_never(tap)


def _beginning(tap: FormTap) -> Act:
    return _there(
        lambda visit: memberships.at_participant(visit, tap.participant),
        lambda visit, participant: turns.begin_form(visit, participant, tap),
    )


def _there(go: Callable[[Visit], Visit], act: ForParticipant) -> Act:
    """Do it in the workshop to which the button belongs, which may be another one of this chat."""
    acting = _for_participant(act)
    return _leaving_preview(lambda visit: acting(go(visit)))


def _pressing(tap: TurnTap) -> Act:
    """Return what takes a button under a question, of a preview or of a conversation."""
    came_in = press_of(tap)
    told = _there(
        lambda visit: memberships.at_conversation(visit, tap.conversation),
        lambda visit, participant: turns.press(visit, participant, tap.conversation, came_in),
    )

    def acting(visit: Visit) -> Toast | None:
        heard.put_correction_aside(visit)
        if visit.organiser is None:
            return told(visit)
        if previewing.is_of_preview(visit, tap.conversation):
            return previewing.press_question(visit, tap.conversation, came_in)
        return told(visit)

    return acting


def _leaving_preview(act: Act) -> Act:
    """End a preview before the person goes on with something of their own."""

    def acting(visit: Visit) -> Toast | None:
        previewing.put_aside(visit)
        return act(visit)

    return acting


def _trying(take: ForPreview, otherwise: Act) -> Act:
    """Let what comes go to the preview that is open in this chat, where there is one."""

    def acting(visit: Visit) -> Toast | None:
        tried = previewing.find_open(visit)
        return take(visit, tried) if tried else otherwise(visit)

    return acting


def _for_participant(act: ForParticipant) -> Act:
    """Let those act who have agreed; the others are put what comes first."""

    def acting(visit: Visit) -> Toast | None:
        participant = welcome.may_answer(visit)
        return act(visit, participant) if participant else None

    return acting


def _for_who_has_agreed(act: Act) -> Act:
    """Let also organisers act, and strangers hear why not; who has not agreed reads of nobody."""

    def acting(visit: Visit) -> Toast | None:
        is_guest = visit.participant is None or visit.organiser is not None
        return act(visit) if is_guest or welcome.may_answer(visit) else None

    return acting


_FOR_ALL: dict[Verb | None, Act] = {
    Verb.LANGUAGE: welcome.put_languages,
    Verb.HELP: menu.put_help,
    Verb.PRIVACY: privacy.put_privacy,
    Verb.EXPORT: own_data.send_all,
    Verb.STOP: stopping.stop,
    Verb.ERASE: erasing.ask_to_erase,
    Verb.EXIT: _leaving_preview(clearing.leave_quickly),
    Verb.DIGEST: digests.put_digest,
    Verb.FORMS: listed.put_forms,
    Verb.DANGER: safety.put_card,
    Verb.TABLE: _for_who_has_agreed(table_list.put_tables),
}
