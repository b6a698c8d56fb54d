"""All methods of the Bot API which the simulator knows."""

from collections.abc import Awaitable, Callable
from typing import Any

from simulator import editing, receiving, sending
from simulator.chats import Group, Standing
from simulator.params import Json, Params
from simulator.refusals import Refused, bad_request
from simulator.world import World

Method = Callable[[World, Params], Any]
STATUS = {
    Standing.NEW: "left",
    Standing.MEMBER: "member",
    Standing.BLOCKED: "kicked",
    Standing.KICKED: "kicked",
    Standing.LEFT: "left",
}


def get_me(world: World, _params: Params) -> Json:
    return world.me | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_chat(world: World, params: Params) -> Json:
    chat = world.get_chat(params.integer("chat_id"))
    return chat.who.as_chat() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(
            (
                "unlimited_gifts",
                "limited_gifts",
                "unique_gifts",
                "premium_subscription",
                "gifts_from_channels",
            ),
            False,
        ),
    }


def leave_chat(world: World, params: Params) -> bool:
    chat = world.chat_for_bot(params.integer("chat_id"))
    if not isinstance(chat.who, Group):
        raise bad_request("chat member status can't be changed in private chats")
    chat.standing = Standing.LEFT
    world.touch(chat)
    return True


def get_chat_member(world: World, params: Params) -> Json:
    chat = world.get_chat(params.integer("chat_id"))
    user_id = params.integer("user_id")
    if user_id == world.me["id"]:
        return member(world.me, STATUS[chat.standing])
    person = world.find_person(user_id)
    if person is None:
        raise bad_request("invalid user_id specified")
    return member(person.as_user(), "member")


def member(user: Json, status: str) -> Json:
    """Return a ChatMember."""
    until = {"until_date": 0} if status == "kicked" else {}
    return {"user": user, "status": status} | until


def get_file(world: World, params: Params) -> Json:
    return world.files.describe(params.text("file_id"))


def set_chat_menu_button(world: World, params: Params) -> bool:
    button = params.parsed("menu_button") or {"type": "default"}
    if params.has("chat_id"):
        world.get_chat(params.integer("chat_id")).menu_button = button
    else:
        world.profile.menu_button = button
    return True


def get_chat_menu_button(world: World, params: Params) -> Json:
    if params.has("chat_id"):
        own = world.get_chat(params.integer("chat_id")).menu_button
        return own or world.profile.menu_button
    return world.profile.menu_button


def _done(_world: World, _params: Params) -> bool:
    return True


def _about(name: str) -> tuple[Method, Method]:
    def set_words(world: World, params: Params) -> bool:
        return world.profile.set_words(name, params)

    def get_words(world: World, params: Params) -> Json:
        return world.profile.get_words(name, params)

    return set_words, get_words


def _table() -> dict[str, Method]:
    table: dict[str, Method] = {
        "answerCallbackQuery": editing.answer_callback_query,
        "close": _done,
        "deleteMessage": editing.delete_message,
        "deleteMessages": editing.delete_messages,
        "deleteMyCommands": lambda world, params: world.profile.delete_commands(params),
        "deleteWebhook": receiving.delete_webhook,
        "editMessageCaption": editing.edit_message_caption,
        "editMessageReplyMarkup": editing.edit_message_reply_markup,
        "editMessageText": editing.edit_message_text,
        "getChat": get_chat,
        "getChatMember": get_chat_member,
        "getChatMenuButton": get_chat_menu_button,
        "getFile": get_file,
        "getMe": get_me,
        "getMyCommands": lambda world, params: world.profile.get_commands(params),
        "getUpdates": receiving.get_updates,
        "getWebhookInfo": receiving.get_webhook_info,
        "leaveChat": leave_chat,
        "logOut": _done,
        "sendAudio": sending.send_audio,
        "sendChatAction": sending.send_chat_action,
        "sendDocument": sending.send_document,
        "sendMediaGroup": sending.send_media_group,
        "sendMessage": sending.send_message,
        "sendPhoto": sending.send_photo,
        "sendVideo": sending.send_video,
        "sendVoice": sending.send_voice,
        "setChatMenuButton": set_chat_menu_button,
        "setMessageReaction": editing.set_message_reaction,
        "setMyCommands": lambda world, params: world.profile.set_commands(params),
        "setWebhook": receiving.set_webhook,
    }
    table["setMyName"], table["getMyName"] = _about("name")
    table["setMyDescription"], table["getMyDescription"] = _about("description")
    table["setMyShortDescription"], table["getMyShortDescription"] = _about("short_description")
    return table


METHODS = {name.lower(): method for name, method in _table().items()}


async def call(world: World, name: str, params: Params) -> Any:
    """Carry out one method of the Bot API."""
    method = METHODS.get(name.lower())
    if method is None:
        raise Refused(404, "Not Found")
    world.calls[name.lower()] = world.calls.get(name.lower(), 0) + 1
    result = method(world, params)
    if isinstance(result, Awaitable):
        result = await result
    world.bell.ring()
    return result
