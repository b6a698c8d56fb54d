"""What buttons mean when they are tapped: each is a small value of its own.

How they travel, and are read back, stands in `packing`; what each does, in `handlers.buttons`.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Act = Literal[
    "choose", "done", "skip", "back", "change", "send", "page", "replace", "keep",
    "show-all", "start-over", "day", "month", "blank",
    "add", "go-on", "instances", "instance", "revise", "offer-removal", "remove",
    "rewrite", "for-organisers", "leave-it", "keep-disclosure", "drop-disclosure",
]  # fmt: skip
Age = Literal["adult", "minor"]
PermitAct = Literal["allow", "take-back"]
Purpose = Literal["workshop", "follow_up", "publication"]
MineAct = Literal[
    "list", "card", "read", "change", "share", "discard", "withdraw", "withdrawn", "workshop"
]
CaptureAct = Literal["show", "practice", "lesson", "note", "discard"]
VoiceAct = Literal["use", "use-with-voice", "correct", "voice-only"]
TableAct = Literal["show", "keep", "confirm", "add"]
QuestionAct = Literal["answer", "change", "later"]
ReviewAct = Literal[
    "queue", "open", "publish", "seen", "later", "undo", "ask", "merge", "into", "redact",
    "passage", "take-out",
]  # fmt: skip
EraseAct = Literal["ask", "one", "all", "told", "no"]
LineAct = Literal["right", "none"]
FormAct = Literal["versions", "stop", "ask"]
VersionAct = Literal["workbook", "preview"]
DraftAct = Literal["show", "preview", "publish", "confirm", "discard"]
AnnouncementAct = Literal[
    "new", "resume", "text", "audience", "countries", "tables", "languages", "states", "toggle",
    "everybody", "preview", "sample", "now", "now-at-night", "evening", "morning", "at", "discard",
]  # fmt: skip
Delay = Literal["today", "tomorrow", "monday"]
WaveAct = Literal["begin", "today", "tomorrow", "monday", "refuse"]  # Delay among them
WaveCardAct = Literal[
    "list", "card", "panel", "day-earlier", "day-later", "week-earlier", "week-later", "hours",
    "now", "now-sure", "pause", "resume", "close", "close-sure", "cancel", "cancel-sure",
]  # fmt: skip
WaveStage = Literal["in_use", "not_yet", "dropped"]
BroadcastAct = Literal["show", "cancel", "pause", "go-on", "stop", "again"]
RemindAct = Literal["countries", "ask", "send"]
DigestAct = Literal[
    "day", "week", "off", "on", "show", "hours", "hour", "zones", "zone", "weekdays", "weekday",
    "empty", "notices", "targets", "form", "target",
]  # fmt: skip
PreviewAct = Literal["values", "leave", "es", "fr", "en", "pt"]  # or a language to go on in

TeamRole = Literal["owner", "organiser", "viewer", "facilitator"]
MemberAct = Literal["team", "show", "hand-over", "handed-over", "remove", "removed", "reset"]
DownloadAct = Literal["workbook", "tables"]
OthersAct = Literal["ask", "one", "all", "one-surely", "all-surely", "no"]


@dataclass(frozen=True, slots=True)
class TurnTap:
    """A button under what was put at `turn` of a conversation; `number` is its choice or page."""

    conversation: int
    turn: int
    act: Act
    number: int = 0


@dataclass(frozen=True, slots=True)
class LanguageTap:
    language: str


@dataclass(frozen=True, slots=True)
class AgeTap:
    age: Age


@dataclass(frozen=True, slots=True)
class ConsentTap:
    """Agreement to, or refusal of, the text with the id `text_id`."""

    agrees: bool
    text_id: str


@dataclass(frozen=True, slots=True)
class PermissionsTap:
    """Show what this person allows."""


@dataclass(frozen=True, slots=True)
class PermitTap:
    """Allow something, or take it back, as it stood when consent `seen` was the last word on it."""

    act: PermitAct
    purpose: Purpose
    submission: int
    seen: int


@dataclass(frozen=True, slots=True)
class FormTap:
    """Begin a form; with `afresh` what was begun before is put aside.

    `participant` tells in which workshop, 0 where that is left open.
    """

    form_id: str
    afresh: bool = False
    participant: int = 0


@dataclass(frozen=True, slots=True)
class ResumeTap:
    conversation: int


@dataclass(frozen=True, slots=True)
class MineTap:
    """Something done with what one told; `id` is its submission, for "workshop" a participant."""

    act: MineAct
    id: int = 0


@dataclass(frozen=True, slots=True)
class CaptureTap:
    """What something is that was sent outside of every conversation."""

    act: CaptureAct
    capture: int


@dataclass(frozen=True, slots=True)
class VoiceTap:
    """What a speaker decides about the text that was understood of a voice note."""

    act: VoiceAct
    file: int


@dataclass(frozen=True, slots=True)
class TableTap:
    """Something done at a table with a contribution, as it stood in this revision."""

    act: TableAct
    submission: int
    revision: int


@dataclass(frozen=True, slots=True)
class WaveTap:
    """What somebody says to being asked in a wave; `member` is where they stand in it."""

    act: WaveAct
    member: int


@dataclass(frozen=True, slots=True)
class WaveCardTap:
    """Something an organiser looks at or changes of a wave."""

    act: WaveCardAct
    wave: int


@dataclass(frozen=True, slots=True)
class StageTap:
    """The one answer of somebody who told nothing in a wave, about a practice they chose."""

    stage: WaveStage
    member: int
    adoption: int


@dataclass(frozen=True, slots=True)
class QuestionTap:
    """What an author does about something that the organisers ask about theirs."""

    act: QuestionAct
    question: int


@dataclass(frozen=True, slots=True)
class ReviewTap:
    """Something an organiser does with a contribution, as it stood in this revision.

    `other` is the one that it may go into, for "passage" the number of an answer.
    """

    act: ReviewAct
    submission: int
    revision: int
    other: int = 0


@dataclass(frozen=True, slots=True)
class EraseTap:
    """Something about erasure, of the participant with this id: to be asked, or to answer that.

    "one" erases what was told in this participant's workshop, "all" in every one of the chat, and
    "told" one submission alone: then the id is its own.
    """

    act: EraseAct
    of: int


@dataclass(frozen=True, slots=True)
class ExitTap:
    """Leave quickly: nothing of the conversation is to stay on the screen."""


@dataclass(frozen=True, slots=True)
class StopTap:
    """No more messages but replies, as with the command."""


@dataclass(frozen=True, slots=True)
class DangerTap:
    """Somebody is in danger: say where to call."""


@dataclass(frozen=True, slots=True)
class LineTap:
    """What an organiser of this workshop says of the hotline proposed for a country."""

    act: LineAct
    country: str
    workshop: int


@dataclass(frozen=True, slots=True)
class ListedFormTap:
    """Something an organiser does with a form of the workshop; `form` is the id of its row."""

    act: FormAct
    form: int


@dataclass(frozen=True, slots=True)
class VersionTap:
    """Something an organiser does with one published version of a form."""

    act: VersionAct
    version: int


@dataclass(frozen=True, slots=True)
class DraftTap:
    """Something an organiser does with a workbook that was sent, as it was shown last."""

    act: DraftAct
    draft: int


@dataclass(frozen=True, slots=True)
class PreviewTap:
    """Something an organiser does beside the questions of a preview."""

    act: PreviewAct
    preview: int


@dataclass(frozen=True, slots=True)
class AnnouncementTap:
    """Something an organiser does with an announcement that is being written.

    `option` is a sign of what is marked or unmarked, as a country, where that is done.
    """

    act: AnnouncementAct
    broadcast: int = 0
    option: int = 0


@dataclass(frozen=True, slots=True)
class BroadcastTap:
    """Something an organiser does with what is planned, goes out, or has gone out."""

    act: BroadcastAct
    broadcast: int


@dataclass(frozen=True, slots=True)
class RemindTap:
    """Remind those of a country who sent nothing yet; "countries" asks which, and names none."""

    act: RemindAct
    country: str
    workshop: int


@dataclass(frozen=True, slots=True)
class DigestTap:
    """Something an organiser sets about their digest; `number` is the place or value chosen."""

    act: DigestAct
    workshop: int
    number: int


@dataclass(frozen=True, slots=True)
class ReadTap:
    """Read what came in after `since` and up to `until`, in microseconds; 0 is the beginning."""

    workshop: int
    since: int
    until: int
    page: int


@dataclass(frozen=True, slots=True)
class TeamLinkTap:
    """Make a link for a role; the table is the one where the participant `seat` sits, 0 for none."""

    role: TeamRole
    workshop: int
    seat: int


@dataclass(frozen=True, slots=True)
class MemberTap:
    """Something an owner does with somebody in the team."""

    act: MemberAct
    member: int


@dataclass(frozen=True, slots=True)
class MemberRoleTap:
    """Give somebody in the team another role; `seat` as for a link."""

    role: TeamRole
    member: int
    seat: int


@dataclass(frozen=True, slots=True)
class DownloadTap:
    """Let the answers of a workshop be sent as a file."""

    act: DownloadAct
    workshop: int


@dataclass(frozen=True, slots=True)
class EraseOthersTap:
    """Erase what somebody else told: this submission, or "all" that its author told here."""

    act: OthersAct
    submission: int


AgreementTap: TypeAlias = LanguageTap | AgeTap | ConsentTap | PermissionsTap | PermitTap
AskedTap: TypeAlias = WaveTap | StageTap
ToldTap: TypeAlias = FormTap | ResumeTap | MineTap | CaptureTap | VoiceTap | TableTap
SafetyTap: TypeAlias = DangerTap | EraseTap | ExitTap | StopTap
AnnouncingTap: TypeAlias = AnnouncementTap | BroadcastTap | RemindTap
FormsTap: TypeAlias = ListedFormTap | VersionTap | DraftTap | PreviewTap
DailyTap: TypeAlias = DigestTap | ReadTap
TeamTap: TypeAlias = TeamLinkTap | MemberTap | MemberRoleTap | DownloadTap | EraseOthersTap
OrganiserTap: TypeAlias = (
    WaveCardTap | ReviewTap | LineTap | FormsTap | AnnouncingTap | DailyTap | TeamTap
)
Tap: TypeAlias = (
    TurnTap | AgreementTap | ToldTap | QuestionTap | AskedTap | SafetyTap | OrganiserTap
)
