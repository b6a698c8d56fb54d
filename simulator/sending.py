"""Methods by which the bot sends something new."""

from collections.abc import Callable

from simulator.chats import Chat, Message, Person
from simulator.entities import Formatted, parse_html, plain, units
from simulator.files import StoredFile, photo_size
from simulator.keyboards import asks_for_location, read_markup
from simulator.params import Json, Params, Upload
from simulator.refusals import bad_request
from simulator.world import Accepted, World

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
RAW_LIMIT = 32768
ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}
ALBUM_KINDS = {"photo", "document"}
LARGEST_PHOTO = 10 * 1024 * 1024


def send_message(world: World, params: Params) -> Json:
    chat = world.chat_for_bot(params.integer("chat_id"))
    formatted = read_formatted(params, "text")
    if not formatted.text:
        raise bad_request("message text is empty")
    if units(formatted.text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    content: Json = {"text": formatted.text}
    if formatted.entities:
        content["entities"] = list(formatted.entities)
    return _send(world, chat, params, content)


def send_photo(world: World, params: Params) -> Json:
    return _send_file(world, params, "photo", lambda kept: {"photo": [photo_size(kept)]})


def send_document(world: World, params: Params) -> Json:
    return _send_file(world, params, "document", lambda kept: {"document": document(kept)})


def send_audio(world: World, params: Params) -> Json:
    seconds = params.integer("duration")
    return _send_file(world, params, "audio", lambda kept: {"audio": audio(kept, seconds)})


def send_video(world: World, params: Params) -> Json:
    seconds = params.integer("duration")
    return _send_file(world, params, "video", lambda kept: {"video": video(kept, seconds)})


def send_voice(world: World, params: Params) -> Json:
    seconds = params.integer("duration")
    return _send_file(world, params, "voice", lambda kept: {"voice": voice(kept, seconds)})


def send_media_group(world: World, params: Params) -> list[Json]:
    """Send an album: pictures and documents, one caption each."""
    media = params.parsed("media")
    if not isinstance(media, list) or not media:
        raise bad_request("there must be at least one message to send")
    if not all(isinstance(item, dict) and item.get("type") in ALBUM_KINDS for item in media):
        raise bad_request("type of media is not known")
    group = f"{world.last_message_id + 1}"
    return [_send_item(world, params, item, group) for item in media]


def _send_item(world: World, params: Params, item: Json, group: str) -> Json:
    send = send_photo if item["type"] == "photo" else send_document
    given = params.file(str(item.get("media", "")).removeprefix("attach://"))
    uploads = {item["type"]: given} if isinstance(given, Upload) else {}
    values = item | {"chat_id": params.integer("chat_id"), item["type"]: item.get("media")}
    sent = send(world, Params(values, uploads))
    chat = world.chats[sent["chat"]["id"]]
    chat.messages[sent["message_id"]].content["media_group_id"] = group
    return sent | {"media_group_id": group}


def send_chat_action(world: World, params: Params) -> bool:
    chat = world.chat_for_bot(params.integer("chat_id"))
    if params.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat.action = params.text("action")
    chat.action_at = world.clock()
    world.touch(chat)
    return True


def document(kept: StoredFile) -> Json:
    upload = kept.upload
    return kept.as_json() | {"file_name": upload.name, "mime_type": upload.mime_type}


def voice(kept: StoredFile, seconds: int) -> Json:
    return kept.as_json() | {"duration": seconds, "mime_type": kept.upload.mime_type}


def audio(kept: StoredFile, seconds: int) -> Json:
    return document(kept) | {"duration": seconds}


def video(kept: StoredFile, seconds: int) -> Json:
    """Return the file as Video; nobody here looks into it for how wide it is."""
    return document(kept) | {"duration": seconds, "width": 320, "height": 240}


def video_note(kept: StoredFile, seconds: int) -> Json:
    return kept.as_json() | {"duration": seconds, "length": 240}


def read_formatted(params: Params, name: str) -> Formatted:
    """Return the text of a call with its entities, whichever way they were given."""
    raw = params.text(name)
    if len(raw.encode()) > RAW_LIMIT:
        raise bad_request(f"{name} is too long")
    mode = params.text("parse_mode").lower()
    if mode == "html":
        return parse_html(raw)
    if mode:
        raise bad_request("unsupported parse_mode")
    given = params.parsed("caption_entities" if name == "caption" else "entities")
    if given:
        return Formatted(raw.strip(), tuple(given))
    return plain(raw)


def read_caption(params: Params) -> Json:
    """Return the caption of a call as it stands in a message."""
    formatted = read_formatted(params, "caption")
    content: Json = {}
    if formatted.text:
        content["caption"] = formatted.text
    if formatted.entities:
        content["caption_entities"] = list(formatted.entities)
    if params.flag("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content


def _send_file(
    world: World, params: Params, kind: str, describe: Callable[[StoredFile], Json]
) -> Json:
    chat = world.chat_for_bot(params.integer("chat_id"))
    caption = read_caption(params)
    if units(caption.get("caption", "")) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    given = params.file(kind)
    if kind == "photo" and isinstance(given, Upload) and len(given.content) > LARGEST_PHOTO:
        raise bad_request(f"file of size {len(given.content)} bytes is too big for a photo")
    kept = world.files.take(given, f"{kind}s")
    return _send(world, chat, params, describe(kept) | caption)


def _send(world: World, chat: Chat, params: Params, content: Json) -> Json:
    if world.limits is not None:
        world.limits.admit(chat.id)
    markup = read_markup(params)
    if asks_for_location(markup) and not isinstance(chat.who, Person):
        raise bad_request("location can be requested in private chats only")
    content |= _reply_to(chat, params)
    options = params.parsed("link_preview_options")
    if options:
        content["link_preview_options"] = options
    if params.flag("protect_content"):
        content["has_protected_content"] = True
    if markup is not None and "inline_keyboard" in markup:
        content["reply_markup"] = markup
    message = world.post(chat, world.me, content)
    _show_keyboard(chat, message, markup)
    chat.action = ""
    text = str(content.get("text", content.get("caption", "")))
    buttons = tuple(
        (str(button["text"]), str(button.get("callback_data", "")))
        for row in message.rows
        for button in row
    )
    world.accepted.append(Accepted(chat.id, message.id, text, buttons, world.clock()))
    return message.content


def _reply_to(chat: Chat, params: Params) -> Json:
    reply = params.parsed("reply_parameters") or {
        "message_id": params.integer("reply_to_message_id")
    }
    if not reply["message_id"]:
        return {}
    answered = chat.messages.get(int(reply["message_id"]))
    if answered is not None:
        return {"reply_to_message": answered.quoted()}
    if reply.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def _show_keyboard(chat: Chat, message: Message, markup: Json | None) -> None:
    if markup is None or "inline_keyboard" in markup:
        return
    message.bare_keyboard = True
    chat.keyboard = None if markup.get("remove_keyboard") else markup
