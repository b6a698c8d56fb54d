"""What the bot changes, deletes and answers."""

from typing import Any

import pytest
import telegram
from telegram.error import BadRequest

from simulator import Person, Simulator
from simulator.phone import describe_phone
from tests.simulator.conftest import Api, Watch
from tests.simulator.samples import png

Keyboard = telegram.InlineKeyboardMarkup
Key = telegram.InlineKeyboardButton
ONE = Keyboard([[Key("Uno", callback_data="1")]])
TWO = Keyboard([[Key("Dos", callback_data="2")]])


@pytest.fixture
async def messages(bot: telegram.Bot, sim: Simulator, maria: Person) -> dict[str, int]:
    """One chat with a message of each kind, and a number that is none."""
    keyboard = telegram.ReplyKeyboardMarkup([["Sí"]])
    return {
        "chat": maria.id,
        "nothing": 999,
        "mine": sim.send_text(maria, "a"),
        "text": (await bot.send_message(maria.id, "a")).message_id,
        "photo": (await bot.send_photo(maria.id, png())).message_id,
        "keyboard": (await bot.send_message(maria.id, "a", reply_markup=keyboard)).message_id,
    }


async def test_a_text_is_edited_and_its_keyboard_goes(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    sent = await bot.send_message(maria.id, "Antes", reply_markup=ONE)

    await bot.edit_message_text(
        "<i>Después</i>",
        maria.id,
        sent.message_id,
        parse_mode="HTML",
        link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
    )

    seen = sim.chat(maria).last
    assert (seen.html, seen.labels, seen.edited) == ("<i>Después</i>", [], True)


async def test_a_keyboard_is_edited_and_the_text_stays(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    sent = await bot.send_message(maria.id, "<b>a</b>", parse_mode="HTML", reply_markup=ONE)

    await bot.edit_message_reply_markup(maria.id, sent.message_id, reply_markup=TWO)
    assert (sim.chat(maria).last.labels, sim.chat(maria).last.edited) == ([["Dos"]], False)

    await bot.edit_message_reply_markup(maria.id, sent.message_id)
    assert (sim.chat(maria).last.html, sim.chat(maria).last.labels) == ("<b>a</b>", [])


async def test_a_caption_is_edited(bot: telegram.Bot, sim: Simulator, maria: Person) -> None:
    sent = await bot.send_photo(maria.id, png(), caption="Antes")

    edited = await bot.edit_message_caption(maria.id, sent.message_id, caption="Después")

    assert isinstance(edited, telegram.Message)
    assert edited.photo == sent.photo
    assert sim.chat(maria).last.text == "Después"


@pytest.mark.parametrize("change", ["text", "keyboard", "caption"])
async def test_an_edit_that_changes_nothing_is_refused(
    bot: telegram.Bot, maria: Person, change: str
) -> None:
    sent = await bot.send_message(maria.id, "a", reply_markup=ONE)
    photo = await bot.send_photo(maria.id, png(), caption="b")
    edits = {
        "text": lambda: sent.edit_text("a", reply_markup=ONE),
        "keyboard": lambda: sent.edit_reply_markup(ONE),
        "caption": lambda: photo.edit_caption("b"),
    }

    with pytest.raises(BadRequest) as refused:
        await edits[change]()

    assert refused.value.message == (
        "Message is not modified: specified new message content and reply markup are exactly "
        "the same as a current content and reply markup of the message"
    )


@pytest.mark.parametrize(
    ("method", "which", "params", "said"),
    [
        ("editMessageText", "nothing", {"text": "b"}, "message to edit not found"),
        ("editMessageText", "mine", {"text": "b"}, "message can't be edited"),
        ("editMessageText", "keyboard", {"text": "b"}, "message can't be edited"),
        ("editMessageText", "photo", {"text": "b"}, "there is no text in the message to edit"),
        ("editMessageText", "text", {"text": ""}, "message text is empty"),
        ("editMessageText", "text", {"text": "b" * 4097}, "MESSAGE_TOO_LONG"),
        (
            "editMessageText",
            "text",
            {"text": "b", "reply_markup": {"keyboard": [["a"]]}},
            "inline keyboard expected",
        ),
        ("editMessageCaption", "text", {}, "there is no caption in the message to edit"),
        ("editMessageCaption", "photo", {"caption": "b" * 1025}, "MEDIA_CAPTION_TOO_LONG"),
        ("editMessageReplyMarkup", "nothing", {}, "message to edit not found"),
        ("deleteMessage", "nothing", {}, "message to delete not found"),
        ("deleteMessages", "text", {}, "message identifiers are not specified"),
        ("setMessageReaction", "nothing", {}, "message to react not found"),
        (
            "setMessageReaction",
            "text",
            {"reaction": [{"type": "emoji", "emoji": "🌱"}]},
            "REACTION_INVALID",
        ),
    ],
)
async def test_an_edit_is_refused(
    api: Api, messages: dict[str, int], method: str, which: str, params: dict[str, Any], said: str
) -> None:
    where = {"chat_id": messages["chat"], "message_id": messages[which]}

    status, body = await api(method, **where, **params)

    assert (status, body["description"]) == (400, f"Bad Request: {said}")


async def test_deleted_messages_are_gone(bot: telegram.Bot, sim: Simulator, maria: Person) -> None:
    first = await bot.send_message(maria.id, "a")
    second = await bot.send_message(maria.id, "b")
    third = await bot.send_message(maria.id, "c")

    await bot.delete_message(maria.id, first.message_id)
    await bot.delete_messages(maria.id, [second.message_id, 999])

    assert [bubble.message_id for bubble in sim.chat(maria).from_bot] == [third.message_id]


async def test_what_a_person_wrote_is_deleted_too_and_stands_in_the_ledger(
    bot: telegram.Bot, sim: Simulator, maria: Person, watch: Watch
) -> None:
    written = sim.send_text(maria, "a")
    sent = await bot.send_message(maria.id, "b")
    watch.forward(hours=47)

    await bot.delete_messages(maria.id, [written, 999, sent.message_id, written])

    assert written not in [bubble.message_id for bubble in sim.chat(maria).messages]
    assert sim.chat(maria).from_bot == ()
    shown = describe_phone(sim.world, sim.world.chats[maria.id], maria)["messages"]
    assert [message["text"] for message in shown] == ["/start"]  # as the page has it
    assert [(one.chat_id, one.message_id, one.from_bot) for one in sim.ledger().deleted] == [
        (maria.id, written, False),
        (maria.id, sent.message_id, True),
    ]


async def test_with_one_that_is_too_old_none_is_deleted(
    bot: telegram.Bot, sim: Simulator, maria: Person, watch: Watch
) -> None:
    old = await bot.send_message(maria.id, "a")
    watch.forward(hours=48, seconds=1)
    new = await bot.send_message(maria.id, "b")

    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_messages(maria.id, [new.message_id, old.message_id])

    assert len(sim.chat(maria).from_bot) == 2


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ([], "message identifiers are not specified"),
        ([*range(1, 102)], "too many message identifiers specified"),
        (["a"], "invalid message identifier specified"),
    ],
)
async def test_from_one_to_a_hundred_messages_are_deleted_at_once(
    api: Api, maria: Person, sim: Simulator, ids: list[Any], said: str
) -> None:
    sim.start(maria)

    status, body = await api("deleteMessages", chat_id=maria.id, message_ids=ids)

    assert (status, body["description"]) == (400, f"Bad Request: {said}")


async def test_in_a_group_the_bot_deletes_only_what_it_wrote(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    group = sim.add_group("Mesa")
    sim.add_bot_to_group(group, maria)
    written = sim.send_text(maria, "a", group=group)
    sent = await bot.send_message(group.id, "b")

    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_messages(group.id, [written, sent.message_id])
    await bot.delete_messages(group.id, [sent.message_id])

    assert [one.message_id for one in sim.ledger().deleted] == [sent.message_id]


async def test_after_two_days_a_message_cannot_be_deleted(
    bot: telegram.Bot, maria: Person, watch: Watch
) -> None:
    sent = await bot.send_message(maria.id, "a")
    watch.forward(hours=48, seconds=1)

    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await sent.delete()


async def test_a_press_is_answered_with_a_toast_or_an_alert(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    sent = await bot.send_message(maria.id, "a", reply_markup=ONE)

    await bot.answer_callback_query(sim.tap(maria, sent.message_id, "Uno"), "Guardado")
    await bot.answer_callback_query(sim.tap(maria, sent.message_id, "1"), "¡Alto!", show_alert=True)
    await bot.answer_callback_query(sim.tap(maria, sent.message_id, "1"))

    assert (sim.chat(maria).toast, sim.chat(maria).alert) == ("Guardado", "¡Alto!")


async def test_a_second_answer_to_a_press_shows_nothing(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    sent = await bot.send_message(maria.id, "a", reply_markup=ONE)
    query = sim.tap(maria, sent.message_id, "1")

    await bot.answer_callback_query(query, "Guardado")
    await bot.answer_callback_query(query, "Otra vez")

    assert sim.chat(maria).toast == "Guardado"


async def test_a_press_cannot_be_answered_too_late(
    bot: telegram.Bot, sim: Simulator, maria: Person, watch: Watch
) -> None:
    sent = await bot.send_message(maria.id, "a", reply_markup=ONE)
    query = sim.tap(maria, sent.message_id, "1")
    watch.forward(seconds=151)
    too_old = "Query is too old and response timeout expired or query id is invalid"

    for asked in (query, "never-heard-of"):
        with pytest.raises(BadRequest) as refused:
            await bot.answer_callback_query(asked)
        assert refused.value.message == too_old


async def test_a_toast_has_at_most_200_characters(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    sent = await bot.send_message(maria.id, "a", reply_markup=ONE)

    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.answer_callback_query(sim.tap(maria, sent.message_id, "1"), "a" * 201)


async def test_the_bot_reacts_to_a_message(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    said = sim.send_text(maria, "Rutas seguras")

    await bot.set_message_reaction(maria.id, said, "❤")
    assert sim.chat(maria).last.reaction == "❤"

    await bot.set_message_reaction(maria.id, said)
    assert sim.chat(maria).last.reaction == ""
