"""Trying a form: an organiser goes through it as a participant would, and nothing of it is kept."""

from dataclasses import replace

from bot.actions.arriving.welcome import LANGUAGE_NAMES
from bot.actions.attachments import lists_in
from bot.actions.forms import publishing
from bot.actions.forms.publishing import Opened
from bot.actions.roles import Deed, find_allowed
from bot.actions.telling.around import Around, messages_of, of_form, of_version, open_kind, toast_of
from bot.actions.visits import Visit
from bot.actions.wording import title_of
from bot.commands import Verb, name_of
from bot.markup import bold, cut, plain
from bot.render import MAX_TEXT, Message, Note, drop_buttons, send
from bot.taps import PreviewTap, Tap
from bot.updates import Toast
from conversations.conversation import Turn
from conversations.inputs import Cancel, Input
from conversations.replies import Say
from conversations.standing import Conversation
from conversations.xforms.formdef import FormDef, Kind, generic
from locales import LANGUAGES, N_
from storage import conversations, forms, memberships, previews, workshops
from storage.forms import FormVersion
from storage.organisers import Organiser
from storage.previews import Preview

__all__ = ["Preview"]

FILE_PARTS = {"photo", "audio", "video", "document"}
MOST_VALUES = 60  # lines


def begin_draft(visit: Visit, opened: Opened) -> None:
    """Try a draft from its first question."""
    draft = opened.draft
    _begin(visit, opened.organiser, _around_draft(visit, opened), draft_id=draft.id)


def begin_version(visit: Visit, organiser: Organiser, version: FormVersion) -> None:
    """Try a published version from its first question."""
    _begin(visit, organiser, _around_version(visit, version), version_id=version.id)


def find_open(visit: Visit) -> Preview | None:
    """Return what is being tried in this chat."""
    if find_allowed(visit, Deed.CHANGE_FORMS) is None:
        return None
    return previews.find_preview(visit.db, chat_id=visit.came.chat_id)


def find_open_kind(visit: Visit, tried: Preview) -> Kind | None:
    """Return the type of the question that is open in the preview."""
    return open_kind(_around(visit, tried).form, tried.state)


def put_aside(visit: Visit) -> None:
    """End a preview without a word: the person does something else now."""
    if visit.organiser is not None:
        previews.end_previews(visit.db, chat_id=visit.came.chat_id)


def take(visit: Visit, tried: Preview, came_in: Input) -> Toast | None:
    """Do one turn of a preview."""
    around = _around(visit, tried)
    turn = around.take(around.restored(tried.state), came_in)
    _promise(visit, around, tried, turn)
    if turn.completed:
        _end(visit, around, tried, turn.conversation)
    else:
        _save(visit, tried, turn)
    return toast_of(turn)


def press_question(visit: Visit, preview_id: int, came_in: Input) -> Toast | None:
    """Take a button under a question of a preview, if that is still being tried."""
    tried = find_open(visit)
    if tried is None or tried.id != preview_id:
        return Toast(visit.words.say(N_("This preview is over.")))
    return take(visit, tried, came_in)


def is_of_preview(visit: Visit, conversation_id: int) -> bool:
    """Tell whether a question's button is of a preview, be it over: of no conversation in this chat."""
    owner = conversations.find_owner(visit.db, id=conversation_id)
    known = memberships.list_memberships(visit.db, chat_id=visit.came.chat_id)
    return owner not in {one.id for one in known}


def leave(visit: Visit, tried: Preview) -> None:
    """Stop in the middle; the phone's own keyboard goes too, where a place was asked for."""
    around = _around(visit, tried)
    turn = around.take(around.restored(tried.state), Cancel())
    silent = tuple(reply for reply in turn.replies if not isinstance(reply, Say))
    _promise(visit, around, tried, replace(turn, replies=silent))
    previews.end_previews(visit.db, chat_id=visit.came.chat_id)
    text = visit.words.say(N_("You have left the preview. Nothing of it was kept."))
    visit.show(Note(plain(text), _after(visit, tried), compact=True))


def press(visit: Visit, tap: PreviewTap) -> Toast | None:
    """Do what a button beside the questions says."""
    tried = find_open(visit)
    if tried is None or tried.id != tap.preview:
        return Toast(visit.words.say(N_("This preview is over.")))
    around = _around(visit, tried)
    match tap.act:
        case "values":
            visit.show(Note(_values(visit, around, around.restored(tried.state))))
        case "leave":
            visit.drop_buttons()
            leave(visit, tried)
        case language:
            turn = around.put_again(around.restored(tried.state), language=language)
            _promise(visit, around, tried, turn)
            _save(visit, tried, turn)
            return Toast(LANGUAGE_NAMES[language])
    return None


def _begin(
    visit: Visit,
    organiser: Organiser,
    around: Around,
    *,
    draft_id: int | None = None,
    version_id: int | None = None,
) -> None:
    turn = around.begin(language=visit.language, seed=organiser.id)
    tried = previews.begin_preview(
        visit.db,
        organiser_id=organiser.id,
        draft_id=draft_id,
        form_version_id=version_id,
        state=turn.conversation.to_state(),
        language=visit.language,
        now=visit.now,
    )
    text = visit.words.say(
        N_(
            "This is a preview of “{title}”. What you answer is neither kept nor counted. {cancel}"
            " leaves it."
        ),
        title=title_of(around.form, visit.words),
        cancel=name_of(Verb.CANCEL, visit.words),
    )
    visit.show(Note(plain(text), _beside(visit, around.form, tried), compact=True))
    _promise(visit, around, tried, turn)


def _beside(visit: Visit, form: FormDef, tried: Preview) -> tuple[tuple[str, Tap], ...]:
    """Return the buttons that stay beside the questions."""
    spoken = [code for code in LANGUAGES if code in form.languages]
    languages = tuple(
        (LANGUAGE_NAMES[code], PreviewTap(code, tried.id)) for code in spoken if len(spoken) > 1
    )
    values = (visit.words.say(N_("Calculated values")), PreviewTap("values", tried.id))
    left = (visit.words.say(N_("Leave the preview")), PreviewTap("leave", tried.id))
    return (*languages, values, left)


def _after(visit: Visit, tried: Preview) -> tuple[tuple[str, Tap], ...]:
    """Return what can be done with a draft that was tried."""
    if tried.draft_id is None:
        return ()
    opened = publishing.open_draft(visit, tried.draft_id)
    assert opened is not None  # its previews go with it
    return publishing.draft_buttons(visit, opened, publishing.assess(visit, opened))


def _end(visit: Visit, around: Around, tried: Preview, conversation: Conversation) -> None:
    previews.end_previews(visit.db, chat_id=visit.came.chat_id)
    text = bold(visit.words.say(N_("This is the end of the preview. Nothing of it was kept.")))
    values = _values(visit, around, conversation)
    visit.show(Note(f"{text}\n\n{values}", _after(visit, tried), compact=True))


def _save(visit: Visit, tried: Preview, turn: Turn) -> None:
    previews.save_preview(
        visit.db,
        tried=tried,
        state=turn.conversation.to_state(),
        language=turn.conversation.language,
        now=visit.now,
    )


def _values(visit: Visit, around: Around, conversation: Conversation) -> str:
    """Return what the form holds besides the answers: calculated, hidden and preset values."""
    asked = around.form.by_ref
    lines = [
        f"<code>{plain(one.ref.split('/', 2)[-1])}</code> = {plain(one.value or '—')}"
        for one in around.answers(conversation)
        if one.relevant and generic(one.ref) not in asked and "/meta/" not in one.ref
    ]
    if not lines:
        return plain(visit.words.say(N_("The form calculates and hides nothing.")))
    heading = visit.words.say(N_("Calculated and hidden values:"))
    return "\n".join([plain(heading), *lines[:MOST_VALUES]])


def _promise(visit: Visit, around: Around, tried: Preview, turn: Turn) -> None:
    """Promise what the turn says, every message marked as a preview."""
    mark = visit.speaking(turn.conversation.language).words.say(N_("Preview"))
    for message in messages_of(visit, around, turn, conversation=tried.id):
        visit.promise(_marked(message, f"👁 {mark}"))


def _marked(message: Message, mark: str) -> list[Message]:
    """Put the mark on a message; what is too long with it goes out in parts, as render does it."""
    payload = message.payload
    if FILE_PARTS & payload.keys():
        return [replace(message, payload=payload | {"caption": mark})]
    if "text" not in payload:  # buttons are taken away, and the mark stands there already
        return [message]
    if payload.get("parse_mode") != "HTML":
        return [replace(message, payload=payload | {"text": f"{payload['text']} {mark}"})]
    heading = f"<i>{mark}</i>\n"
    if len(heading) + len(payload["text"]) > MAX_TEXT:
        return _in_parts(message, heading)
    marked = payload | {"text": f"{heading}{payload['text']}"}
    if "fallback" in payload:
        marked |= {"fallback": payload["fallback"] | {"text": marked["text"]}}
    return [replace(message, payload=marked)]


def _in_parts(message: Message, heading: str) -> list[Message]:
    """Send a text in parts, its buttons under the last; what tidies up a message leaves its text."""
    payload = message.payload
    if message.method == "editMessageText" and "fallback" not in payload:
        return [drop_buttons(payload["message_id"])]
    sent = payload.get("fallback", payload)
    *first, last = cut(sent["text"], MAX_TEXT - len(heading))
    ending = Message("sendMessage", sent | {"text": f"{heading}{last}"}, message.turn)
    return [*(send(f"{heading}{part}") for part in first), ending]


def _around(visit: Visit, tried: Preview) -> Around:
    if tried.draft_id is not None:
        opened = publishing.open_draft(visit, tried.draft_id)
        assert opened is not None  # its previews go with it
        return _around_draft(visit, opened)
    assert tried.form_version_id is not None  # it is of one or the other
    version = forms.get_form_version(visit.db, form_version_id=tried.form_version_id)
    return _around_version(visit, version)


def _around_draft(visit: Visit, opened: Opened) -> Around:
    attached = opened.candidate.files
    nobody = replace(visit, participant=None)  # what they told themselves is no part of it
    return of_form(nobody, opened.workshop, opened.form, lists_in(attached), attached.get)


def _around_version(visit: Visit, version: FormVersion) -> Around:
    workshop = workshops.get_workshop(visit.db, workshop_id=version.workshop_id)
    return of_version(replace(visit, participant=None), workshop, version.id)
