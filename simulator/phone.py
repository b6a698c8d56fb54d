"""A chat as the page in the browser is told of it."""

from datetime import timedelta

from simulator.chats import Chat, Message, Person
from simulator.params import Json
from simulator.screen import ACTION_LASTS, action_now, media_of
from simulator.world import World


def describe_bot(world: World) -> Json:
    name = world.profile.say("name", None) or world.me["first_name"]
    return {"name": name, "username": world.me["username"]}


def describe_phone(world: World, chat: Chat, person: Person) -> Json:
    """Return all that one phone shows."""
    last = chat.toasts[-1] if chat.toasts else None
    language = person.language_code
    return {
        "id": person.id,
        "first_name": person.first_name,
        "note": person.note,
        "language_code": language or "",
        "start_payload": person.start_payload,
        "standing": chat.standing,
        "bot_name": world.profile.say("name", language) or world.me["first_name"],
        "bot_username": world.me["username"],
        "description": world.profile.say("description", language),
        "commands": world.profile.commands_for(chat.id, language),
        "messages": [_describe(message, chat) for message in chat.messages.values()],
        "notice": {"number": last.number, "text": last.text, "alert": last.alert} if last else None,
        "action": action_now(world, chat),
        "action_ms": _left_ms(world, chat),
        "keyboard": chat.keyboard,
    }


def _left_ms(world: World, chat: Chat) -> int:
    if chat.action_at is None:
        return 0
    left = ACTION_LASTS - (world.clock() - chat.action_at)
    return max(0, left // timedelta(milliseconds=1))


def _describe(message: Message, chat: Chat) -> Json:
    content = message.content
    kind, file = media_of(content)
    answered = content.get("reply_to_message", {})
    return {
        "id": message.id,
        "version": message.changed_in,
        "from_bot": message.from_bot,
        "date": content["date"],
        "edited": message.edited,
        "kind": kind,
        "text": content.get("text", content.get("caption", "")),
        "entities": content.get("entities", content.get("caption_entities", [])),
        "caption_above": content.get("show_caption_above_media", False),
        "file": file,
        "rows": message.rows,
        "spinning": message.id in chat.spinning,
        "reaction": message.reaction,
        "quoted": answered.get("text", answered.get("caption", "")),
    }
