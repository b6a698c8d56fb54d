"""Conversations: what was said stays, and two taps at once cannot overwrite each other."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.conversations import (
    ConversationStatus,
    StaleTurn,
    StoredConversation,
    begin_conversation,
    find_conversation,
    find_open_conversation,
    get_conversation,
    list_conversations,
    save_conversation,
)
from storage.crypto import CannotUnseal
from storage.database import Database, Session
from storage.submissions import begin_submission
from storage.tables import conversation
from tests.storage.told import LATER, NOW, a_form, a_participant, a_workshop

OPEN = ConversationStatus.OPEN


def begin(db: Session, *, chat_id: int = 7) -> StoredConversation:
    workshop = a_workshop(db)
    return begin_another(db, a_participant(db, workshop, chat_id=chat_id), a_form(db, workshop))


def begin_another(db: Session, who: Any, form: Any) -> StoredConversation:
    begun = begin_submission(
        db, participant_id=who.id, form_id=form.form_id, form_version_id=form.id, now=NOW
    )
    return begin_conversation(
        db,
        participant_id=who.id,
        form_version_id=form.id,
        submission_id=begun.id,
        turn=1,
        state={"answers": {"/practice/title": "Rutas seguras"}},
        language="es",
        now=NOW,
    )


def save(db: Session, /, *, id: int, expected: int, turn: int, **state: Any) -> None:  # noqa: A002
    save_conversation(
        db, id=id, expected_turn=expected, turn=turn, state=state, status=OPEN, now=LATER
    )


def test_a_conversation_is_found_again_where_it_was_left(database: Database) -> None:
    begun = database.transact_now(begin)

    found = database.transact_now(find_open_conversation, participant_id=begun.participant_id)

    assert found == begun
    assert found.state == {"answers": {"/practice/title": "Rutas seguras"}}
    assert found.form_id == "practice"


def test_a_turn_is_saved_with_its_state_and_language(database: Database) -> None:
    def take_turn(db: Session) -> StoredConversation:
        id_ = begin(db).id
        save(db, id=id_, expected=1, turn=2, at="/practice/stage")
        save_conversation(
            db,
            id=id_,
            expected_turn=2,
            turn=3,
            state={"at": None},
            status=ConversationStatus.COMPLETED,
            now=LATER,
            language="fr",
        )
        return get_conversation(db, id=id_)

    kept = database.transact_now(take_turn)

    assert (kept.turn, kept.state, kept.language) == (3, {"at": None}, "fr")
    assert (kept.status, kept.updated_at) == (ConversationStatus.COMPLETED, LATER)


def test_a_turn_that_came_too_late_saves_nothing(database: Database) -> None:
    begun = database.transact_now(begin)
    database.transact_now(save, id=begun.id, expected=1, turn=2, by="first")

    with pytest.raises(StaleTurn):
        database.transact_now(save, id=begun.id, expected=1, turn=2, by="second")

    assert database.transact_now(get_conversation, id=begun.id).state == {"by": "first"}


async def test_of_two_turns_at_once_each_sees_the_other(database: Database) -> None:
    begun = await database.transact(begin)

    def tap(db: Session, *, choice: str) -> None:
        """Toggle a choice of a question, which leaves the turn as it is."""
        found = find_open_conversation(db, participant_id=begun.participant_id)
        assert found is not None
        chosen = [*found.state.get("chosen", []), choice]
        save(db, id=begun.id, expected=found.turn, turn=found.turn, chosen=chosen)

    taps = [f"choice {n}" for n in range(12)]
    await asyncio.gather(*(database.transact(tap, choice=choice) for choice in taps))

    kept = await database.transact(get_conversation, id=begun.id)
    assert sorted(kept.state["chosen"]) == sorted(taps)


def test_the_conversation_touched_last_is_the_open_one(database: Database) -> None:
    def talk(db: Session) -> None:
        workshop = a_workshop(db)
        who, form = a_participant(db, workshop), a_form(db, workshop)
        first, second = begin_another(db, who, form), begin_another(db, who, form)

        assert find_open_conversation(db, participant_id=who.id) == second

        save(db, id=first.id, expected=1, turn=2)
        assert [one.id for one in list_conversations(db, participant_id=who.id)] == [
            first.id,
            second.id,
        ]
        save_conversation(
            db,
            id=first.id,
            expected_turn=2,
            turn=2,
            state={},
            status=ConversationStatus.CANCELLED,
            now=LATER + timedelta(minutes=1),
        )
        assert find_open_conversation(db, participant_id=who.id) == second
        assert list_conversations(db, participant_id=who.id, status=OPEN) == (second,)

    database.transact_now(talk)


def test_nothing_is_open_where_nothing_was_begun(database: Database) -> None:
    def look(db: Session) -> list[StoredConversation | None]:
        who = a_participant(db, a_workshop(db)).id
        return [find_open_conversation(db, participant_id=who), find_conversation(db, id=1)]

    assert database.transact_now(look) == [None, None]


async def test_a_conversation_can_be_read_beside_the_transactions(database: Database) -> None:
    begun = await database.transact(begin)

    assert await database.read(find_conversation, id=begun.id) == begun


def test_a_state_copied_to_another_conversation_does_not_open(database: Database) -> None:
    def copy(db: Session) -> int:
        mine, theirs = begin(db, chat_id=1), begin(db, chat_id=2)
        taken = conversation.select().where(conversation.c.id == theirs.id)
        sealed = db.execute(taken).one().state_sealed
        db.execute(
            conversation.update().where(conversation.c.id == mine.id).values(state_sealed=sealed)
        )
        return mine.id

    copied_to = database.transact_now(copy)

    with pytest.raises(CannotUnseal, match=f"conversation.state_sealed of {copied_to}"):
        database.transact_now(get_conversation, id=copied_to)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(
    state=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    )
)
def test_any_state_of_json_comes_back(database: Database, state: Any) -> None:
    def keep(db: Session) -> Any:
        id_ = begin(db).id
        save(db, id=id_, expected=1, turn=2, state=state)
        return get_conversation(db, id=id_).state

    assert database.transact_now(keep) == {"state": state}
