"""Workshops, invitations, and who came by them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound

from storage import consents, deliveries, organisers, participants
from storage.consents import Purpose, Wording
from storage.conversations import begin_conversation
from storage.database import Database, Session
from storage.held import count_held, hold, release
from storage.invitations import Role, create_invitation, find_invitation, use_invitation
from storage.tables import (
    answer,
    answer_choice,
    consent,
    conversation,
    delivery,
    participant,
    submission,
)
from storage.workshops import (
    Workshop,
    close_workshop,
    get_workshop,
    list_workshops,
    save_settings,
)
from tests.storage.told import (
    LATER,
    NOW,
    a_completed_submission,
    a_form,
    a_participant,
    a_workshop,
    agree,
)


def test_a_workshop_comes_back_as_it_was_set_up(database: Database) -> None:
    created = database.transact_now(a_workshop, title="Taller «Tegucigalpa»")

    found = database.transact_now(get_workshop, workshop_id=created.id)

    assert found == created
    assert found.title == "Taller «Tegucigalpa»"
    assert found.countries == ("HN", "GT", "CR")
    assert found.closed_at is None


def test_a_workshop_keeps_what_is_set_later(database: Database) -> None:
    def unit(db: Session) -> tuple[Workshop, Workshop]:
        wanted = replace(
            a_workshop(db),
            identity_days=30,
            answers_days=90,
            documents=True,
            adolescents=True,
            guardian_note="Signed on paper.",
            focal_point="The team's table at the door",
        )
        save_settings(db, wanted)
        return wanted, get_workshop(db, workshop_id=wanted.id)

    wanted, kept = database.transact_now(unit)

    assert kept == wanted
    assert kept.takes_adolescents


def test_without_a_guardians_note_nobody_under_18_takes_part(database: Database) -> None:
    def unit(db: Session) -> Workshop:
        wanted = replace(a_workshop(db), adolescents=True, guardian_note="", focal_point="")
        save_settings(db, wanted)
        return get_workshop(db, workshop_id=wanted.id)

    workshop = database.transact_now(unit)

    assert (workshop.takes_adolescents, workshop.guardian_note) == (False, None)


def test_a_workshop_is_closed_once(database: Database) -> None:
    def close_twice(db: Session) -> object:
        id_ = a_workshop(db).id
        close_workshop(db, workshop_id=id_, now=NOW)
        close_workshop(db, workshop_id=id_, now=LATER)
        return get_workshop(db, workshop_id=id_).closed_at

    assert database.transact_now(close_twice) == NOW


def test_workshops_are_listed_the_newest_first(database: Database) -> None:
    def two(db: Session) -> list[str]:
        a_workshop(db, title="first")
        a_workshop(db, title="second")
        return [found.title for found in list_workshops(db)]

    assert database.transact_now(two) == ["second", "first"]


def test_a_workshop_that_is_not_there_is_an_error(database: Database) -> None:
    with pytest.raises(NoResultFound):
        database.transact_now(get_workshop, workshop_id=1)


def test_an_invitation_is_found_by_its_code_only(database: Database) -> None:
    def invite(db: Session) -> None:
        made, code = create_invitation(
            db,
            workshop_id=a_workshop(db).id,
            role=Role.PARTICIPANT,
            table_name="Mesa 3: prevención",
            max_uses=None,
            expires_at=LATER,
            now=NOW,
        )

        assert find_invitation(db, code=code) == made
        assert made.table_name == "Mesa 3: prevención"
        assert find_invitation(db, code=code[:-1]) is None
        assert len(code) == 22

    database.transact_now(invite)


def test_an_invitation_is_not_used_more_often_than_it_may(database: Database) -> None:
    def use(db: Session) -> tuple[list[bool], int | None]:
        made, code = create_invitation(
            db,
            workshop_id=a_workshop(db).id,
            role=Role.ORGANISER,
            table_name=None,
            max_uses=2,
            expires_at=None,
            now=NOW,
        )
        used = [use_invitation(db, invitation_id=made.id) for _ in range(3)]
        found = find_invitation(db, code=code)
        return used, found.uses if found else None

    assert database.transact_now(use) == ([True, True, False], 2)


def test_who_joins_again_stays_the_same_person(database: Database) -> None:
    def join_twice(db: Session) -> None:
        workshop = a_workshop(db)
        first = a_participant(db, workshop, country="HN")
        participants.set_language(db, participant_id=first.id, language="fr")
        participants.mark_unreachable(db, chat_id=7, at=NOW)
        again = participants.join_workshop(
            db, workshop_id=workshop.id, chat_id=7, language="en", table_name="x", now=LATER
        )

        assert again.id == first.id
        assert (again.language, again.language_chosen) == ("fr", True)
        assert (again.country, again.table_name, again.joined_at) == ("HN", None, NOW)
        assert again.reachable
        assert participants.count_participants(db, workshop_id=workshop.id) == 1

    database.transact_now(join_twice)


def test_a_chat_stands_for_its_participant_in_the_workshop_joined_last(
    database: Database,
) -> None:
    def join_two(db: Session) -> None:
        first, second = a_workshop(db), a_workshop(db)
        in_first = a_participant(db, first)
        in_second = participants.join_workshop(
            db, workshop_id=second.id, chat_id=7, language="es", table_name=None, now=LATER
        )

        assert participants.find_participant(db, chat_id=7) == in_second
        assert participants.get_participant(db, participant_id=in_first.id).chat_id == 7
        assert participants.find_participant(db, chat_id=8) is None
        assert in_first.workshop_id != in_second.workshop_id

        participants.join_workshop(
            db,
            workshop_id=first.id,
            chat_id=7,
            language="es",
            table_name=None,
            now=LATER + timedelta(days=1),
        )
        found = participants.find_participant(db, chat_id=7)
        assert found is not None
        assert found.id == in_first.id

    database.transact_now(join_two)


def test_a_participant_who_blocks_the_bot_can_come_back(database: Database) -> None:
    def reachable(db: Session) -> bool:
        found = participants.find_participant(db, chat_id=7)
        return found is not None and found.reachable

    def block_and_return(db: Session) -> list[bool]:
        a_participant(db, a_workshop(db))
        seen = [reachable(db)]
        participants.mark_unreachable(db, chat_id=7, at=NOW)
        seen.append(reachable(db))
        participants.mark_reachable(db, chat_id=7)
        return [*seen, reachable(db)]

    assert database.transact_now(block_and_return) == [True, False, True]


def test_participants_are_listed_by_workshop(database: Database) -> None:
    def list_one(db: Session) -> list[int]:
        workshop = a_workshop(db)
        a_participant(db, a_workshop(db), chat_id=99)
        for chat_id in (3, 1, 2):
            a_participant(db, workshop, chat_id=chat_id)
        return [who.chat_id for who in participants.list_participants(db, workshop_id=workshop.id)]

    assert database.transact_now(list_one) == [3, 1, 2]


def test_a_pseudonym_is_the_same_in_one_workshop_and_tells_nothing(database: Database) -> None:
    def name(db: Session) -> set[str]:
        return {
            participants.pseudonym(db, workshop_id=workshop_id, participant_id=participant_id)
            for workshop_id, participant_id in [(1, 7), (1, 7), (1, 8), (2, 7)]
        }

    names = database.transact_now(name)

    assert len(names) == 3
    assert {len(each) for each in names} == {8}


def test_erasure_of_a_participant_leaves_nothing_of_them(database: Database) -> None:
    tables = (participant, consent, conversation, submission, answer, answer_choice, delivery)

    def live(db: Session, *, chat_id: int) -> int:
        workshop = a_workshop(db)
        who, form = a_participant(db, workshop, chat_id=chat_id), a_form(db, workshop)
        agree(db, who)
        told = a_completed_submission(
            db, who, form, {"title": "Rutas", "components": "prevention rights"}
        )
        begun = begin_conversation(
            db,
            participant_id=who.id,
            form_version_id=form.id,
            submission_id=told.id,
            turn=1,
            state={},
            language="es",
            now=NOW,
        )
        for id_ in (begun.id, None):
            deliveries.promise(
                db, chat_id=chat_id, method="m", payload={}, now=NOW, conversation_id=id_
            )
        return who.id

    def count(db: Session) -> list[int]:
        return [db.scalar(select(func.count()).select_from(table)) or 0 for table in tables]

    database.transact_now(live, chat_id=1)
    before = database.transact_now(count)
    erased = database.transact_now(live, chat_id=2)

    database.transact_now(participants.erase_participant, participant_id=erased)

    assert database.transact_now(count) == before
    assert min(before) > 0


def test_erasure_in_one_workshop_keeps_messages_of_another(database: Database) -> None:
    def erase(db: Session) -> int:
        gone, _stays = a_participant(db, a_workshop(db)), a_participant(db, a_workshop(db))
        deliveries.promise(db, chat_id=7, method="m", payload={}, now=NOW)
        participants.erase_participant(db, participant_id=gone.id)
        return sum(deliveries.count_deliveries(db).values())

    assert database.transact_now(erase) == 1


def test_erasure_of_nobody_changes_nothing(database: Database) -> None:
    database.transact_now(participants.erase_participant, participant_id=1)

    assert database.transact_now(list_workshops) == ()


def test_an_organiser_is_kept_and_found(database: Database) -> None:
    def organise(db: Session) -> None:
        workshop = a_workshop(db)
        first = organisers.join_organiser(
            db, workshop_id=workshop.id, chat_id=5, language="es", now=NOW
        )
        organisers.set_language(db, organiser_id=first.id, language="fr")
        organisers.set_digest_hour(db, organiser_id=first.id, hour=7)
        organisers.save_digest_sent(db, organiser_id=first.id, at=LATER)
        again = organisers.join_organiser(
            db, workshop_id=workshop.id, chat_id=5, language="en", now=LATER
        )

        assert again.id == first.id
        assert (again.language, again.digest_hour, again.last_digest_at) == ("fr", 7, LATER)
        assert organisers.find_organiser(db, chat_id=5) == again
        assert organisers.get_organiser(db, organiser_id=first.id) == again
        assert organisers.find_organiser(db, chat_id=6) is None

    database.transact_now(organise)


def test_an_organiser_who_blocks_the_bot_can_come_back(database: Database) -> None:
    def block_and_return(db: Session) -> list[bool]:
        id_ = organisers.join_organiser(
            db, workshop_id=a_workshop(db).id, chat_id=5, language="es", now=NOW
        ).id
        organisers.mark_unreachable(db, chat_id=5, at=NOW)
        blocked = organisers.get_organiser(db, organiser_id=id_).reachable
        organisers.mark_reachable(db, chat_id=5)
        return [blocked, organisers.get_organiser(db, organiser_id=id_).reachable]

    assert database.transact_now(block_and_return) == [False, True]


def test_organisers_are_listed_of_one_workshop_or_of_all(database: Database) -> None:
    def list_both(db: Session) -> tuple[list[int], list[int]]:
        first, second = a_workshop(db), a_workshop(db)
        for workshop, chat_id in ((first, 1), (second, 2)):
            organisers.join_organiser(
                db, workshop_id=workshop.id, chat_id=chat_id, language="es", now=NOW
            )
        of_one = organisers.list_organisers(db, workshop_id=second.id)
        return (
            [who.chat_id for who in of_one],
            [who.chat_id for who in organisers.list_organisers(db, workshop_id=None)],
        )

    assert database.transact_now(list_both) == ([2], [1, 2])


def test_consent_is_in_force_in_its_exact_words_until_withdrawn(database: Database) -> None:
    def agree(db: Session) -> None:
        who = a_participant(db, a_workshop(db)).id
        given = consents.give_consent(
            db,
            participant_id=who,
            wording=Wording("1", "¿Podemos guardar sus respuestas?", "es"),
            update_id=17,
            now=NOW,
        )

        assert consents.find_consent(db, participant_id=who) == given
        assert (given.given_at, given.update_id, given.language) == (NOW, 17, "es")
        assert given.sha256 == ("7a614ed73798ad7b8bb6798e996adac699d4f76f6c003b1422bcb2d488d349f3")

        consents.withdraw_consent(db, participant_id=who, now=LATER)
        assert consents.find_consent(db, participant_id=who) is None
        (kept,) = consents.list_consents(db, participant_id=who)
        assert (kept.text, kept.withdrawn_at) == ("¿Podemos guardar sus respuestas?", LATER)

    database.transact_now(agree)


def test_a_refusal_is_kept_and_ends_an_earlier_consent(database: Database) -> None:
    def agree_then_refuse(db: Session) -> list[tuple[str | None, bool, bool, bool]]:
        agreeing = a_participant(db, a_workshop(db))
        who = agreeing.id
        agree(db, agreeing)
        consents.refuse_consent(
            db,
            participant_id=who,
            wording=Wording("2", "two", "en"),
            update_id=None,
            now=LATER,
        )
        assert consents.find_consent(db, participant_id=who) is None
        return [
            (each.version, bool(each.given_at), bool(each.refused_at), bool(each.withdrawn_at))
            for each in consents.list_consents(db, participant_id=who)
        ]

    assert database.transact_now(agree_then_refuse) == [
        ("1", True, False, True),
        ("2", False, True, False),
    ]


def test_consent_given_anew_is_the_one_in_force(database: Database) -> None:
    def agree_twice(db: Session) -> str | None:
        who = a_participant(db, a_workshop(db))
        for version in ("1", "2"):
            agree(db, who, version=version)
        found = consents.find_consent(db, participant_id=who.id)
        return found.version if found else None

    assert database.transact_now(agree_twice) == "2"


def test_each_purpose_is_agreed_to_and_taken_back_by_itself(database: Database) -> None:
    publication = Purpose.PUBLICATION

    def unit(db: Session) -> list[tuple[Purpose, int | None, bool]]:
        who = a_participant(db, a_workshop(db))
        agree(db, who)
        agree(db, who, purpose=Purpose.FOLLOW_UP)
        for submission_id in (7, 8):
            agree(db, who, purpose=publication, submission_id=submission_id)
        consents.withdraw_consent(db, participant_id=who.id, now=LATER, purpose=Purpose.FOLLOW_UP)
        consents.withdraw_consent(
            db, participant_id=who.id, now=LATER, purpose=publication, submission_id=8
        )
        return [
            (each.purpose, each.submission_id, each.in_force)
            for each in consents.list_consents(db, participant_id=who.id)
        ]

    assert database.transact_now(unit) == [
        (Purpose.WORKSHOP, None, True),
        (Purpose.FOLLOW_UP, None, False),
        (publication, 7, True),
        (publication, 8, False),
    ]


def test_what_was_held_is_given_out_once_and_in_order(database: Database) -> None:
    def unit(db: Session) -> tuple[int, list[tuple[dict[str, object], ...]]]:
        workshop = a_workshop(db)
        who, other = a_participant(db, workshop).id, a_participant(db, workshop, chat_id=8).id
        for text in ("one", "two"):
            hold(db, participant_id=who, sent={"text": text}, now=NOW)
        hold(db, participant_id=other, sent={"text": "three"}, now=NOW)
        waiting = count_held(db, participant_id=who)
        return waiting, [release(db, participant_id=who) for _ in range(2)]

    assert database.transact_now(unit) == (2, [({"text": "one"}, {"text": "two"}), ()])
