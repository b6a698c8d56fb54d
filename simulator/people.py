"""What people do on their phones, and what Telegram tells the bot of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from simulator.chats import Chat, Group, Message, Person, Query, Standing
from simulator.entities import plain
from simulator.files import StoredFile, photo_size
from simulator.keyboards import asks_for_location
from simulator.methods import STATUS, member
from simulator.params import Json, Upload
from simulator.sending import TEXT_LIMIT, audio, document, video, video_note, voice
from simulator.world import World

STICKER = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}


class NotPossible(Exception):
    """A person cannot do this on a phone: the test or the page asks for nonsense."""


def send_text(world: World, chat: Chat, person: Person, text: str) -> int:
    """Write to the bot and give the id of the message.

    A phone sends what is too long in several messages; then it is the id of the first.
    """
    if not text.strip():
        raise NotPossible("Telegram sends no empty message")
    sent = [_say(world, chat, person, _written(part)) for part in _parts(text.strip())]
    return sent[0]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as a person sends it, of a kind that a message can hold."""

    kind: str
    upload: Upload
    caption: str = ""
    seconds: int = 1


DESCRIBED: dict[str, Callable[[StoredFile, int], Any]] = {
    "photo": lambda kept, _: [photo_size(kept)],
    "voice": voice,
    "audio": audio,
    "video": video,
    "video_note": video_note,
    "document": lambda kept, _: document(kept),
    "sticker": lambda kept, _: kept.as_json() | STICKER | {"emoji": "🙂"},
}


def send_file(world: World, chat: Chat, person: Person, sent: Attachment) -> int:
    """Send a file to the bot."""
    return _say(world, chat, person, _enclosed(world, sent))


def send_album(world: World, chat: Chat, person: Person, sent: Sequence[Attachment]) -> int:
    """Send several files in one go; the bot hears of each, and no word of how many there are."""
    group = {"media_group_id": str(world.last_message_id + 1)}
    ids = [_say(world, chat, person, _enclosed(world, one) | group) for one in sent]
    return ids[0]


def send_location(
    world: World, chat: Chat, person: Person, latitude: float, longitude: float
) -> int:
    """Send a place from the map."""
    return _say(world, chat, person, {"location": {"latitude": latitude, "longitude": longitude}})


def share_location(
    world: World, chat: Chat, person: Person, latitude: float, longitude: float
) -> int:
    """Press the button of the reply keyboard that asks where the person is."""
    if not asks_for_location(chat.keyboard):
        raise NotPossible("no button asks for the location now")
    return send_location(world, chat, person, latitude, longitude)


def _enclosed(world: World, sent: Attachment) -> Json:
    if sent.kind not in DESCRIBED:
        raise NotPossible(f"nobody can send a {sent.kind}")
    kept = world.files.keep(sent.upload, f"{sent.kind}s")
    content: Json = {sent.kind: DESCRIBED[sent.kind](kept, sent.seconds)}
    return content | ({"caption": sent.caption} if sent.caption else {})


def edit_text(world: World, chat: Chat, message_id: int, text: str) -> None:
    """Change what the person wrote before."""
    message = chat.messages.get(message_id)
    if message is None or message.from_bot or "text" not in message.content:
        raise NotPossible("people edit only texts of their own")
    formatted = plain(text)
    written = {"text": formatted.text, "entities": list(formatted.entities)}
    _rewrite(world, chat, message, written)


def edit_caption(world: World, chat: Chat, message_id: int, caption: str) -> None:
    """Change what the person wrote under a file before."""
    message = chat.messages.get(message_id)
    if message is None or message.from_bot or not DESCRIBED.keys() & message.content.keys():
        raise NotPossible("people edit only captions of their own files")
    _rewrite(world, chat, message, {"caption": caption})


def _rewrite(world: World, chat: Chat, message: Message, written: Json) -> None:
    message.content |= {**written, "edit_date": world.seconds()}
    message.edited = True
    world.touch(chat, message)
    world.push("edited_message", chat, message.content)


def tap(world: World, chat: Chat, person: Person, message_id: int, data_or_label: str) -> str:
    """Press a button by its data or label; what is neither is sent as forged data.

    Gives the id of the query. A message that is gone can still be pressed on a phone that has not
    heard of it; Telegram then tells the bot only where it was.
    """
    message = chat.messages.get(message_id)
    button = message.find_button(data_or_label) if message is not None else None
    data = data_or_label if button is None else button.get("callback_data")
    if data is None:
        raise NotPossible("this button opens something; the bot does not hear of it")
    query = Query(f"{len(world.queries) + 1:018}", chat.id, message_id, world.clock())
    world.queries[query.id] = query
    chat.spinning.add(message_id)
    world.touch(chat, message)
    world.push(
        "callback_query",
        chat,
        {
            "id": query.id,
            "from": person.as_user(),
            "message": _as_pressed(chat, message, message_id),
            "chat_instance": str(chat.id),
            "data": data,
        },
    )
    return query.id


def start(world: World, chat: Chat, person: Person, payload: str) -> int:
    """Press START, or follow a deep link."""
    return send_text(world, chat, person, f"/start {payload}".strip())


def block(world: World, chat: Chat, person: Person) -> None:
    _stand(world, chat, person, Standing.BLOCKED)


def unblock(world: World, chat: Chat, person: Person) -> None:
    _stand(world, chat, person, Standing.MEMBER)


def add_to_group(world: World, chat: Chat, person: Person) -> int:
    """Let the person bring the bot into the group."""
    _stand(world, chat, person, Standing.MEMBER)
    return _say(world, chat, person, {"new_chat_members": [world.me]})


def kick_from_group(world: World, chat: Chat, person: Person) -> None:
    _stand(world, chat, person, Standing.KICKED)


def _stand(world: World, chat: Chat, person: Person, standing: Standing) -> None:
    before, chat.standing = chat.standing, standing
    world.touch(chat)
    world.push(
        "my_chat_member",
        chat,
        {
            "chat": chat.who.as_chat(),
            "from": person.as_user(),
            "date": world.seconds(),
            "old_chat_member": member(world.me, STATUS[before]),
            "new_chat_member": member(world.me, STATUS[standing]),
        },
    )


def _say(world: World, chat: Chat, person: Person, content: Json) -> int:
    if chat.standing is Standing.BLOCKED:
        raise NotPossible(f"{person.first_name} has blocked the bot")
    if not isinstance(chat.who, Group):
        chat.standing = Standing.MEMBER
    if chat.keyboard is not None and chat.keyboard.get("force_reply"):
        content |= _answered(chat)
    if chat.keyboard is not None and not chat.keyboard.get("keyboard"):
        chat.keyboard = None
    message = world.post(chat, person.as_user(), content)
    if chat.standing is Standing.MEMBER and _is_for_bot(world, chat, content):
        world.push("message", chat, message.content)
    return message.id


def _parts(text: str) -> list[str]:
    parts = [text[at : at + TEXT_LIMIT] for at in range(0, len(text), TEXT_LIMIT)]
    return [part for part in parts if part.strip()]


def _written(text: str) -> Json:
    formatted = plain(text)
    content: Json = {"text": formatted.text}
    if formatted.entities:
        content["entities"] = list(formatted.entities)
    return content


def _is_for_bot(world: World, chat: Chat, content: Json) -> bool:
    """Return whether the bot hears of it: in groups it gets only what is meant for it."""
    if isinstance(chat.who, Person) or "new_chat_members" in content:
        return True
    mention = f"@{world.me['username']}"
    return content["text"].startswith("/") or mention in content["text"]


def _answered(chat: Chat) -> Json:
    """A phone that was asked for a reply sends one to the bot's last message."""
    asked = [message for message in chat.messages.values() if message.from_bot]
    return {"reply_to_message": asked[-1].quoted()} if asked else {}


def _as_pressed(chat: Chat, message: Message | None, message_id: int) -> Json:
    if message is None:
        return {"chat": chat.who.as_chat(), "message_id": message_id, "date": 0}
    return message.content
