"""What the bot sends, as python-telegram-bot reads the answers and as people see it."""

import json
from typing import Any

import pytest
import telegram

from simulator import Person, Simulator, Upload
from tests.simulator.conftest import Api, Watch
from tests.simulator.samples import jpeg, png

Keyboard = telegram.InlineKeyboardMarkup
Key = telegram.InlineKeyboardButton


async def test_a_message_is_what_the_library_expects(
    bot: telegram.Bot, sim: Simulator, maria: Person, watch: Watch
) -> None:
    keyboard = Keyboard([[Key("Sí", callback_data="yes"), Key("No", callback_data="no")]])

    sent = await bot.send_message(
        maria.id,
        " <b>¿Lista?</b> ",
        parse_mode="HTML",
        reply_markup=keyboard,
        link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
        protect_content=True,
    )

    assert sent.text_html == "<b>¿Lista?</b>"
    assert sent.reply_markup == keyboard
    assert sent.date == watch()
    assert sent.chat.type == "private"
    assert sent.from_user is not None
    assert sent.from_user.id == bot.id
    assert sent.link_preview_options is not None
    assert sent.link_preview_options.is_disabled
    assert sent.has_protected_content
    seen = sim.chat(maria).last
    assert (seen.html, seen.labels) == ("<b>¿Lista?</b>", [["Sí", "No"]])


async def test_entities_may_be_given_instead_of_html(bot: telegram.Bot, maria: Person) -> None:
    bold = telegram.MessageEntity("bold", 0, 2)

    sent = await bot.send_message(maria.id, "ab c", entities=[bold])

    assert sent.entities == (bold,)


async def test_a_reply_shows_what_it_answers(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    asked = sim.send_text(maria, "¿Hay alguien?")

    sent = await bot.send_message(maria.id, "Sí", reply_to_message_id=asked)
    other = await bot.send_message(
        maria.id, "Sí", reply_to_message_id=999, allow_sending_without_reply=True
    )

    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "¿Hay alguien?"
    assert other.reply_to_message is None
    again = await bot.send_message(maria.id, "¿Y bien?", reply_to_message_id=sent.message_id)
    assert again.reply_to_message is not None
    assert again.reply_to_message.reply_to_message is None


async def test_a_picture_of_more_than_ten_megabytes_is_no_photo(
    bot: telegram.Bot, maria: Person
) -> None:
    with pytest.raises(telegram.error.BadRequest, match="too big for a photo"):
        await bot.send_photo(maria.id, png() + bytes(10 * 1024 * 1024))


async def test_a_place_is_asked_for_in_private_chats_only(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    group = sim.add_group("Taller")
    sim.add_bot_to_group(group, maria)
    key = telegram.KeyboardButton("Aquí", request_location=True)

    with pytest.raises(telegram.error.BadRequest, match="private chats only"):
        await bot.send_message(
            group.id, "¿Dónde?", reply_markup=telegram.ReplyKeyboardMarkup([[key]])
        )


async def test_files_arrive_with_their_captions(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    photo = await bot.send_photo(
        maria.id, png(), caption="<b>hoy</b>", parse_mode="HTML", show_caption_above_media=True
    )
    other = await bot.send_photo(maria.id, jpeg())
    document = await bot.send_document(maria.id, b"a;b", filename="datos.csv")
    again = await bot.send_document(maria.id, document.document.file_id)  # type: ignore[union-attr]  # sent above
    voice = await bot.send_voice(maria.id, b"OggS", duration=3)

    assert [(p.width, p.height) for p in photo.photo + other.photo] == [(2, 3), (4, 5)]
    assert photo.caption_html == "<b>hoy</b>"
    assert photo.show_caption_above_media
    assert again.document is not None
    assert (again.document.file_name, again.document.file_size) == ("datos.csv", 3)
    assert voice.voice is not None
    assert voice.voice.to_dict()["duration"] == 3
    kinds = [bubble.kind for bubble in sim.chat(maria).from_bot]
    assert kinds == ["photo", "photo", "document", "document", "voice"]


async def test_an_album_is_one_group(bot: telegram.Bot, maria: Person) -> None:
    known = await bot.send_document(maria.id, b"a", filename="a.txt")
    assert known.document is not None

    album = await bot.send_media_group(
        maria.id,
        [
            telegram.InputMediaPhoto(png(), caption="uno"),
            telegram.InputMediaDocument(known.document.file_id),
        ],
    )

    assert [bool(message.photo) for message in album] == [True, False]
    assert album[0].caption == "uno"
    assert album[0].media_group_id == album[1].media_group_id


async def test_a_file_comes_back_as_it_was_sent(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    sim.send_document(maria, Upload("a.bin", "application/octet-stream", b"\r\n--x\0\xff\r\n"))
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.document is not None

    file = await bot.get_file(update.message.document.file_id)

    assert bytes(await file.download_as_bytearray()) == b"\r\n--x\0\xff\r\n"


async def test_what_the_bot_uploads_loses_no_byte(bot: telegram.Bot, maria: Person) -> None:
    content = b"\r\n--\r\n\0\xff" * 100

    sent = await bot.send_document(maria.id, content, filename="ñ a.bin")

    assert sent.document is not None
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == content


async def test_typing_is_seen_for_five_seconds_or_until_a_message(
    bot: telegram.Bot, sim: Simulator, maria: Person, watch: Watch
) -> None:
    await bot.send_chat_action(maria.id, "typing")
    assert sim.chat(maria).action == "typing"

    watch.forward(seconds=5)
    assert sim.chat(maria).action == ""

    await bot.send_chat_action(maria.id, "upload_photo")
    await bot.send_message(maria.id, "Aquí está")
    assert sim.chat(maria).action == ""


async def test_a_reply_keyboard_stays_until_it_is_removed(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    keyboard = telegram.ReplyKeyboardMarkup([["Sí", telegram.KeyboardButton("No")]])

    sent = await bot.send_message(maria.id, "¿Viene?", reply_markup=keyboard)
    assert sent.reply_markup is None
    assert sim.chat(maria).keyboard == (("Sí", "No"),)
    sim.send_text(maria, "Sí")
    assert sim.chat(maria).keyboard == (("Sí", "No"),)

    await bot.send_message(maria.id, "Bien", reply_markup=telegram.ReplyKeyboardRemove())
    assert sim.chat(maria).keyboard == ()


async def test_an_answer_to_a_forced_reply_names_its_question(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    await bot.send_message(maria.id, "¿Cómo se llama?", reply_markup=telegram.ForceReply())

    sim.send_text(maria, "Rutas")
    sim.send_text(maria, "Otra cosa")

    answered = [update.message for update in await bot.get_updates() if update.message is not None]
    assert answered[0].reply_to_message is not None
    assert answered[0].reply_to_message.text == "¿Cómo se llama?"
    assert answered[1].reply_to_message is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "message text is empty"),
        (" \n ", "message text is empty"),
        ("a" * 4097, "message is too long"),
        ("👍" * 2049, "message is too long"),
        ("<b>", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("a" * 32769, "text is too long"),
    ],
    ids=["empty", "blank", "long", "long in UTF-16", "bad HTML", "far too long"],
)
async def test_a_text_is_refused(api: Api, maria: Person, text: str, said: str) -> None:
    status, body = await api("sendMessage", chat_id=maria.id, text=text, parse_mode="HTML")

    assert status == 400
    assert body == {"ok": False, "error_code": 400, "description": f"Bad Request: {said}"}


async def test_only_what_is_read_counts_for_the_length(api: Api, maria: Person) -> None:
    text = "<b>" + "a" * 4096 + "</b>"

    status, _ = await api("sendMessage", chat_id=maria.id, text=text, parse_mode="HTML")

    assert status == 200


@pytest.mark.parametrize(
    ("method", "params", "said"),
    [
        ("sendMessage", {"text": "a", "parse_mode": "Markdown"}, "unsupported parse_mode"),
        (
            "sendMessage",
            {"text": "a", "reply_to_message_id": 99},
            "message to be replied not found",
        ),
        ("sendMessage", {"text": "a", "reply_markup": "{"}, "can't parse reply markup JSON object"),
        ("sendMessage", {"text": "a", "reply_markup": "[1]"}, "object expected as reply markup"),
        ("sendChatAction", {"action": "dancing"}, "wrong parameter action in request"),
        ("sendPhoto", {}, "there is no photo in the request"),
        ("sendPhoto", {"photo": "nothing"}, "wrong file identifier/HTTP URL specified"),
        ("sendPhoto", {"photo": "x", "caption": "a" * 1025}, "message caption is too long"),
        ("sendMediaGroup", {"media": []}, "there must be at least one message to send"),
        ("sendMediaGroup", {"media": [{"type": "dance"}]}, "type of media is not known"),
        ("getFile", {"file_id": "x"}, "wrong file_id or the file is temporarily unavailable"),
    ],
)
async def test_what_makes_no_sense_is_refused(
    api: Api, maria: Person, method: str, params: dict[str, Any], said: str
) -> None:
    status, body = await api(method, chat_id=maria.id, **params)

    assert (status, body["description"]) == (400, f"Bad Request: {said}")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "File must be non-empty"),
        (b"no picture", "Image_process_failed"),
        (b"\x89PNG\r\n\x1a\n", "Image_process_failed"),
        (b"\xff\xd8\xff\xe0\x00\x04ab\xff\xd9", "Image_process_failed"),
    ],
)
async def test_what_is_no_picture_is_no_photo(
    bot: telegram.Bot, maria: Person, content: bytes, said: str
) -> None:
    upload = telegram.InputFile(content, filename="a.png")

    with pytest.raises(telegram.error.BadRequest) as refused:
        await bot.send_photo(maria.id, upload)

    assert refused.value.message == said


async def test_a_file_of_more_than_20_mb_cannot_be_fetched(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    sim.send_document(maria, Upload("a.bin", "application/octet-stream", bytes(20 * 1024**2 + 1)))
    [update] = await bot.get_updates()
    assert update.message is not None
    assert update.message.document is not None

    with pytest.raises(telegram.error.BadRequest, match="File is too big"):
        await bot.get_file(update.message.document.file_id)


@pytest.mark.parametrize(
    ("button", "said"),
    [
        ({"text": "a", "callback_data": "ñ" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        (
            {"text": "a", "url": "javascript:alert(1)"},
            "inline keyboard button URL 'javascript:alert(1)' is invalid: Wrong HTTP URL",
        ),
        (
            {"text": "a"},
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": " ", "callback_data": "a"},
            "can't parse inline keyboard button: Button text must be non-empty",
        ),
        ("a", "can't parse inline keyboard button: Button text must be non-empty"),
    ],
    ids=["long data", "no data", "script", "no action", "no text", "no button"],
)
async def test_an_inline_button_is_refused(api: Api, maria: Person, button: Any, said: str) -> None:
    markup = json.dumps({"inline_keyboard": [[button]]})

    status, body = await api("sendMessage", chat_id=maria.id, text="a", reply_markup=markup)

    assert (status, body["description"]) == (400, f"Bad Request: {said}")


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ({"keyboard": "a"}, "can't parse keyboard: Field must be of type Array"),
        ({"keyboard": ["a"]}, "can't parse keyboard: Field must be of type Array"),
        (
            {"keyboard": [[{"text": ""}]]},
            "can't parse keyboard button: Button text must be non-empty",
        ),
    ],
    ids=["no rows", "no buttons", "no text"],
)
async def test_a_reply_keyboard_is_refused(
    api: Api, maria: Person, markup: dict[str, Any], said: str
) -> None:
    status, body = await api("sendMessage", chat_id=maria.id, text="a", reply_markup=markup)

    assert (status, body["description"]) == (400, f"Bad Request: {said}")
