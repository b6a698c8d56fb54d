"""What buttons say when they are tapped: typed, bounded, and never trusted.

A button's data comes back from outside and may be old or forged, so it is read in this one place
and gives a value of ours or nothing. Whether it may still do anything is for the action to decide.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast, get_args

from locales import LANGUAGES

MAX_BYTES = 64  # Telegram's limit of `callback_data`
MAX_ID = (1 << 63) - 1  # what the database keeps as an id
MAX_DIGITS = 13  # of MAX_ID in base 36

Act = Literal[
    "choose", "done", "skip", "back", "change", "send", "page", "replace", "keep",
    "show-all", "start-over", "day", "month", "blank",
    "add", "go-on", "instances", "instance", "revise", "offer-removal", "remove",
    "rewrite", "for-organisers", "leave-it", "keep-disclosure", "drop-disclosure",
]  # fmt: skip
_LETTERS: dict[Act, str] = {
    "choose": "c", "done": "d", "skip": "s", "back": "b", "change": "g",
    "send": "e", "page": "p", "replace": "r", "keep": "k",
    "show-all": "l", "start-over": "t", "day": "y", "month": "m", "blank": "h",
    "add": "a", "go-on": "w", "instances": "i", "instance": "n", "revise": "v",
    "offer-removal": "o", "remove": "x", "rewrite": "f", "for-organisers": "z",
    "leave-it": "u", "keep-disclosure": "j", "drop-disclosure": "q",
}  # fmt: skip
EraseAct = Literal["ask", "one", "all", "told", "no"]
FormAct = Literal["versions", "stop", "ask"]
VersionAct = Literal["workbook", "preview"]
MineAct = Literal[
    "list", "card", "read", "change", "share", "discard", "withdraw", "withdrawn", "workshop"
]
CaptureAct = Literal["show", "practice", "lesson", "note", "discard"]
DraftAct = Literal["show", "preview", "publish", "confirm", "discard"]
LineAct = Literal["right", "none"]
PermitAct = Literal["allow", "take-back"]
Age = Literal["adult", "minor"]
Purpose = Literal["workshop", "follow_up", "publication"]
VoiceAct = Literal["use", "use-with-voice", "correct", "voice-only"]
TableAct = Literal["show", "keep", "confirm", "add"]
PREVIEW_ACTS = ("values", "leave", *LANGUAGES)
_ACTS: dict[str, Act] = {letter: act for act, letter in _LETTERS.items()}
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class TurnTap:
    """A button under what was put at `turn` of a conversation; `number` is its choice or page."""

    conversation: int
    turn: int
    act: Act
    number: int = 0

    def pack(self) -> str:
        parts = (_base36(self.conversation), _base36(self.turn), _base36(self.number))
        return ":".join((_LETTERS[self.act], *parts))


@dataclass(frozen=True, slots=True)
class LanguageTap:
    language: str

    def pack(self) -> str:
        return f"language:{self.language}"


@dataclass(frozen=True, slots=True)
class ConsentTap:
    """Agreement to, or refusal of, the text with the id `text_id`."""

    agrees: bool
    text_id: str

    def pack(self) -> str:
        return f"consent:{'yes' if self.agrees else 'no'}:{self.text_id}"


@dataclass(frozen=True, slots=True)
class AgeTap:
    age: Age

    def pack(self) -> str:
        return f"age:{self.age}"


@dataclass(frozen=True, slots=True)
class PermissionsTap:
    """Show what this person allows."""

    def pack(self) -> str:
        return "permissions"


@dataclass(frozen=True, slots=True)
class PermitTap:
    """Allow something, or take it back, as it stood when consent `seen` was the last word on it."""

    act: PermitAct
    purpose: Purpose
    submission: int
    seen: int

    def pack(self) -> str:
        of = (_base36(self.submission), _base36(self.seen))
        return ":".join(("permit", self.act, self.purpose, *of))


@dataclass(frozen=True, slots=True)
class FormTap:
    """Begin a form; with `afresh` what was begun before is put aside.

    `participant` tells in which workshop, 0 where that is left open.
    """

    form_id: str
    afresh: bool = False
    participant: int = 0

    def pack(self) -> str:
        begins = f"{'afresh' if self.afresh else 'begin'}:{self.form_id}"
        whole = f"{begins}:{_base36(self.participant)}"
        return whole if self.participant and len(whole.encode()) <= MAX_BYTES else begins


@dataclass(frozen=True, slots=True)
class ResumeTap:
    conversation: int

    def pack(self) -> str:
        return f"resume:{_base36(self.conversation)}"


@dataclass(frozen=True, slots=True)
class MineTap:
    """Something done with what one told; `id` is its submission, for "workshop" a participant."""

    act: MineAct
    id: int = 0

    def pack(self) -> str:
        return f"mine:{self.act}:{_base36(self.id)}"


@dataclass(frozen=True, slots=True)
class CaptureTap:
    """What something is that was sent outside of every conversation."""

    act: CaptureAct
    capture: int

    def pack(self) -> str:
        return f"capture:{self.act}:{_base36(self.capture)}"


@dataclass(frozen=True, slots=True)
class EraseTap:
    """Something about erasure, of the participant with this id: to be asked, or to answer that.

    "one" erases what was told in this participant's workshop, "all" in every one of the chat, and
    "told" one submission alone: then the id is its own.
    """

    act: EraseAct
    of: int

    def pack(self) -> str:
        return f"erase:{self.act}:{_base36(self.of)}"


@dataclass(frozen=True, slots=True)
class ExitTap:
    """Leave quickly: nothing of the conversation is to stay on the screen."""

    def pack(self) -> str:
        return "exit"


@dataclass(frozen=True, slots=True)
class ListedFormTap:
    """Something an organiser does with a form of the workshop; `form` is the id of its row."""

    act: FormAct
    form: int

    def pack(self) -> str:
        return f"form:{self.act}:{_base36(self.form)}"


@dataclass(frozen=True, slots=True)
class VersionTap:
    """Something an organiser does with one published version of a form."""

    act: VersionAct
    version: int

    def pack(self) -> str:
        return f"version:{self.act}:{_base36(self.version)}"


@dataclass(frozen=True, slots=True)
class DraftTap:
    """Something an organiser does with a workbook that was sent, as it was shown last."""

    act: DraftAct
    draft: int

    def pack(self) -> str:
        return f"draft:{self.act}:{_base36(self.draft)}"


@dataclass(frozen=True, slots=True)
class PreviewTap:
    """Something an organiser does beside the questions of a preview; else a language to go on in."""

    act: str
    preview: int

    def pack(self) -> str:
        return f"preview:{self.act}:{_base36(self.preview)}"


@dataclass(frozen=True, slots=True)
class LineTap:
    """What an organiser of this workshop says of the hotline proposed for a country."""

    act: LineAct
    country: str
    workshop: int

    def pack(self) -> str:
        return f"line:{self.act}:{self.country}:{_base36(self.workshop)}"


@dataclass(frozen=True, slots=True)
class DangerTap:
    """Somebody is in danger: say where to call."""

    def pack(self) -> str:
        return "danger"


@dataclass(frozen=True, slots=True)
class TableTap:
    """Something done at a table with a contribution, as it stood in this revision."""

    act: TableAct
    submission: int
    revision: int

    def pack(self) -> str:
        return f"table:{self.act}:{_base36(self.submission)}:{_base36(self.revision)}"


@dataclass(frozen=True, slots=True)
class VoiceTap:
    """What a speaker decides about the text that was understood of a voice note."""

    act: VoiceAct
    file: int

    def pack(self) -> str:
        return f"voice:{self.act}:{_base36(self.file)}"


AgreementTap: TypeAlias = LanguageTap | AgeTap | ConsentTap | PermissionsTap | PermitTap
OrganiserTap: TypeAlias = ListedFormTap | VersionTap | DraftTap | PreviewTap
Tap: TypeAlias = (
    TurnTap
    | AgreementTap
    | FormTap
    | ResumeTap
    | MineTap
    | CaptureTap
    | EraseTap
    | ExitTap
    | LineTap
    | DangerTap
    | TableTap
    | VoiceTap
    | OrganiserTap
)


def unpack(data: str) -> Tap | None:
    """Return the tap that `data` stands for, or None where it is none of ours."""
    if len(data.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return None
    head, *rest = data.split(":")
    read = _READERS.get((head, len(rest)))
    return read(head, *rest) if read else None


def _turn(letter: str, *packed: str) -> TurnTap | None:
    conversation, turn, number = map(_number, packed)
    if conversation is None or turn is None or number is None:
        return None
    return TurnTap(conversation, turn, _ACTS[letter], number)


def _language(_: str, language: str) -> LanguageTap:
    return LanguageTap(language)


def _consent(_: str, answer: str, text_id: str) -> ConsentTap | None:
    return ConsentTap(answer == "yes", text_id) if answer in ("yes", "no") else None


def _age(_: str, age: str) -> AgeTap | None:
    return AgeTap(cast("Age", age)) if age in get_args(Age) else None


def _permissions(_: str) -> PermissionsTap:
    return PermissionsTap()


def _permit(_: str, act: str, purpose: str, *packed: str) -> PermitTap | None:
    submission, seen = map(_number, packed)
    if submission is None or seen is None:
        return None
    if act not in get_args(PermitAct) or purpose not in get_args(Purpose):
        return None
    return PermitTap(cast("PermitAct", act), cast("Purpose", purpose), submission, seen)


def _form(head: str, form_id: str, packed: str = "0") -> FormTap | None:
    participant = _number(packed)
    return None if participant is None else FormTap(form_id, head == "afresh", participant)


def _resume(_: str, packed: str) -> ResumeTap | None:
    conversation = _number(packed)
    return None if conversation is None else ResumeTap(conversation)


def _erase(_: str, act: str, packed: str) -> EraseTap | None:
    participant = _number(packed)
    known = next((one for one in get_args(EraseAct) if one == act), None)
    return None if participant is None or known is None else EraseTap(known, participant)


def _exit(_: str) -> ExitTap:
    return ExitTap()


def _line(_: str, act: str, country: str, packed: str) -> LineTap | None:
    workshop = _number(packed)
    if workshop is None or act not in get_args(LineAct):
        return None
    return LineTap(cast("LineAct", act), country, workshop)


def _danger(_: str) -> DangerTap:
    return DangerTap()


def _table(_: str, act: str, *packed: str) -> TableTap | None:
    submission, revision = map(_number, packed)
    if submission is None or revision is None or act not in get_args(TableAct):
        return None
    return TableTap(cast("TableAct", act), submission, revision)


def _done_with(head: str, act: str, packed: str) -> Tap | None:
    """Read something that is done with a thing that has a number."""
    kind, acts = _DONE_WITH[head]
    id_ = _number(packed)
    return kind(act, id_) if act in acts and id_ is not None else None


_DONE_WITH: dict[str, tuple[Callable[..., Tap], tuple[str, ...]]] = {
    "mine": (MineTap, get_args(MineAct)),
    "capture": (CaptureTap, get_args(CaptureAct)),
    "voice": (VoiceTap, get_args(VoiceAct)),
    "form": (ListedFormTap, get_args(FormAct)),
    "version": (VersionTap, get_args(VersionAct)),
    "draft": (DraftTap, get_args(DraftAct)),
    "preview": (PreviewTap, PREVIEW_ACTS),
}
_READERS: dict[tuple[str, int], Callable[..., Tap | None]] = {
    **{(letter, 3): _turn for letter in _ACTS},
    ("language", 1): _language,
    ("consent", 2): _consent,
    ("age", 1): _age,
    ("permissions", 0): _permissions,
    ("permit", 4): _permit,
    **{(head, parts): _form for head in ("begin", "afresh") for parts in (1, 2)},
    ("resume", 1): _resume,
    ("erase", 2): _erase,
    ("line", 3): _line,
    ("danger", 0): _danger,
    ("table", 3): _table,
    ("exit", 0): _exit,
    **{(head, 2): _done_with for head in _DONE_WITH},
}


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits or "0"


def _number(packed: str) -> int | None:
    """Read base 36 back; stricter than int(), which takes signs, spaces and underscores."""
    if not 0 < len(packed) <= MAX_DIGITS or not set(packed) <= set(_DIGITS):
        return None
    number = int(packed, 36)
    return number if number <= MAX_ID else None
