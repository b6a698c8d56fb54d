"""Waves and adoptions on both engines: who stands where, and what goes with whom."""

from dataclasses import dataclass, replace

from storage import adoptions, waves
from storage.adoptions import Asked
from storage.audiences import Audience
from storage.database import Database, Session
from storage.panels import Panel, read_panel
from storage.participants import erase_participant, mark_unreachable
from storage.waves import Disposition, Member, Wave, WaveState
from storage.workshops import Workshop
from tests.storage.told import (
    NOW,
    a_completed_submission,
    a_form,
    a_participant,
    a_workshop,
)


def a_wave(db: Session, workshop: Workshop, *, number: int = 1) -> Wave:
    return waves.create_wave(
        db, workshop_id=workshop.id, number=number, form_code="followup", now=NOW, offset_days=30
    )


def test_a_wave_is_kept_as_it_was_changed(database: Database) -> None:
    def work(db: Session) -> tuple[Wave | None, Wave | None, Wave]:
        planned = a_wave(db, a_workshop(db))
        changed = replace(
            planned,
            audience=Audience(countries=("HN",)),
            reminder_days=(2, 5),
            state=WaveState.RUNNING,
            started_at=NOW,
        )
        waves.save_wave(db, changed)
        running = waves.running_wave(db, workshop_id=planned.workshop_id)
        return waves.find_wave(db, wave_id=planned.id), running, changed

    found, running, changed = database.transact_now(work)

    assert found == running == changed


def test_somebody_stands_in_a_wave_once(database: Database) -> None:
    def work(db: Session) -> tuple[tuple[Member, ...], tuple[Member, ...]]:
        workshop = a_workshop(db)
        wave, who = a_wave(db, workshop), a_participant(db, workshop)
        [first] = waves.add_members(db, wave_id=wave.id, participants=[who.id])
        waves.save_member(db, replace(first, disposition=Disposition.REFUSED, contacts=1))
        again = waves.add_members(db, wave_id=wave.id, participants=[who.id])
        return (first,), again

    [first], [again] = database.transact_now(work)

    assert (again.id, again.disposition, again.contacts) == (first.id, Disposition.REFUSED, 1)


def test_who_cannot_be_asked_any_more_stays_in_the_panel(database: Database) -> None:
    def work(db: Session) -> dict[Disposition, int]:
        workshop = a_workshop(db)
        first, second = a_wave(db, workshop), a_wave(db, workshop, number=2)
        lost, gone = (a_participant(db, workshop, chat_id=chat) for chat in (71, 72))
        waves.add_members(db, wave_id=first.id, participants=[lost.id, gone.id])
        mark_unreachable(db, chat_id=71, at=NOW)
        waves.add_lost(db, wave_id=second.id, earlier=[first.id])
        return dict(waves.list_dispositions(db, wave_id=second.id))

    counts = database.transact_now(work)

    assert counts == {Disposition.UNREACHABLE: 1, Disposition.REFUSED: 1}


def test_what_was_begun_when_a_wave_closes_counts_as_a_part(database: Database) -> None:
    def work(db: Session) -> dict[Disposition, int]:
        workshop = a_workshop(db)
        wave = a_wave(db, workshop)
        people = [a_participant(db, workshop, chat_id=chat).id for chat in (71, 72)]
        begun, _ = waves.add_members(db, wave_id=wave.id, participants=people)
        waves.save_member(db, replace(begun, disposition=Disposition.STARTED))
        mark_unreachable(db, chat_id=72, at=NOW)
        mark_unreachable(db, chat_id=71, at=NOW)
        waves.close_members(db, wave_id=wave.id)
        return dict(waves.list_dispositions(db, wave_id=wave.id))

    counts = database.transact_now(work)

    assert counts == {Disposition.PARTIAL: 1, Disposition.UNREACHABLE: 1}


def test_a_stage_follows_the_newest_wave_and_falls_back_when_it_is_taken_back(
    database: Database,
) -> None:
    def work(db: Session) -> list[str]:
        told = _adopted(db)
        stages = []
        for wave, stage in zip(told.waves, ("piloting", "in_use"), strict=True):
            adoptions.set_stage(
                db, adoption_id=told.adoption_id, wave_id=wave.id, stage=stage, now=NOW
            )
            stages.append(_stage(db))
        adoptions.link(db, Asked(told.followup_id, told.waves[1].id, told.adoption_id))
        adoptions.forget_submission(db, submission_id=told.followup_id)
        return [*stages, _stage(db)]

    assert database.transact_now(work) == ["piloting", "in_use", "piloting"]


def test_a_choice_goes_with_the_practice_and_with_who_chose(database: Database) -> None:
    def work(db: Session) -> tuple[int, int]:
        told = _adopted(db)
        before = len(adoptions.list_adoptions(db))
        erase_participant(db, participant_id=told.teller_id)
        return before, len(adoptions.list_adoptions(db))

    assert database.transact_now(work) == (1, 0)


def test_a_panel_tells_where_practices_went(database: Database) -> None:
    def work(db: Session) -> Panel:
        told = _adopted(db)
        wave = waves.set_state(db, told.waves[0], WaveState.RUNNING)
        waves.save_wave(db, replace(wave, started_at=NOW))
        [member] = waves.add_members(db, wave_id=wave.id, participants=[told.chooser_id])
        waves.save_member(db, replace(member, disposition=Disposition.COMPLETED))
        adoptions.set_stage(
            db, adoption_id=told.adoption_id, wave_id=wave.id, stage="piloting", now=NOW
        )
        return read_panel(db, workshop_id=wave.workshop_id)

    panel = database.transact_now(work)

    [answered], [adopted] = panel.waves, panel.adopted
    assert (answered.members, answered.answered, answered.every_wave) == (1, 1, 1)
    assert (adopted.origin, adopted.country, dict(adopted.stages)) == ("GT", "HN", {1: "piloting"})


@dataclass(frozen=True, slots=True)
class Told:
    """A practice of Guatemala that somebody in Honduras chose, and two waves."""

    waves: tuple[Wave, Wave]
    teller_id: int
    chooser_id: int
    adoption_id: int
    followup_id: int


def _adopted(db: Session) -> Told:
    workshop = a_workshop(db)
    teller = a_participant(db, workshop, chat_id=81, country="GT")
    chooser = a_participant(db, workshop, chat_id=82, country="HN")
    practice = a_completed_submission(db, teller, a_form(db, workshop), {"title": "Escuelas"})
    followup = a_completed_submission(db, chooser, a_form(db, workshop, form_id="followup"), {})
    adoption_id = adoptions.adopt(db, participant_id=chooser.id, practice_id=practice.id, now=NOW)
    assert adoption_id is not None
    both = (a_wave(db, workshop), a_wave(db, workshop, number=2))
    return Told(both, teller.id, chooser.id, adoption_id, followup.id)


def _stage(db: Session) -> str:
    [chosen] = adoptions.list_adoptions(db)
    return chosen.stage
