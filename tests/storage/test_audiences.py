"""Who may be written to: asked in one query, page by page, and always as things stand now."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from storage.audiences import (
    EVERYBODY,
    Audience,
    Standing,
    count_receivers,
    list_receivers,
    list_tables,
)
from storage.consents import Purpose, withdraw_consent
from storage.conversations import begin_conversation
from storage.database import Database, Session
from storage.participants import (
    Age,
    Participant,
    join_workshop,
    mark_unreachable,
    set_age,
    set_language,
    set_stopped,
    set_table,
)
from storage.submissions import withdraw_submission
from storage.tables import participant
from storage.workshops import Workshop, save_settings
from tests.storage.told import (
    NOW,
    a_completed_submission,
    a_form,
    a_participant,
    a_submission,
    a_workshop,
    agree,
)


def receivers(
    db: Session,
    workshop: Workshop,
    audience: Audience = EVERYBODY,
    *,
    purpose: Purpose = Purpose.WORKSHOP,
) -> list[int]:
    found = list_receivers(db, workshop_id=workshop.id, audience=audience, purpose=purpose)
    return [one.chat_id for one in found]


def who_agreed(db: Session, workshop: Workshop, chat_ids: Iterable[int]) -> list[Participant]:
    people = [a_participant(db, workshop, chat_id=chat_id, country="HN") for chat_id in chat_ids]
    for one in people:
        agree(db, one)
    return people


def test_whoever_must_not_be_written_to_is_left_out(database: Database) -> None:
    def work(db: Session) -> list[int]:
        workshop = a_workshop(db)
        elsewhere = a_workshop(db, title="Elsewhere")
        who_agreed(db, elsewhere, [99])
        fine, stopped, gone, back, minor, cut = who_agreed(db, workshop, range(1, 7))
        a_participant(db, workshop, chat_id=7)  # who has not agreed yet
        set_stopped(db, chat_id=stopped.chat_id, at=NOW)
        mark_unreachable(db, chat_id=gone.chat_id, at=NOW)
        withdraw_consent(db, participant_id=back.id, now=NOW)
        set_age(db, participant_id=minor.id, age=Age.MINOR)
        set_age(db, participant_id=fine.id, age=Age.ADULT)
        db.execute(participant.update().where(participant.c.id == cut.id).values(unlinked_at=NOW))
        return receivers(db, workshop)

    assert database.transact_now(work) == [1]


def test_minors_are_written_to_where_they_may_take_part(database: Database) -> None:
    def work(db: Session) -> list[int]:
        workshop = a_workshop(db)
        [minor] = who_agreed(db, workshop, [1])
        set_age(db, participant_id=minor.id, age=Age.MINOR)
        save_settings(db, replace(workshop, adolescents=True, guardian_note="signed"))
        return receivers(db, workshop)

    assert database.transact_now(work) == [1]


def test_messages_after_the_workshop_need_their_own_yes(database: Database) -> None:
    def work(db: Session) -> list[int]:
        workshop = a_workshop(db)
        yes, _, only_later = who_agreed(db, workshop, [1, 2, 3])
        for one in (yes, only_later):
            agree(db, one, purpose=Purpose.FOLLOW_UP)
        withdraw_consent(db, participant_id=only_later.id, now=NOW)
        return receivers(db, workshop, purpose=Purpose.FOLLOW_UP)

    assert database.transact_now(work) == [1]


@pytest.mark.parametrize(
    ("audience", "meant"),
    [
        (EVERYBODY, [1, 2, 3, 4]),
        (Audience(countries=("HN",)), [1, 2]),
        (Audience(countries=("HN", "GT")), [1, 2, 3]),
        (Audience(tables=("Mesa 1",)), [1, 4]),
        (Audience(languages=("fr",)), [2]),
        (Audience(countries=("HN",), tables=("Mesa 1",)), [1]),
        (Audience(countries=("CR",)), []),
        (Audience(states=(Standing.SENT_NOTHING,)), [3, 4]),
        (Audience(states=(Standing.SENT,)), [1, 2]),
        (Audience(states=(Standing.BEGUN,)), [3]),
        (Audience(states=(Standing.SENT, Standing.SENT_NOTHING)), [1, 2, 3, 4]),
    ],
)
def test_an_audience_is_who_is_named(
    database: Database, audience: Audience, meant: list[int]
) -> None:
    def work(db: Session) -> tuple[list[int], int]:
        workshop = a_workshop(db)
        form = a_form(db, workshop)
        profile = a_form(db, workshop, form_id="profile")
        countries = {1: "HN", 2: "HN", 3: "GT", 4: None}
        people = {
            chat_id: a_participant(db, workshop, chat_id=chat_id, country=country)
            for chat_id, country in countries.items()
        }
        for one in people.values():
            agree(db, one)
        for chat_id in (1, 4):
            set_table(db, participant_id=people[chat_id].id, table_name="Mesa 1")
        set_table(db, participant_id=people[2].id, table_name="Mesa 2")
        set_language(db, participant_id=people[2].id, language="fr")
        for chat_id in (1, 2):
            a_completed_submission(db, people[chat_id], form, {"title": "Rutas"})
        a_completed_submission(db, people[3], profile, {})
        back = a_completed_submission(db, people[4], form, {"title": "Otra"})
        withdraw_submission(db, submission_id=back.id, now=NOW)
        begun = a_submission(db, people[3], form, {"title": "Una idea"})
        begin_conversation(
            db,
            participant_id=people[3].id,
            form_version_id=form.id,
            submission_id=begun.id,
            turn=0,
            state={},
            language="es",
            now=NOW,
        )
        count = count_receivers(
            db, workshop_id=workshop.id, audience=audience, purpose=Purpose.WORKSHOP
        )
        return receivers(db, workshop, audience), count

    assert database.transact_now(work) == (meant, len(meant))


def test_more_than_a_page_is_read_in_order_and_from_where_one_was(database: Database) -> None:
    def work(db: Session) -> tuple[list[int], list[int]]:
        workshop = a_workshop(db)
        people = who_agreed(db, workshop, range(1, 602))
        behind = list_receivers(
            db,
            workshop_id=workshop.id,
            audience=EVERYBODY,
            purpose=Purpose.WORKSHOP,
            after=people[598].id,
        )
        return receivers(db, workshop), [one.chat_id for one in behind]

    everybody, behind = database.transact_now(work)

    assert everybody == list(range(1, 602))
    assert behind == [600, 601]


def test_tables_are_named_once_each(database: Database) -> None:
    def work(db: Session) -> tuple[str, ...]:
        workshop = a_workshop(db)
        for chat_id, table in enumerate(("Mesa 2", "Mesa 1", "Mesa 2", None)):
            join_workshop(
                db,
                workshop_id=workshop.id,
                chat_id=chat_id,
                language="es",
                table_name=table,
                now=NOW,
            )
        return list_tables(db, workshop_id=workshop.id)

    assert database.transact_now(work) == ("Mesa 1", "Mesa 2")


def test_an_audience_is_read_back_as_it_was_kept() -> None:
    audience = Audience(("HN",), ("Mesa 1",), ("fr",), (Standing.BEGUN,))

    assert Audience.from_json(audience.to_json()) == audience
    assert Audience.from_json({}) == EVERYBODY
