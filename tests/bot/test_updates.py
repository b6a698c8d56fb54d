from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.attached import Carrier, File, Location
from bot.updates import (
    Command,
    Contact,
    Edited,
    GroupMessage,
    Membership,
    Other,
    Sent,
    Sticker,
    Tap,
    Text,
    Update,
    parse,
    update_id_of,
)

PERSON = {"id": 42, "is_bot": False, "first_name": "María", "language_code": "es-419"}
CHAT = {"id": 42, "type": "private", "first_name": "María"}
GROUP = {"id": -100, "type": "supergroup", "title": "Taller"}


def message(chat: object = CHAT, **content: object) -> dict[str, Any]:
    head = {"message_id": 7, "date": 1_760_000_000, "from": PERSON, "chat": chat}
    return {"update_id": 1, "message": head | content}


def sent(raw: object) -> Sent | None:
    update = parse(raw)
    return update.sent if update is not None else None


def a_file(carrier: Carrier, file_id: str, **described: Any) -> File:
    told = {"name": "", "mime_type": "", "size": None, "caption": "", "album": ""}
    return File(carrier, file_id, **(told | described))


def test_a_text_is_read_without_the_name_of_who_sent_it() -> None:
    assert parse(message(text="Rutas seguras")) == Update(
        update_id=1,
        chat_id=42,
        chat_type="private",
        language_code="es-419",
        message_id=7,
        at=datetime.fromtimestamp(1_760_000_000, UTC),
        sent=Text("Rutas seguras"),
    )
    assert "María" not in repr(parse(message(text="Rutas seguras")))


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/start", Command("start", "")),
        ("/start abc_DEF-1", Command("start", "abc_DEF-1")),
        ("/PRACTICE", Command("practice", "")),
        ("/Práctica@tertulia_bot", Command("practica", "")),
        ("/leçon  a\nb ", Command("lecon", "a\nb")),
    ],
)
def test_commands_are_read_as_people_write_them(text: str, command: Command) -> None:
    assert sent(message(text=text)) == command


@pytest.mark.parametrize("text", ["/", "/ start", "/2019", "//", "a /start", "1/2", "/a-b"])
def test_a_slash_alone_makes_no_command(text: str) -> None:
    assert sent(message(text=text)) == Text(text)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ({"voice": {"file_id": "v", "file_size": 9}}, a_file(Carrier.VOICE, "v", size=9)),
        ({"voice": {"file_id": "v", "file_size": "big"}}, a_file(Carrier.VOICE, "v")),
        ({"audio": {"file_id": "a"}}, a_file(Carrier.AUDIO, "a")),
        (
            {"video": {"file_id": "f"}, "caption": "Ruta"},
            a_file(Carrier.VIDEO, "f", caption="Ruta"),
        ),
        ({"video_note": {"file_id": "n"}}, a_file(Carrier.VIDEO_NOTE, "n")),
        (
            {"photo": [{"file_id": "big", "width": 900}, {"file_id": "small", "width": 90}]},
            a_file(Carrier.PHOTO, "big"),
        ),
        (
            {"photo": [{"file_id": "p"}], "media_group_id": "77"},
            a_file(Carrier.PHOTO, "p", album="77"),
        ),
        (
            {"document": {"file_id": "d", "file_name": "a.xlsx", "mime_type": "X/y"}},
            a_file(Carrier.DOCUMENT, "d", name="a.xlsx", mime_type="x/y"),
        ),
        (
            {"document": {"file_id": "d", "file_name": "n" * 999, "mime_type": 7}},
            a_file(Carrier.DOCUMENT, "d", name="n" * 255),
        ),
        ({"document": {"file_name": "a.xlsx"}}, Other()),
        ({"sticker": {"file_id": "s"}}, Sticker()),
        ({"location": {"latitude": 1, "longitude": -2.5}}, Location(1.0, -2.5)),
        (
            {"location": {"latitude": 1.0, "longitude": 2.0}, "venue": {"title": "Parque"}},
            Location(1.0, 2.0),
        ),
        ({"location": {"latitude": 91, "longitude": 2.0}}, Other()),
        ({"location": {"latitude": True, "longitude": 2.0}}, Other()),
        ({"location": {"latitude": float("nan"), "longitude": 2.0}}, Other()),
        ({"location": {"latitude": 1.0}}, Other()),
        ({"contact": {"phone_number": "+504", "first_name": "Ana"}}, Contact()),
        ({"dice": {"value": 3}}, Other()),
        ({"photo": []}, Other()),
        ({"photo": "none"}, Other()),
    ],
)
def test_each_kind_of_message_is_told_apart(content: dict[str, Any], expected: Sent) -> None:
    assert sent(message(**content)) == expected


def test_a_press_carries_its_data_and_its_message() -> None:
    query = {"id": "77", "from": PERSON, "data": "choice:1", "message": message()["message"]}

    update = parse({"update_id": 2, "callback_query": query})

    assert update is not None
    assert (update.chat_id, update.message_id, update.at) == (42, 7, None)
    assert update.sent == Tap(callback_id="77", data="choice:1")


def test_a_press_without_its_message_is_from_the_person() -> None:
    update = parse({"update_id": 2, "callback_query": {"id": "77", "from": PERSON}})

    assert update is not None
    assert (update.chat_id, update.chat_type, update.message_id) == (42, "private", None)
    assert update.sent == Tap(callback_id="77", data="")


def test_a_press_from_nowhere_is_none() -> None:
    assert parse({"update_id": 2, "callback_query": {"id": "77"}}) is None
    assert parse({"update_id": 2, "callback_query": {"from": PERSON}}) is None


def test_an_edit_is_told_from_a_message() -> None:
    text = {"update_id": 3, "edited_message": message(text="Mejor")["message"]}
    photo = {"update_id": 3, "edited_message": message(photo=[])["message"]}

    assert sent(text) == Edited("Mejor")
    assert sent(photo) == Edited("")


def test_a_live_location_that_moves_is_no_news() -> None:
    moved = message(location={"latitude": 1.0, "longitude": 2.0})["message"]

    assert parse({"update_id": 3, "edited_message": moved}) is None


def test_a_text_is_no_longer_than_telegram_lets_it_be() -> None:
    assert sent(message(text="a" * 9_999)) == Text("a" * 4_096)


@pytest.mark.parametrize(
    ("chat", "status", "expected"),
    [
        (CHAT, "kicked", Membership("kicked", is_group=False)),
        (CHAT, "member", Membership("member", is_group=False)),
        (GROUP, "member", Membership("member", is_group=True)),
        (GROUP, "emperor", None),
        (None, "member", None),
    ],
)
def test_being_blocked_or_added_is_noticed(
    chat: object, status: str, expected: Membership | None
) -> None:
    change = {"chat": chat, "from": PERSON, "date": 5, "new_chat_member": {"status": status}}

    assert sent({"update_id": 4, "my_chat_member": change}) == expected


def test_nothing_of_what_is_said_in_a_group_is_kept() -> None:
    query = {"id": "7", "from": PERSON, "data": "x", "message": message(GROUP)["message"]}

    assert sent(message(GROUP, text="secreto")) == GroupMessage()
    assert sent({"update_id": 1, "edited_message": message(GROUP)["message"]}) == GroupMessage()
    assert sent({"update_id": 1, "callback_query": query}) == GroupMessage()


def test_half_characters_and_nul_do_not_reach_the_database() -> None:
    assert sent(message(text="a\ud800b\0c")) == Text("a?bc")


@pytest.mark.parametrize("code", ["", "español", "x" * 40, 7, None, "es_MX", "es-"])
def test_a_language_that_is_none_is_left_out(code: object) -> None:
    update = parse(
        message() | {"message": message()["message"] | {"from": {"language_code": code}}}
    )

    assert update is not None
    assert update.language_code is None


@pytest.mark.parametrize("date", [0, -(2**62), 2**62, "yesterday", None, True])
def test_a_date_that_is_none_is_left_out(date: object) -> None:
    update = parse(message(text="a", date=date))

    assert update is not None
    assert update.at is None


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        "update",
        {},
        {"update_id": "1"},
        {"update_id": True},
        {"update_id": 2**63},
    ],
)
def test_what_is_no_update_has_no_number(raw: object) -> None:
    assert (parse(raw), update_id_of(raw)) == (None, None)


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 9},
        {"update_id": 9, "poll": {}},
        {"update_id": 9, "message": None},
        {"update_id": 9, "message": {"chat": {"id": 10**400, "type": "private"}}},
        {"update_id": 9, "message": {"chat": {"id": 1, "type": 2}}},
    ],
)
def test_what_cannot_be_read_keeps_its_number(raw: object) -> None:
    assert (parse(raw), update_id_of(raw)) == (None, 9)


KEYS = [
    "update_id",
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat",
    "id",
    "type",
    "from",
    "text",
    "data",
    "date",
    "message_id",
    "voice",
    "photo",
    "document",
    "location",
    "latitude",
    "longitude",
    "media_group_id",
    "caption",
    "file_id",
    "duration",
    "new_chat_member",
    "status",
    "width",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(KEYS),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(KEYS), JSON))
def test_nothing_that_comes_in_raises(raw: dict[str, Any]) -> None:
    update = parse(raw)

    assert update is None or update.update_id == raw["update_id"]
