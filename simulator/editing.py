"""Methods by which the bot changes, deletes or answers what is there."""

from collections.abc import Sequence
from datetime import timedelta

from simulator.chats import Chat, Group, Message, Toast
from simulator.entities import units
from simulator.keyboards import read_inline_markup
from simulator.params import Json, Params
from simulator.refusals import Refused, bad_request
from simulator.sending import CAPTION_LIMIT, TEXT_LIMIT, read_caption, read_formatted
from simulator.world import Deleted, World

MAY_BE_DELETED = timedelta(hours=48)
MAY_BE_ANSWERED = timedelta(seconds=150)
TOAST_LIMIT = 200
MOST_DELETED = 100
MEDIA = ("photo", "document", "voice", "audio", "video")
REACTIONS = [
    "👍",
    "👎",
    "❤",
    "🔥",
    "🥰",
    "👏",
    "😁",
    "🤔",
    "🤯",
    "😱",
    "🤬",
    "😢",
    "🎉",
    "🤩",
    "🤮",
    "💩",
    "🙏",
    "👌",
    "🕊",
    "🤡",
    "🥱",
    "🥴",
    "😍",
    "🐳",
    "❤\u200d🔥",
    "🌚",
    "🌭",
    "💯",
    "🤣",
    "⚡",
    "🍌",
    "🏆",
    "💔",
    "🤨",
    "😐",
    "🍓",
    "🍾",
    "💋",
    "🖕",
    "😈",
    "😴",
    "😭",
    "🤓",
    "👻",
    "👨\u200d💻",
    "👀",
    "🎃",
    "🙈",
    "😇",
    "😨",
    "🤝",
    "✍",
    "🤗",
    "🫡",
    "🎅",
    "🎄",
    "☃",
    "💅",
    "🤪",
    "🗿",
    "🆒",
    "💘",
    "🙉",
    "🦄",
    "😘",
    "💊",
    "🙊",
    "😎",
    "👾",
    "🤷\u200d♂",
    "🤷",
    "🤷\u200d♀",
    "😡",
]  # a list would be seventy lines of one emoji each


def edit_message_text(world: World, params: Params) -> Json:
    formatted = read_formatted(params, "text")
    chat, message = _editable(world, params)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    if not formatted.text:
        raise bad_request("message text is empty")
    if units(formatted.text) > TEXT_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    changed: Json = {"text": formatted.text}
    if formatted.entities:
        changed["entities"] = list(formatted.entities)
    options = params.parsed("link_preview_options")
    if options:
        changed["link_preview_options"] = options
    _change(world, chat, message, changed | _markup(params))
    return message.content


def edit_message_caption(world: World, params: Params) -> Json:
    caption = read_caption(params)
    chat, message = _editable(world, params)
    if not any(kind in message.content for kind in MEDIA):
        raise bad_request("there is no caption in the message to edit")
    if units(caption.get("caption", "")) > CAPTION_LIMIT:
        raise bad_request("MEDIA_CAPTION_TOO_LONG")
    kept = {kind: message.content[kind] for kind in MEDIA if kind in message.content}
    _change(world, chat, message, kept | caption | _markup(params))
    return message.content


def edit_message_reply_markup(world: World, params: Params) -> Json:
    chat, message = _editable(world, params)
    body = {key: value for key, value in message.content.items() if key in BODY - {"reply_markup"}}
    _change(world, chat, message, body | _markup(params))
    return message.content


BODY = {
    "text",
    "entities",
    "caption",
    "caption_entities",
    "link_preview_options",
    "reply_markup",
    "show_caption_above_media",
    *MEDIA,
}


def delete_message(world: World, params: Params) -> bool:
    chat = world.chat_for_bot(params.integer("chat_id"))
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad_request("message to delete not found")
    _refuse_undeletable(world, chat, [message])
    _delete(world, chat, message)
    return True


def delete_messages(world: World, params: Params) -> bool:
    """Delete these messages, the person's too; those that are not there are passed over.

    One that may not be deleted any more is not: then none of them is.
    """
    chat = world.chat_for_bot(params.integer("chat_id"))
    ids = params.parsed("message_ids")
    if not isinstance(ids, list) or not ids:
        raise bad_request("message identifiers are not specified")
    if len(ids) > MOST_DELETED:
        raise bad_request("too many message identifiers specified")
    if not all(isinstance(one, int) for one in ids):
        raise bad_request("invalid message identifier specified")
    found = [chat.messages[one] for one in dict.fromkeys(ids) if one in chat.messages]
    _refuse_undeletable(world, chat, found)
    for message in found:
        _delete(world, chat, message)
    return True


def answer_callback_query(world: World, params: Params) -> bool:
    query = world.queries.get(params.text("callback_query_id"))
    if query is None or world.clock() - query.at > MAY_BE_ANSWERED:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = params.text("text")
    if len(text) > TOAST_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    chat = world.chats[query.chat_id]
    if not query.answered and (text or params.has("url")):
        number = len(chat.toasts) + 1
        chat.toasts.append(Toast(number, text, params.flag("show_alert"), params.text("url")))
    query.answered = True
    chat.spinning.discard(query.message_id)
    world.touch(chat, chat.messages.get(query.message_id))
    return True


def set_message_reaction(world: World, params: Params) -> bool:
    chat = world.chat_for_bot(params.integer("chat_id"))
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad_request("message to react not found")
    wanted = params.parsed("reaction") or []
    emoji = [str(reaction.get("emoji", "")) for reaction in wanted]
    if any(one.replace("\ufe0f", "") not in REACTIONS for one in emoji):
        raise bad_request("REACTION_INVALID")
    message.reaction = "".join(emoji[:1])
    world.touch(chat, message)
    return True


def _editable(world: World, params: Params) -> tuple[Chat, Message]:
    chat = world.chat_for_bot(params.integer("chat_id"))
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if not message.from_bot or message.bare_keyboard:
        raise bad_request("message can't be edited")
    return chat, message


def _markup(params: Params) -> Json:
    markup = read_inline_markup(params)
    return {"reply_markup": markup} if markup and markup["inline_keyboard"] else {}


def _change(world: World, chat: Chat, message: Message, changed: Json) -> None:
    """Give the message a new body; what the edit does not bring, a keyboard as well, is gone."""
    body = {key: value for key, value in message.content.items() if key in BODY}
    if body == changed:
        raise _not_modified()
    message.edited |= _without_keyboard(body) != _without_keyboard(changed)
    frame = {key: value for key, value in message.content.items() if key not in BODY}
    message.content = frame | {"edit_date": world.seconds()} | changed
    world.touch(chat, message)


def _without_keyboard(body: Json) -> Json:
    return {key: value for key, value in body.items() if key != "reply_markup"}


def _not_modified() -> Refused:
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly "
        "the same as a current content and reply markup of the message"
    )


def _refuse_undeletable(world: World, chat: Chat, messages: Sequence[Message]) -> None:
    """Refuse what is older than two days, and in groups what others wrote: here the bot leads none."""
    oldest = world.seconds() - MAY_BE_DELETED.total_seconds()
    if any(message.content["date"] < oldest for message in messages):
        raise bad_request("message can't be deleted for everyone")
    if isinstance(chat.who, Group) and not all(message.from_bot for message in messages):
        raise bad_request("message can't be deleted")


def _delete(world: World, chat: Chat, message: Message) -> None:
    del chat.messages[message.id]
    chat.deleted.add(message.id)
    world.deleted.append(Deleted(chat.id, message.id, message.from_bot, world.clock()))
    world.touch(chat)
