"""What a person sees on the phone."""

from dataclasses import dataclass, field
from datetime import timedelta

from simulator.chats import Chat, Message
from simulator.entities import write_html
from simulator.params import Json
from simulator.world import World

ACTION_LASTS = timedelta(seconds=5)
MEDIA = ("photo", "voice", "audio", "video", "video_note", "document", "sticker", "location")


@dataclass(frozen=True, slots=True)
class Button:
    """One button below a message."""

    label: str
    data: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as a person sees it; of a picture or file `text` is the caption."""

    message_id: int
    from_bot: bool
    kind: str  # text, or one of MEDIA
    text: str
    entities: tuple[Json, ...] = field(hash=False)
    rows: tuple[tuple[Button, ...], ...]
    edited: bool
    reaction: str
    file_id: str | None

    @property
    def html(self) -> str:
        return write_html(self.text, self.entities)

    @property
    def labels(self) -> list[list[str]]:
        return [[button.label for button in row] for row in self.rows]


@dataclass(frozen=True, slots=True)
class Screen:
    """All that a phone shows of the chat with the bot."""

    messages: tuple[Bubble, ...]
    toast: str  # the last short notice in answer to a press, and
    alert: str  # the last one that had to be dismissed; empty when there was none yet
    action: str  # "typing" and the like, while it lasts
    keyboard: tuple[tuple[str, ...], ...]  # the reply keyboard
    commands: tuple[str, ...]  # the menu of commands
    blocked: bool

    @property
    def last(self) -> Bubble:
        return self.messages[-1]

    @property
    def from_bot(self) -> tuple[Bubble, ...]:
        return tuple(bubble for bubble in self.messages if bubble.from_bot)


def look(world: World, chat: Chat) -> Screen:
    """Return what this chat looks like now."""
    language = getattr(chat.who, "language_code", None)
    rows = (chat.keyboard or {}).get("keyboard", [])
    return Screen(
        messages=tuple(show(message) for message in chat.messages.values()),
        toast=next((t.text for t in reversed(chat.toasts) if not t.alert), ""),
        alert=next((t.text for t in reversed(chat.toasts) if t.alert), ""),
        action=action_now(world, chat),
        keyboard=tuple(tuple(button["text"] for button in row) for row in rows),
        commands=tuple(
            command["command"] for command in world.profile.commands_for(chat.id, language)
        ),
        blocked=chat.standing == "blocked",
    )


def action_now(world: World, chat: Chat) -> str:
    """Return what the bot is seen doing: an action lasts five seconds or until a message."""
    if chat.action_at is None or world.clock() - chat.action_at >= ACTION_LASTS:
        return ""
    return chat.action


def show(message: Message) -> Bubble:
    content = message.content
    text = str(content.get("text", content.get("caption", "")))
    entities: list[Json] = content.get("entities") or content.get("caption_entities") or []
    kind, file = media_of(content)
    return Bubble(
        message_id=message.id,
        from_bot=message.from_bot,
        kind=kind,
        text=text,
        entities=tuple(entities),
        rows=tuple(
            tuple(Button(b["text"], b.get("callback_data"), b.get("url")) for b in row)
            for row in message.rows
        ),
        edited=message.edited,
        reaction=message.reaction,
        file_id=file.get("file_id"),
    )


def media_of(content: Json) -> tuple[str, Json]:
    for kind in MEDIA:
        if kind in content:
            found = content[kind]
            return kind, found[-1] if isinstance(found, list) else found
    return "text", {}
