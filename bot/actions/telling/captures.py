"""Quick capture: what is sent outside of every conversation is kept, and asked what it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.actions import files, offers
from bot.actions.safeguarding import safety
from bot.actions.telling import beginning, turns
from bot.actions.telling.taking import take_input
from bot.actions.visits import Participant, Visit
from bot.actions.wording import LESSON, NOTE, PRACTICE
from bot.attached import Carrier, File, Location
from bot.commands import Verb, name_of
from bot.markup import bold, plain
from bot.render import Note, in_reply, note
from bot.taps import CaptureAct, CaptureTap, Tap
from bot.updates import Text, Toast
from conversations.inputs import Input
from conversations.pleasantries import Pleasantry, read_pleasantry
from conversations.screening.disclosure import cues
from conversations.shown import show_place
from conversations.xforms.formdef import Kind
from locales import N_
from storage import captures, forms
from storage.captures import Capture

MOST_KEPT = 50  # of one person, until they say what some of it is

# Where what was said can be the answer, the best place first.
_WORDS: Mapping[str, tuple[str, ...]] = {
    PRACTICE: ("what",),
    LESSON: ("lesson", "happened"),
    NOTE: ("note",),
}
_PICTURE = "picture"
_LABELS: tuple[tuple[CaptureAct, str, str], ...] = (
    ("practice", PRACTICE, N_("A good practice")),
    ("lesson", LESSON, N_("A lesson learned")),
    ("note", NOTE, N_("For the organisers")),
)
_REPLIES: Mapping[Pleasantry, str] = {
    Pleasantry.GREETING: N_("Hello! What would you like to tell us?"),
    Pleasantry.THANKS: N_("With pleasure! What would you like to tell us?"),
    Pleasantry.ASSENT: N_("Very well! What would you like to tell us?"),
}


def answer_or_keep(visit: Visit, participant: Participant, came_in: Input) -> Toast | None:
    """Take what was sent as the answer to the open question; where none is open, keep it."""
    stored = turns.find_open(visit, participant)
    if stored is not None:
        return take_input(visit, participant, stored, came_in)
    return keep(visit, participant)


def keep(visit: Visit, participant: Participant) -> Toast | None:
    """Keep what was sent outside of every conversation, and ask what it is.

    What may speak of a person in danger is not kept: it is said where help is. Nor is what is only
    a greeting or a thank-you: it is answered like one.
    """
    if isinstance(visit.came.sent, Text) and cues(visit.came.sent.text):
        visit.show(safety.card_of(visit, participant))
        _say_not_kept(visit)
        return None
    if pleasantry := _pleasantry(visit.came.sent):
        offers.put_menu(visit, _REPLIES[pleasantry])
        return None
    kept = _kept(visit, participant)
    if kept is not None:
        _offer(visit, participant, kept)
    return None


def _pleasantry(sent: object) -> Pleasantry | None:
    return read_pleasantry(sent.text) if isinstance(sent, Text) else None


def _say_not_kept(visit: Visit) -> None:
    """Say that words were not kept, and how they can be told all the same."""
    say = visit.words.say
    said = (
        say(N_("I have not kept what you wrote.")),
        say(
            N_(
                "If you would like to tell it, press what it is and send it again: I will then ask"
                " you whether to keep it."
            )
        ),
    )
    visit.show(Note(plain("\n".join(said)), (*offers.way_back(visit), *offers.tellable(visit))))


def press(visit: Visit, participant: Participant, tap: CaptureTap) -> Toast | None:
    """Begin what was captured as what its sender says it is, or forget it."""
    kept = captures.find_capture(visit.db, id=tap.capture, participant_id=participant.id)
    if kept is None:
        return visit.no_longer()
    if tap.act == "show":
        _offer(visit, participant, kept)
        return None
    if tap.act == "discard":
        captures.discard_capture(visit.db, id=kept.id)
        visit.show_in_place(Note(plain(visit.words.say(N_("Forgotten.")))))
        return None
    form_id = next(form_id for act, form_id, _ in _LABELS if act == tap.act)
    return _begin(visit, participant, kept, form_id)


def _kept(visit: Visit, participant: Participant) -> Capture | None:
    """Keep what was sent, or say why not."""
    if len(captures.list_captures(visit.db, participant_id=participant.id)) >= MOST_KEPT:
        visit.say(
            N_(
                "I keep {count} things for you already, so I did not keep this. {mine} shows them:"
                " please say of some what they are."
            ),
            count=MOST_KEPT,
            mine=name_of(Verb.MINE, visit.words),
        )
        return None
    caught = _caught(visit.came.sent)
    if caught is None:
        offers.put_menu(
            visit,
            N_("I can keep words, voice notes, photos and places. What would you like to tell?"),
        )
        return None
    if caught.file is not None:
        files.check_limits(visit, participant, caught.file)
        files.check_voice(caught.file)
    file = caught.file
    return captures.keep_capture(
        visit.db,
        participant_id=participant.id,
        message=visit.came.message_id or 0,
        text=caught.text,
        now=visit.now,
        file_id=file.file_id if file else "",
        carrier=file.carrier.value if file else "",
        mime_type=file.mime_type if file else "",
        size=file.size if file else None,
        seconds=file.seconds if file else None,
    )


@dataclass(frozen=True, slots=True)
class _Caught:
    """Words, of which there may be none, and a file that may go with them."""

    text: str
    file: File | None = None


def _caught(sent: object) -> _Caught | None:
    match sent:
        case Text(text):
            return _Caught(text)
        case Location(latitude, longitude):
            return _Caught(f"📍 {show_place(latitude, longitude)}")
        case File() if sent.carrier is Carrier.VOICE or files.kind_of(sent) is Kind.IMAGE:
            return _Caught(sent.caption, sent)
        case _:
            return None


def _file_of(kept: Capture) -> File | None:
    if not kept.file_id:
        return None
    return File(
        carrier=Carrier(kept.carrier),
        file_id=kept.file_id,
        name="",
        mime_type=kept.mime_type,
        size=kept.size,
        caption=kept.text,
        album="",
        seconds=kept.seconds,
    )


def _offer(visit: Visit, participant: Participant, kept: Capture) -> None:
    """Ask what this is, as a reply to the message in which it came."""
    say = visit.words.say
    buttons: list[tuple[str, Tap]] = [
        (say(label), CaptureTap(act, kept.id))
        for act, form_id, label in _LABELS
        if _has_place(visit, participant, kept, form_id)
    ]
    buttons.append((say(N_("Forget it")), CaptureTap("discard", kept.id)))
    html = bold(say(N_("I have kept this. What is it?")))
    *first, last = note(Note(html, (*buttons, *offers.way_back(visit))))
    visit.promise([*first, in_reply(last, kept.message)])


def _has_place(visit: Visit, participant: Participant, kept: Capture, form_id: str) -> bool:
    """Tell whether this workshop asks for such a thing, and with what was sent."""
    version = forms.asked_version(visit.db, workshop_id=participant.workshop_id, form_id=form_id)
    if version is None:
        return False
    names = {one.name for one in visit.house.forms.get(visit.db, version.id).by_ref.values()}
    return any(proposed.keys() <= names for proposed in _proposals(kept, form_id, "-"))


def _proposals(kept: Capture, form_id: str, name: str) -> Iterator[dict[str, str]]:
    """Yield what may be proposed; `name` is that of the file, which no other words replace."""
    file = _file_of(kept)
    if file is None:
        yield from ({question: kept.text} for question in _WORDS[form_id])
    elif file.carrier is Carrier.VOICE:
        yield from ({question: name} for question in _WORDS[form_id])
    elif form_id == NOTE:
        yield {_PICTURE: name} | ({"note": kept.text} if kept.text else {})


def _begin(visit: Visit, participant: Participant, kept: Capture, form_id: str) -> Toast | None:
    """Begin a form with what was kept as its proposal; what fits nowhere stays kept."""
    if not turns.has_profile(visit, participant):
        turns.put_open_question(visit, participant)
        return None
    file = _file_of(kept)
    name = ""
    if file is not None:
        files.check_limits(visit, participant, file)
        name = files.voice_name() if file.carrier is Carrier.VOICE else files.name_for(file)
    proposals = _proposals(kept, form_id, name)
    given = next((one for one in proposals if _fits(visit, participant, form_id, one)), None)
    if given and form_id != NOTE:  # whose first question is the one it answers
        visit.say(N_("I have what you sent, and propose it as the answer where it fits."))
    stored = beginning.begin(visit, participant, form_id, given=given or {})
    visit.drop_buttons()
    if given is None:
        visit.say(
            N_("Your text is longer than this form takes. I keep it: {mine}"),
            mine=name_of(Verb.MINE, visit.words),
        )
        return None
    if file is not None:
        answers: Mapping[str, str] = stored.state["entry"]["answers"]
        ref = next(ref for ref, value in answers.items() if value == name)
        files.want(visit, stored.submission_id, ref, file, name=name)
    captures.discard_capture(visit.db, id=kept.id)
    return None


def _fits(visit: Visit, participant: Participant, form_id: str, given: Mapping[str, str]) -> bool:
    """Tell whether the form takes all of it: what is too long is left out by its questions."""
    begun = beginning.tried(visit, participant, form_id, given)
    answers: Mapping[str, str] = begun.conversation.entry["answers"]
    taken = {ref.rpartition("/")[2] for ref, value in answers.items() if value}
    return given.keys() <= taken
