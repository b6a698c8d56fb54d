"""Replies as Telegram shows them: messages in its HTML, keyboards, long texts in parts.

Pure: replies in, method and payload out. Nothing here knows the chat or sends anything.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.commands import Verb, name_of
from bot.keyboards import Row, controls, is_cut, key, keyboard_of, number_of, numbers, side_by_side
from bot.markup import bold, cut, marked_up, marked_up_in, plain
from bot.taps import Tap
from bot.uploads import upload
from conversations.replies import (
    Answered,
    Ask,
    Completed,
    Disclosed,
    Offer,
    Reply,
    Review,
    Say,
    Toast,
)
from locales import N_, Words

MAX_TEXT = 4096  # characters of one message, Bot API
_LIKE_A_LINK = re.compile(r"://|\w\.\w")
_OF_ONE_PART = ("text", "reply_parameters", "reply_markup")
SHOWN_ANSWER = 300  # characters of the earlier answer under a question put again

Files = Callable[[str], bytes | None]
_SENT_BY = {
    "image": ("sendPhoto", "photo"),
    "audio": ("sendAudio", "audio"),
    "video": ("sendVideo", "video"),
}


@dataclass(frozen=True, slots=True)
class Message:
    """One call of the Bot API, but for the chat it goes to."""

    method: str
    payload: dict[str, Any]
    turn: int | None = None  # the conversation's turn that it puts

    def to(self, chat_id: int) -> dict[str, Any]:
        """Return the payload with the chat in it, and in what is sent where an edit fails."""
        payload = {"chat_id": chat_id, **self.payload}
        if "fallback" in payload:
            payload["fallback"] = {"chat_id": chat_id, **payload["fallback"]}
        return payload


@dataclass(frozen=True, slots=True)
class Note:
    """A text of the bot's own, already in Telegram's HTML, with buttons under it.

    The buttons stand one a row, or `compact`: short ones beside each other.
    """

    html: str
    buttons: tuple[tuple[str, Tap], ...] = ()
    compact: bool = False


def say(text: str) -> Message:
    """Return a message of plain text."""
    return send(plain(text))


def note(said: Note) -> list[Message]:
    """Return a text with buttons, in as many messages as it needs."""
    keys = [key(label, tap) for label, tap in said.buttons]
    return _parts(said.html, side_by_side(keys) if said.compact else [[one] for one in keys])


def note_in_place(said: Note, *, message_id: int | None) -> list[Message]:
    """Return a text with buttons in place of a message, or anew where it is gone or too short."""
    return _in_place(note(said), message_id)


def send(html: str, rows: Sequence[Row] = ()) -> Message:
    return Message("sendMessage", _text_payload(html, rows))


def in_full(message: Message) -> list[Message]:
    """Return a message in as many parts as its text needs.

    The first part replies to something, the last has the buttons and puts the turn.
    """
    text = message.payload.get("text", "")
    if message.method != "sendMessage" or len(text) <= MAX_TEXT:
        return [message]
    parts = cut(text, MAX_TEXT) or ["↑"]
    shared = {name: each for name, each in message.payload.items() if name not in _OF_ONE_PART}
    payloads = [shared | {"text": part} for part in parts]
    for place, name in ((0, "reply_parameters"), (-1, "reply_markup")):
        payloads[place] |= {name: message.payload[name]} if name in message.payload else {}
    *first, last = payloads
    return [
        *(replace(message, payload=one, turn=None) for one in first),
        replace(message, payload=last),
    ]


def in_reply(message: Message, message_id: int) -> Message:
    """Return a message that shows to which one it replies, where that is still there."""
    replied = {"message_id": message_id, "allow_sending_without_reply": True}
    return replace(message, payload={**message.payload, "reply_parameters": replied})


def edit(html: str, rows: Sequence[Row] = (), *, message_id: int) -> Message:
    return Message("editMessageText", _text_payload(html, rows) | {"message_id": message_id})


def render(
    replies: Sequence[Reply],
    *,
    words: Words,
    conversation: int,
    tapped: int | None,
    files: Files,
    left: int | None = None,
) -> list[Message]:
    """Return the messages of a turn; `tapped` is the message whose button was pressed.

    The next question goes out before the tapped message is tidied up: it is what people wait for.
    So is the one that was `left` for it by an answer in words, which stands below it already.
    `files` gives what a form shows by its name, None where it is not there.
    """
    asked = [
        message
        for reply in replies
        for message in (
            *_shown_before(reply, words, files),
            *_reply(reply, words, conversation, tapped),
        )
    ]
    return [*asked, *_tidied(replies, words, tapped, left)]


def toast(replies: Sequence[Reply]) -> str | None:
    """Return the passing remark of a turn, if there is one.

    A problem in an edited message stands at its top, where a long keyboard hides it: it is one too.
    """
    remarks = (reply.text for reply in replies if isinstance(reply, Toast))
    problems = (reply.problem for reply in replies if isinstance(reply, Ask) and reply.in_place)
    return next((said for said in (*remarks, *problems) if said), None)


def _reply(reply: Reply, words: Words, conversation: int, tapped: int | None) -> list[Message]:
    match reply:
        case Ask():
            html, rows = _question(reply, words), keyboard_of(reply, conversation)
            return _put(html, rows, reply.turn, tapped if reply.in_place else None)
        case Review():
            return _put_review(reply, words, conversation)
        case Offer() | Disclosed():
            return [send(plain(reply.text), controls(reply.controls, conversation))]
        case Say():
            return [say(reply.text)]
        case _:
            return []


def _shown_before(reply: Reply, words: Words, files: Files) -> Iterator[Message]:
    """Yield what goes out before a reply: pictures and sounds, and the phone's own keyboard."""
    if isinstance(reply, Answered) and reply.wanted_location:
        yield take_location_button(reply.shown)
    if not isinstance(reply, Ask):
        return
    for shown in reply.media:
        content = files(shown.name)
        if content is not None and shown.kind in _SENT_BY:
            method, part = _SENT_BY[shown.kind]
            yield Message(method, {part: upload(shown.name, content)})
    if reply.wants_location:
        key = {"text": words.say(N_("Send my location")), "request_location": True}
        keyboard = {"keyboard": [[key]], "resize_keyboard": True, "one_time_keyboard": True}
        yield _location_keyboard(keyboard)


def take_location_button(place: str = "") -> Message:
    """Return what takes the button for the phone's place away, and tells the place that is kept."""
    return _location_keyboard({"remove_keyboard": True}, place)


def _location_keyboard(markup: dict[str, Any], place: str = "") -> Message:
    """Return what shows or takes away the keyboard below the text field; it needs some text."""
    return Message("sendMessage", {"text": f"📍 {place}".rstrip(), "reply_markup": markup})


def _put(html: str, rows: Sequence[Row], turn: int, edited: int | None) -> list[Message]:
    """Put a question: as a new message, or in the tapped one and anew where that is gone."""
    sent = [Message(part.method, part.payload, turn) for part in _parts(html, rows)]
    return _in_place(sent, edited)


def _in_place(sent: list[Message], message_id: int | None) -> list[Message]:
    """Return what is one message as an edit of another, and what was to be sent in its stead."""
    if message_id is None or len(sent) > 1:
        return sent
    [anew] = sent
    payload = anew.payload | {"message_id": message_id, "fallback": anew.payload}
    return [Message("editMessageText", payload, anew.turn)]


def drop_buttons(message_id: int) -> Message:
    """Return what takes the buttons away from a message and leaves its text."""
    return Message("editMessageReplyMarkup", {"message_id": message_id})


def keep_buttons(buttons: Sequence[tuple[str, Tap]], *, message_id: int) -> Message:
    """Return what leaves a message these buttons, one a row, and no others."""
    rows = [[key(label, tap)] for label, tap in buttons]
    markup = {"reply_markup": {"inline_keyboard": rows}}
    return Message("editMessageReplyMarkup", {"message_id": message_id} | markup)


def _tidied(
    replies: Sequence[Reply], words: Words, tapped: int | None, left: int | None
) -> Iterator[Message]:
    """Turn what was put before into what it becomes, its keyboard gone: a question with its answer."""
    done = tapped or left
    for reply in replies:
        if isinstance(reply, Completed) and done is not None:
            yield edit(_sent(reply.card, words), message_id=done)
            return
        if isinstance(reply, Answered) and done is not None:
            yield drop_buttons(done) if tapped is None else _answered(reply, done)


def _answered(reply: Answered, message_id: int) -> Message:
    answer = f"\n✓ {plain(reply.shown)}" if reply.shown else ""
    first, *rest = cut(marked_up(reply.label) + answer, MAX_TEXT) or ["↑"]
    return drop_buttons(message_id) if rest else edit(first, message_id=message_id)


def _sent(card: Review, words: Words) -> str:
    """Lay out the copy of what was told, and say how to change it; a long one stands above already."""
    to_change = words.say(N_("To change something in it: {mine}."), mine=name_of(Verb.MINE, words))
    how = f"<i>{plain(to_change)}</i>"
    html = "\n\n".join([*_card(card), how])
    return html if len(cut(html, MAX_TEXT)) == 1 else how


def _question(ask: Ask, words: Words) -> str:
    """Lay out a question; its own words stand last, next to the keyboard."""
    position = (
        words.say(N_("{position} of {total}"), position=ask.position, total=ask.total)
        if ask.position
        else ""
    )
    parts = [
        f"<i>{plain(ask.recap)}</i>" if ask.recap else "",
        plain(ask.problem),
        *map(marked_up, ask.earlier),
        marked_up_in("b", ask.group),
        *map(marked_up, ask.notes),
        "\n".join(filter(None, [plain(position), marked_up_in("b", ask.label)])),
        "\n".join(map(plain, _in_full(ask))),
        marked_up_in("i", ask.hint),
        plain(_so_far(ask, words)),
    ]
    return "\n\n".join(filter(None, parts))


def _so_far(ask: Ask, words: Words) -> str:
    """Repeat what was written before, as an answer only where it is one."""
    if ask.held:
        return words.say(N_("What you wrote: {text}"), text=_clip(ask.held, SHOWN_ANSWER))
    if ask.answer and not ask.several:
        return words.say(N_("Your answer: {answer}"), answer=_clip(ask.answer, SHOWN_ANSWER))
    return ""


def _in_full(ask: Ask) -> Iterator[str]:
    """Yield the choices as lines where their buttons cannot show the whole of them."""
    if is_cut(ask):
        for choice in ask.choices:
            yield choice.label if ask.in_order else f"{number_of(choice)}{choice.label}"


def _put_review(review: Review, words: Words, conversation: int) -> list[Message]:
    """Put the review; where it is long, what to do is a message of its own with the buttons."""
    rows = [*numbers(review.changes, conversation), *controls(review.controls, conversation)]
    card, how = review_text(review), _how_to_go_on(review, words)
    whole = "\n\n".join(filter(None, [card, how]))
    if not how or len(cut(whole, MAX_TEXT)) == 1:
        return _put(whole, rows, review.turn, None)
    return [*_put(card, (), review.turn, None), *_put(how, rows, review.turn, None)]


def review_text(review: Review) -> str:
    """Return what is told as text, to be read without buttons of its own."""
    return "\n\n".join(_card(review))


def _card(review: Review) -> Iterator[str]:
    """Lay out what is told."""
    if review.recap:
        yield f"<i>{plain(review.recap)}</i>"
    yield from map(marked_up, review.notes)
    yield bold(review.title)
    for line in review.lines:
        if line.heading:
            yield marked_up_in("b", line.heading)
        remark = f"\n🔒 <i>{plain(line.remark)}</i>" if line.remark else ""
        yield f"{line.number}. {marked_up_in('i', line.label)}\n{plain(line.shown)}{remark}"


def _how_to_go_on(review: Review, words: Words) -> str:
    """Say what went wrong, else what to do with the numbers."""
    if review.problem:
        return plain(review.problem)
    if not review.lines:
        return ""
    how = N_("Write the number of an answer to change it, or press “{send}” when all is right.")
    if review.changes:
        how = N_("Press a number to change that answer, or “{send}” when all is right.")
    return f"<i>{plain(words.say(how, send=review.controls[-1].label))}</i>"


def _text_payload(html: str, rows: Sequence[Row]) -> dict[str, Any]:
    payload: dict[str, Any] = {"text": html, "parse_mode": "HTML"}
    if _LIKE_A_LINK.search(html):  # a picture of a strange page costs more than all the text
        payload["link_preview_options"] = {"is_disabled": True}
    return payload | ({"reply_markup": {"inline_keyboard": list(rows)}} if rows else {})


def _parts(html: str, rows: Sequence[Row]) -> list[Message]:
    """Cut a long text in parts; the keyboard goes with the end."""
    *first, last = cut(html, MAX_TEXT) or ["↑"]  # a question may be a picture alone
    return [*map(send, first), send(last, rows)]


def _clip(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
