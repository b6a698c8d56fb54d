"""Buttons, each with what it does: one case a class of `bot.taps`."""

from collections.abc import Callable
from typing import assert_never

from bot.actions.arriving import agreeing, permissions, stopping, welcome
from bot.actions.forms import drafts, listed, previewing
from bot.actions.incoming import heard
from bot.actions.organising.announcing import listed as announcements
from bot.actions.organising.announcing import reminding
from bot.actions.organising.digesting import reading
from bot.actions.organising.digesting import settings as digest_settings
from bot.actions.organising.reviewing import deciding
from bot.actions.organising.team import downloads, erasing_others, links, roster
from bot.actions.organising.waves import answers as wave_answers
from bot.actions.organising.waves import cards
from bot.actions.rights import clearing, erasing
from bot.actions.safeguarding import lines, safety
from bot.actions.table_mode import tables
from bot.actions.telling import asked_back, captures, comments, memberships, mine_card, turns
from bot.actions.visits import Act, Visit
from bot.handlers.gates import in_its_workshop, leaving_preview
from bot.keyboards import press_of
from bot.taps import (
    AgeTap,
    AgreementTap,
    AnnouncementTap,
    AnnouncingTap,
    AskedTap,
    BroadcastTap,
    CaptureTap,
    ConsentTap,
    DailyTap,
    DangerTap,
    DigestTap,
    DownloadTap,
    DraftTap,
    EraseOthersTap,
    EraseTap,
    ExitTap,
    FormsTap,
    FormTap,
    LanguageTap,
    LineTap,
    ListedFormTap,
    MemberRoleTap,
    MemberTap,
    MineTap,
    OrganiserTap,
    PermissionsTap,
    PermitTap,
    PreviewTap,
    QuestionTap,
    ReadTap,
    RemindTap,
    ResumeTap,
    ReviewTap,
    SafetyTap,
    StageTap,
    StopTap,
    TableTap,
    Tap,
    TeamLinkTap,
    TeamTap,
    ToldTap,
    TurnTap,
    VersionTap,
    VoiceTap,
    WaveCardTap,
    WaveTap,
)
from bot.updates import Sent, Toast

ActFor = Callable[[Sent], Act]


def tapped(tap: Tap | None, act_for: ActFor) -> Act:
    """Return what the button does; one that is forged or forgotten does nothing.

    `act_for` is for what somebody sent before they agreed: it is taken once they have.
    """
    match tap:
        case None:
            return Visit.no_longer
        case TurnTap():
            return _pressing(tap)
        case LanguageTap() | AgeTap() | ConsentTap() | PermissionsTap() | PermitTap():
            return _agreeing(tap, act_for)
        case QuestionTap() | WaveTap() | StageTap():
            return _asked(tap)
        case DangerTap() | EraseTap() | ExitTap() | StopTap():
            return _keeping_safe(tap)
        case _:
            return _telling(tap) if isinstance(tap, ToldTap) else _organising(tap)


def beginning(tap: FormTap) -> Act:
    """Return what begins a form, by a button or by a command."""
    return in_its_workshop(
        lambda visit: memberships.at_participant(visit, tap.participant),
        lambda visit, participant: turns.begin_form(visit, participant, tap),
    )


def _pressing(tap: TurnTap) -> Act:
    """Return what takes a button under a question, of a preview or of a conversation."""
    came_in = press_of(tap)
    told = in_its_workshop(
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


def _agreeing(tap: AgreementTap, act_for: ActFor) -> Act:
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


def _telling(tap: ToldTap) -> Act:
    """Return what a button does under something that somebody tells, or told."""
    match tap:
        case FormTap():
            return beginning(tap)
        case ResumeTap(conversation):
            return in_its_workshop(
                lambda visit: memberships.at_conversation(visit, conversation),
                lambda visit, participant: turns.resume(visit, participant, conversation),
            )
        case MineTap():
            return in_its_workshop(
                lambda visit: memberships.at_told(visit, tap),
                lambda visit, participant: mine_card.press(visit, participant, tap),
            )
        case CaptureTap():
            return in_its_workshop(
                lambda visit: memberships.at_capture(visit, tap.capture),
                lambda visit, participant: captures.press(visit, participant, tap),
            )
        case TableTap():
            act = comments.begin if tap.act == "add" else tables.press
            return in_its_workshop(
                lambda visit: memberships.at_workshop_of(visit, tap.submission),
                lambda visit, participant: act(visit, participant, tap),
            )
        case VoiceTap():
            return lambda visit: heard.press(visit, tap)
        case _:
            assert_never(tap)


def _asked(tap: QuestionTap | AskedTap) -> Act:
    """Return what a button does by which somebody answers what the team asks them."""
    match tap:
        case QuestionTap():
            return _asked_back(tap)
        case _:
            return in_its_workshop(
                lambda visit: wave_answers.at_member(visit, tap.member),
                lambda visit, participant: wave_answers.press(visit, participant, tap),
            )


def _asked_back(tap: QuestionTap) -> Act:
    """Return what a button does under something that the organisers ask an author."""
    return in_its_workshop(
        lambda visit: memberships.at_question(visit, tap.question),
        lambda visit, participant: asked_back.press(visit, participant, tap),
    )


def _keeping_safe(tap: SafetyTap) -> Act:
    """Return what a button does that serves everybody, whatever they have agreed to."""
    match tap:
        case DangerTap():
            return safety.put_card
        case EraseTap():
            return lambda visit: erasing.erase(visit, tap)
        case ExitTap():
            return leaving_preview(clearing.leave_quickly)
        case StopTap():
            return stopping.stop
        case _:
            assert_never(tap)


def _running_team(tap: TeamTap) -> Act:
    """Return what a button does that only some of the team may press."""
    match tap:
        case TeamLinkTap():
            return lambda visit: links.press(visit, tap)
        case MemberTap():
            return lambda visit: roster.press_member(visit, tap)
        case MemberRoleTap():
            return lambda visit: roster.press_role(visit, tap)
        case DownloadTap():
            return lambda visit: downloads.press(visit, tap)
        case EraseOthersTap():
            return lambda visit: erasing_others.press(visit, tap)
        case _:
            assert_never(tap)


def _organising(tap: OrganiserTap) -> Act:
    """Return what a button does which only the team has."""
    match tap:
        case ReviewTap():
            return leaving_preview(lambda visit: deciding.press(visit, tap))
        case LineTap() | WaveCardTap():
            return _with_people(tap)
        case ListedFormTap() | VersionTap() | DraftTap() | PreviewTap():
            return _with_forms(tap)
        case AnnouncementTap() | BroadcastTap() | RemindTap():
            return _announcing(tap)
        case DigestTap() | ReadTap():
            return _daily(tap)
        case TeamLinkTap() | MemberTap() | MemberRoleTap() | DownloadTap() | EraseOthersTap():
            return _running_team(tap)
        case _:
            assert_never(tap)


def _with_people(tap: LineTap | WaveCardTap) -> Act:
    """Return what a button does about where people call, or what they are asked afterwards."""
    match tap:
        case LineTap():
            return lambda visit: lines.press(visit, tap)
        case WaveCardTap():
            return lambda visit: cards.press(visit, tap)
        case _:
            assert_never(tap)


def _with_forms(tap: FormsTap) -> Act:
    """Return what a button does with the forms of a workshop."""
    match tap:
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


def _announcing(tap: AnnouncingTap) -> Act:
    """Return what a button does by which organisers write to many."""
    match tap:
        case AnnouncementTap():
            return lambda visit: announcements.press(visit, tap)
        case BroadcastTap():
            return lambda visit: announcements.press_broadcast(visit, tap)
        case RemindTap():
            return lambda visit: reminding.press(visit, tap)
        case _:
            assert_never(tap)


def _daily(tap: DailyTap) -> Act:
    """Return what a button does under a digest, or in its settings."""
    match tap:
        case DigestTap():
            return lambda visit: digest_settings.press(visit, tap)
        case ReadTap():
            return lambda visit: reading.press(visit, tap)
        case _:
            assert_never(tap)
