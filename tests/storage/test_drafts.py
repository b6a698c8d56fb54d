"""Drafts and previews: one of each at a time, and nothing of them is left."""

from datetime import timedelta

import pytest

from storage import drafts, previews
from storage.conversations import StaleTurn
from storage.database import Database, Session
from storage.drafts import DraftState, begin_draft, find_draft, list_ready, save_inspected
from storage.organisers import Organiser, join_organiser
from storage.previews import begin_preview, find_preview, save_preview
from storage.retention import forget
from tests.storage.told import LATER, NOW, a_form, a_workshop


def an_organiser(db: Session, *, chat_id: int = 7) -> Organiser:
    workshop = a_workshop(db)
    return join_organiser(db, workshop_id=workshop.id, chat_id=chat_id, language="es", now=NOW)


def a_draft(db: Session, who: Organiser, *, form_id: str = "visit", source: str = "one") -> int:
    draft_id = begin_draft(
        db, organiser_id=who.id, workshop_id=who.workshop_id, file_name="visita.xlsx", now=NOW
    )
    save_inspected(
        db, id=draft_id, form_id=form_id, source=source, xform="<x/>",
        remarks="a warning", now=LATER,
    )  # fmt: skip
    return draft_id


def test_a_draft_is_wanted_then_ready_then_published(database: Database) -> None:
    def go(db: Session) -> list[DraftState]:
        who = an_organiser(db)
        draft_id = begin_draft(
            db, organiser_id=who.id, workshop_id=who.workshop_id, file_name="visita.md", now=NOW
        )
        states = [found.state for found in (find_draft(db, id=draft_id),) if found]
        save_inspected(
            db, id=draft_id, form_id="visit", source="s", xform="<x/>", remarks="r",
            now=LATER,
        )  # fmt: skip
        drafts.save_based_on(db, id=draft_id, based_on=3)
        (ready,) = list_ready(db, chat_id=7)
        assert (ready.form_id, ready.file_name, ready.based_on) == ("visit", "visita.md", 3)
        assert (ready.source, ready.xform, ready.remarks) == ("s", "<x/>", "r")
        drafts.save_based_on(db, id=draft_id, based_on=4)
        drafts.mark_published(db, id=draft_id, now=LATER)
        assert list_ready(db, chat_id=7) == ()
        published = find_draft(db, id=draft_id)
        assert published is not None
        assert published.based_on == 4
        return [*states, ready.state, published.state]

    assert database.transact_now(go) == [
        DraftState.WANTED,
        DraftState.READY,
        DraftState.PUBLISHED,
    ]


def test_a_corrected_draft_takes_the_place_and_the_files_of_the_earlier_one(
    database: Database,
) -> None:
    def correct(db: Session) -> None:
        who = an_organiser(db)
        first = a_draft(db, who)
        other = a_draft(db, who, form_id="other")
        drafts.attach(db, draft_id=first, name="towns.csv", content=b"old")
        drafts.attach(db, draft_id=first, name="towns.csv", content=b"name,label")

        second = a_draft(db, who, source="two")

        assert find_draft(db, id=first) is None
        assert [one.id for one in list_ready(db, chat_id=7)] == [second, other]
        assert drafts.get_files(db, draft_id=second) == {"towns.csv": b"name,label"}

    database.transact_now(correct)


def test_a_refused_draft_cannot_be_published(database: Database) -> None:
    def refuse(db: Session) -> None:
        who = an_organiser(db)
        draft_id = begin_draft(
            db, organiser_id=who.id, workshop_id=who.workshop_id, file_name="x.md", now=NOW
        )
        drafts.refuse_draft(db, id=draft_id, now=LATER)

        refused = find_draft(db, id=draft_id)
        assert refused is not None
        assert refused.state is DraftState.REFUSED
        assert list_ready(db, chat_id=7) == ()

    database.transact_now(refuse)


def test_an_organiser_tries_one_form_at_a_time(database: Database) -> None:
    def try_two(db: Session) -> None:
        who = an_organiser(db)
        version = a_form(db, a_workshop(db))
        first = begin_preview(
            db, organiser_id=who.id, draft_id=a_draft(db, who), form_version_id=None,
            state={"n": 1}, language="es", now=NOW,
        )  # fmt: skip
        save_preview(db, tried=first, state={"n": 2}, language="fr", now=LATER)
        with pytest.raises(StaleTurn):
            save_preview(db, tried=first, state={"n": 3}, language="fr", now=LATER)
        found = find_preview(db, chat_id=7)
        assert found is not None
        assert (found.id, found.turn, found.state, found.language) == (first.id, 1, {"n": 2}, "fr")

        second = begin_preview(
            db, organiser_id=who.id, draft_id=None, form_version_id=version.id,
            state={}, language="es", now=NOW,
        )  # fmt: skip
        assert find_preview(db, chat_id=7) == second
        previews.end_previews(db, chat_id=7)
        assert find_preview(db, chat_id=7) is None

    database.transact_now(try_two)


def test_drafts_and_previews_which_were_left_are_forgotten(database: Database) -> None:
    def leave(db: Session) -> list[bool]:
        who = an_organiser(db)
        draft_id = a_draft(db, who)
        begin_preview(
            db, organiser_id=who.id, draft_id=draft_id, form_version_id=None,
            state={}, language="es", now=NOW,
        )  # fmt: skip
        left = []
        for days in (0.5, 2, 31):
            forget(db, now=NOW + timedelta(days=days))
            left += [find_preview(db, chat_id=7), find_draft(db, id=draft_id)]
        return [one is not None for one in left]

    assert database.transact_now(leave) == [True, True, False, True, False, False]
