"""What people do, and what the bot hears of it."""

import asyncio

import pytest
import telegram
from telegram.error import BadRequest, Forbidden

from simulator import Attachment, NotPossible, Person, Simulator, Upload
from tests.simulator.conftest import Watch
from tests.simulator.samples import jpeg


async def latest(bot: telegram.Bot) -> telegram.Update:
    return (await bot.get_updates())[-1]


async def test_start_brings_the_code_of_the_deep_link(bot: telegram.Bot, sim: Simulator) -> None:
    jean = sim.add_person("Jean", language_code="fr")

    sim.start(jean, "code")

    update = await latest(bot)
    assert update.message is not None
    assert update.message.text == "/start code"
    assert update.message.parse_entities(["bot_command"]).popitem()[1] == "/start"
    assert update.effective_user is not None
    assert (update.effective_user.first_name, update.effective_user.language_code) == ("Jean", "fr")


async def test_the_newest_message_of_the_bot_is_seen_among_others(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    assert sim.newest_from_bot(maria) is None

    sim.send_text(maria, "uno")
    await bot.send_message(maria.id, "dos")
    sim.send_text(maria, "tres")

    newest = sim.newest_from_bot(maria)
    assert newest is not None
    assert newest.text == "dos"


async def test_somebody_may_have_no_language(bot: telegram.Bot, sim: Simulator) -> None:
    sim.send_text(sim.add_person("X"), "a")

    update = await latest(bot)

    assert update.effective_user is not None
    assert update.effective_user.language_code is None


async def test_files_arrive_as_telegram_sends_them(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    sim.send_photo(maria, jpeg(), caption="La ruta")
    sim.send_voice(maria, b"OggS", seconds=4)
    sim.send_document(maria, Upload("a.pdf", "application/pdf", b"%PDF"), caption="El plan")
    sim.send_sticker(maria)

    photo, voice, document, sticker = [u.message for u in await bot.get_updates()]

    assert photo is not None
    assert (photo.photo[-1].width, photo.caption) == (4, "La ruta")
    assert voice is not None
    assert voice.voice is not None
    assert voice.voice.mime_type == "audio/ogg"
    assert document is not None
    assert document.document is not None
    assert (document.document.file_name, document.caption) == ("a.pdf", "El plan")
    assert sticker is not None
    assert sticker.sticker is not None
    assert sticker.sticker.emoji == "🙂"
    kinds = [bubble.kind for bubble in sim.chat(maria).messages[1:]]
    assert kinds == ["photo", "voice", "document", "sticker"]


async def test_sounds_films_and_albums_arrive_as_telegram_sends_them(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    sim.send_audio(maria, b"ID3", name="canto.mp3")
    sim.send_video(maria, b"ftyp")
    sim.send_file(maria, Attachment("video_note", Upload("n.mp4", "video/mp4", b"ftyp")))
    sim.send_album(maria, [Attachment("photo", Upload("a.jpg", "image/jpeg", jpeg()))] * 2)

    messages = [update.message for update in await bot.get_updates()]
    audio, video, note, one, other = [message for message in messages if message]

    assert audio.audio is not None
    assert audio.audio.file_name == "canto.mp3"
    assert video.video is not None
    assert note.video_note is not None
    assert one.media_group_id == other.media_group_id is not None
    assert one.photo


async def test_a_file_comes_down_until_telegram_has_it_no_more(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    sim.send_voice(maria, b"OggS")
    sent = sim.chat(maria).last
    upload = sim.file_of(sent)

    assert upload is not None
    assert upload.content == b"OggS"
    assert sim.file_of(sim.chat(maria).messages[0]) is None
    sim.lose_files()
    with pytest.raises(BadRequest, match="file_id"):
        await bot.get_file(sent.file_id or "")


async def test_a_correction_is_heard_as_such(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    written = sim.send_text(maria, "Rutas")

    sim.edit_text(maria, written, "Rutas seguras")

    update = await latest(bot)
    assert update.edited_message is not None
    assert (update.edited_message.message_id, update.edited_message.text) == (
        written,
        "Rutas seguras",
    )
    assert sim.chat(maria).last.edited


async def test_a_press_brings_the_message_it_belongs_to(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    keyboard = telegram.InlineKeyboardMarkup(
        [[telegram.InlineKeyboardButton("Uno", callback_data="1")]]
    )
    sent = await bot.send_message(maria.id, "¿Cuál?", reply_markup=keyboard)

    query_id = sim.tap(maria, sent.message_id, "Uno")

    update = await latest(bot)
    assert update.callback_query is not None
    assert (update.callback_query.id, update.callback_query.data) == (query_id, "1")
    assert update.callback_query.message == sent


async def test_forged_data_and_vanished_messages_arrive_too(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    sent = await bot.send_message(maria.id, "a")
    await sent.delete()

    sim.tap(maria, sent.message_id, "forged:1:2")

    update = await latest(bot)
    assert update.callback_query is not None
    assert update.callback_query.data == "forged:1:2"
    assert update.callback_query.message is not None
    assert not update.callback_query.message.is_accessible


async def test_a_blocked_bot_may_do_nothing(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    sim.block(maria)

    update = await latest(bot)
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "kicked"
    assert sim.chat(maria).blocked
    for call in (
        bot.send_message(maria.id, "a"),
        bot.send_chat_action(maria.id, "typing"),
        bot.edit_message_text("b", maria.id, 1),
    ):
        with pytest.raises(Forbidden, match="Forbidden: bot was blocked by the user"):
            await call
    with pytest.raises(NotPossible, match="María has blocked the bot"):
        sim.send_text(maria, "a")

    sim.unblock(maria)

    update = await latest(bot)
    assert update.my_chat_member is not None
    assert update.my_chat_member.new_chat_member.status == "member"
    await bot.send_message(maria.id, "Otra vez aquí")
    assert sim.chat(maria).last.text == "Otra vez aquí"


async def test_nobody_hears_from_a_bot_before_start(bot: telegram.Bot, sim: Simulator) -> None:
    jean = sim.add_person("Jean")

    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(jean.id, "Bonjour")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(1, "Bonjour")


async def test_a_bot_comes_into_a_group_and_leaves(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    group = sim.add_group("Mesa 4")
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(group.id, "a")
    sim.add_bot_to_group(group, maria)
    sim.send_text(maria, "Hola a todos", group=group)
    sim.send_text(maria, "@tertulia_bot hola", group=group)
    sim.send_text(maria, "/start", group=group)

    added, joined, said, start = await bot.get_updates()
    assert added.my_chat_member is not None
    assert added.my_chat_member.old_chat_member.status == "left"
    assert added.my_chat_member.new_chat_member.status == "member"
    assert joined.message is not None
    assert [user.id for user in joined.message.new_chat_members] == [bot.id]
    assert said.effective_chat is not None
    assert said.message is not None
    assert said.message.text == "@tertulia_bot hola"
    assert (said.effective_chat.type, said.effective_chat.title) == ("group", "Mesa 4")

    await bot.send_message(group.id, "Adiós")
    await bot.leave_chat(group.id)
    assert sim.chat(group).last.text == "Adiós"
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await bot.send_message(group.id, "a")
    sim.send_text(maria, "/start", group=group)
    assert await latest(bot) == start


async def test_a_bot_is_put_out_of_a_group(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    group = sim.add_group("Mesa 4")
    sim.add_bot_to_group(group, maria)

    sim.kick_bot_from_group(group, maria)

    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group.id, "a")


async def test_members_and_chats_can_be_asked_for(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    group = sim.add_group("Mesa 4")
    sim.add_bot_to_group(group, maria)

    chat = await bot.get_chat(maria.id)
    own = await bot.get_chat_member(group.id, bot.id)
    hers = await bot.get_chat_member(group.id, maria.id)

    assert (chat.first_name, own.status, hers.user.first_name) == ("María", "member", "María")
    with pytest.raises(BadRequest, match="Invalid user_id specified"):
        await bot.get_chat_member(group.id, 5)
    with pytest.raises(BadRequest, match="member status can't be changed in private chats"):
        await bot.leave_chat(maria.id)


async def test_what_is_too_long_is_sent_in_parts(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    first = sim.send_text(maria, "a" * 4096 + "b")

    messages = [u.message for u in await bot.get_updates() if u.message is not None]
    assert [len(message.text or "") for message in messages] == [4096, 1]
    assert messages[0].message_id == first


def test_people_cannot_do_what_a_phone_cannot(sim: Simulator, maria: Person) -> None:
    with pytest.raises(NotPossible, match="no empty message"):
        sim.send_text(maria, " ")
    with pytest.raises(NotPossible, match="texts of their own"):
        sim.edit_text(maria, 99, "a")
    with pytest.raises(NotPossible):
        sim.edit_caption(maria, 99, "a")
    with pytest.raises(NotPossible, match="nobody can send a piano"):
        sim.send_file(maria, Attachment("piano", Upload("a", "a/b", b"c")))


async def test_a_link_button_says_nothing_to_the_bot(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    keyboard = telegram.InlineKeyboardMarkup(
        [[telegram.InlineKeyboardButton("Ver", url="https://example.org")]]
    )
    sent = await bot.send_message(maria.id, "a", reply_markup=keyboard)

    with pytest.raises(NotPossible, match="opens something"):
        sim.tap(maria, sent.message_id, "Ver")


def test_people_and_groups_have_ids_of_their_own() -> None:
    sim = Simulator([Person(7, "Ana")])

    maria, jean = sim.add_person("María"), sim.add_person("Jean")
    one, two = sim.add_group("1"), sim.add_group("2")

    assert [person.first_name for person in sim.people] == ["Ana", "María", "Jean"]
    assert len({7, maria.id, jean.id, one.id, two.id}) == 5
    with pytest.raises(ValueError, match="already somebody"):
        Simulator([Person(7, "Ana"), Person(7, "Eva")])


async def test_waiting_ends_when_the_bot_has_answered(
    bot: telegram.Bot, sim: Simulator, maria: Person
) -> None:
    first = await bot.send_message(maria.id, "Uno")
    waiting = asyncio.ensure_future(sim.next_from_bot(maria, after=first.message_id))

    await bot.send_message(maria.id, "Dos")

    assert (await waiting).last.text == "Dos"


async def test_waiting_has_an_end(sim: Simulator) -> None:
    with pytest.raises(TimeoutError):
        await sim.until(lambda: False, timeout_seconds=0.001)


async def test_each_message_has_its_moment(
    bot: telegram.Bot, sim: Simulator, maria: Person, watch: Watch
) -> None:
    await bot.send_message(maria.id, "a")
    watch.forward(minutes=1)
    await bot.send_message(maria.id, "b")

    first, second = sim.ledger().to(maria)

    assert (second.at - first.at).total_seconds() == 60
