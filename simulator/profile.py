"""What the bot says of itself: name, descriptions, commands, menu button."""

import re
from dataclasses import dataclass, field

from simulator.params import Json, Params
from simulator.refusals import bad_request

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
MOST_COMMANDS = 100
DESCRIPTION_LIMIT = 256
LIMITS = {"name": 64, "description": 512, "short_description": 120}


@dataclass(slots=True)
class Profile:
    """Commands by scope and language, words by name and language."""

    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    words: dict[tuple[str, str], str] = field(default_factory=dict)
    version: int = 0  # grows with every change
    menu_button: Json = field(default_factory=lambda: {"type": "commands"})

    def commands_for(self, chat_id: int, language_code: str | None) -> list[Json]:
        """Return the menu which a person sees in a private chat: the narrowest scope wins."""
        language = _two_letters(language_code)
        for scope in (f"chat/{chat_id}", "all_private_chats", "default"):
            for spoken in dict.fromkeys((language, "")):
                if self.commands.get((scope, spoken)):
                    return self.commands[scope, spoken]
        return []

    def say(self, name: str, language_code: str | None) -> str:
        """Return a text about the bot in the person's language, or else in the default one."""
        language = _two_letters(language_code)
        return self.words.get((name, language)) or self.words.get((name, ""), "")

    def set_commands(self, params: Params) -> bool:
        commands = params.parsed("commands") or []
        if len(commands) > MOST_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        for command in commands:
            if not COMMAND.fullmatch(str(command.get("command", "")).removeprefix("/")):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 0 < len(str(command.get("description", ""))) <= DESCRIPTION_LIMIT:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[_where(params)] = [
            {"command": one["command"].removeprefix("/"), "description": one["description"]}
            for one in commands
        ]
        self.version += 1
        return True

    def get_commands(self, params: Params) -> list[Json]:
        return self.commands.get(_where(params), [])

    def delete_commands(self, params: Params) -> bool:
        self.commands.pop(_where(params), None)
        self.version += 1
        return True

    def set_words(self, name: str, params: Params) -> bool:
        text = params.text(name)
        if len(text) > LIMITS[name]:
            raise bad_request(f"bot {name.replace('_', ' ')} is too long")
        self.words[name, params.text("language_code")] = text
        self.version += 1
        return True

    def get_words(self, name: str, params: Params) -> Json:
        return {name: self.say(name, params.text("language_code"))}


def _where(params: Params) -> tuple[str, str]:
    scope = params.parsed("scope") or {"type": "default"}
    kind = str(scope.get("type", "default"))
    place = f"{kind}/{scope['chat_id']}" if "chat_id" in scope else kind
    return place, params.text("language_code")


def _two_letters(language_code: str | None) -> str:
    return (language_code or "").partition("-")[0]
