"""Make the digest of a workshop with a million answers, and say how long and how much memory it took.

    python -m benchmarks.digest [--answers 1000000]

Each digest is made by a process of its own, from what organisers get on their first day, when all is
new, and on a later one. Its memory is the most that the process ever had, imports included.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from sqlalchemy import insert

from benchmarks.places import a_place, settings_of
from bot.actions.digests import promise_daily_digest
from bot.actions.shelf import FormShelf
from bot.actions.visits import House
from bot.actions.workshops import Plan, create_workshop
from bot.app import open_database
from storage import forms, organisers
from storage.database import Database, Session
from storage.ids import new_id
from storage.participants import join_workshop, set_country
from storage.sealing import seal
from storage.tables import answer, answer_choice, event, review, submission

NOW: Final = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)
MOST_SECONDS: Final = 2.0
MOST_MEGABYTES: Final = 200
PEOPLE: Final = 2_000
COUNTRIES: Final = ("HN", "GT", "MX", "CR", "DO", "CO")
COMPONENTS: Final = (
    "identification",
    "prevention",
    "awareness",
    "training",
    "protection",
    "rights",
)
GROUPS: Final = ("children", "adolescents", "women", "men", "lgbtqi")
OTHERS: Final = 12  # answers beside title, result, components and target groups
ANSWERS_EACH: Final = OTHERS + 4
TEXT: Final = "Una práctica que cambió cómo se escucha a las personas, paso a paso y con todas."
AT_ONCE: Final = 500  # submissions


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=1_000_000)
    parser.add_argument("--made-by", help=argparse.SUPPRESS)
    parser.add_argument("--since-days", type=int, default=0, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.made_by:
        return _make(asked.made_by, asked.since_days)
    print("| database | digest | seconds | MB |\n| --- | --- | --- | --- |")
    worst = [
        run
        for postgresql in (False, True)
        for run in _measure(postgresql=postgresql, answers=asked.answers)
    ]
    return int(any(seconds > MOST_SECONDS or size > MOST_MEGABYTES for seconds, size in worst))


def _measure(*, postgresql: bool, answers: int) -> Iterator[tuple[float, float]]:
    name = "PostgreSQL" if postgresql else "SQLite"
    with a_place(postgresql=postgresql) as (folder, url):
        database = open_database(settings_of(folder, url))
        _fill(database, answers // ANSWERS_EACH)
        database.close()
        for days, kind in ((0, "the first"), (1, "of a day")):
            command = [sys.executable, "-m", "benchmarks.digest", "--since-days", str(days)]
            done = subprocess.run(  # noqa: S603 -- our own module
                [*command, "--made-by", str(folder)],
                check=True,
                capture_output=True,
                text=True,
                env={**os.environ, "BENCH_URL": url},
            )
            seconds, size = map(float, done.stdout.split())
            print(f"| {name} | {kind} | {seconds:.2f} | {size:.0f} |", flush=True)
            yield seconds, size


def _make(folder: str, since_days: int) -> int:
    """Make one digest, and print seconds and megabytes."""
    database = open_database(settings_of(Path(folder), os.environ["BENCH_URL"]))
    began = perf_counter()
    database.transact_now(_promise, since_days=since_days)
    seconds = perf_counter() - began
    database.close()
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return 0


def _promise(db: Session, *, since_days: int) -> None:
    [first] = organisers.list_organisers(db, workshop_id=None)
    if since_days:
        since = NOW - timedelta(days=since_days)
        organisers.save_digest_sent(db, organiser_id=first.id, at=since)
    organiser = organisers.get_organiser(db, organiser_id=first.id)
    house = House(FormShelf(), "bench", timedelta(seconds=60), "es")
    promise_daily_digest(db, organiser, house=house, now=NOW)


def _fill(database: Database, submissions: int) -> None:
    """Let two thousand people tell as much in the ten days before."""
    workshop_id, version_id, people = database.transact_now(_open)
    chance = random.Random(1)  # noqa: S311 -- the same workshop each time
    for first in range(0, submissions, AT_ONCE):
        count = min(AT_ONCE, submissions - first)
        database.transact_now(_tell, workshop_id, version_id, people, chance, count)


def _open(db: Session) -> tuple[int, int, list[int]]:
    plan = Plan(
        title="Un taller grande",
        zone="America/Tegucigalpa",
        starts_on=date(2026, 11, 15),
        ends_on=date(2026, 11, 25),
        countries=COUNTRIES,
        default_language="es",
        languages=("es",),
        digest_hour=18,
    )
    workshop = create_workshop(db, plan=plan, now=NOW - timedelta(days=11))
    organisers.join_organiser(
        db, workshop_id=workshop.id, chat_id=1, language="es", now=NOW - timedelta(days=11)
    )
    people = []
    for number in range(PEOPLE):
        who = join_workshop(
            db,
            workshop_id=workshop.id,
            chat_id=1000 + number,
            language="es",
            table_name=f"Mesa {number % 20}",
            now=NOW - timedelta(days=11),
        )
        set_country(db, participant_id=who.id, country=COUNTRIES[number % 5])
        people.append(who.id)
    newest = forms.list_latest_versions(db, workshop_id=workshop.id)
    [practice] = [one for one in newest if one.form_id == "practice"]
    return workshop.id, practice.id, people


def _tell(
    db: Session,
    workshop_id: int,
    version_id: int,
    people: list[int],
    chance: random.Random,
    count: int,
) -> None:
    rows: dict[Any, list[dict[str, Any]]] = {
        table: [] for table in (submission, answer, answer_choice, event, review)
    }
    for _ in range(count):
        at = NOW - timedelta(seconds=chance.randrange(120, 10 * 86_400))
        told = {"id": new_id(), "who": chance.choice(people), "at": at}
        _add(db, rows, told, workshop_id, version_id, chance)
    for table, of_table in rows.items():
        db.execute(insert(table), of_table)


def _add(
    db: Session,
    rows: dict[Any, list[dict[str, Any]]],
    told: dict[str, Any],
    workshop_id: int,
    version_id: int,
    chance: random.Random,
) -> None:
    id_, who, at = told["id"], told["who"], told["at"]
    rows[submission].append(
        {
            "id": id_,
            "participant_id": who,
            "workshop_id": workshop_id,
            "form_version_id": version_id,
            "form_code": "practice",
            "status": "completed",
            "begun_at": at,
            "completed_at": at,
            "level": "good",
            "share": "workshop",
            "revision": 1,
        }
    )
    log = {"workshop_id": workshop_id, "at": at, "kind": "completed", "form_code": "practice"}
    rows[event].append({"id": new_id(), "submission_id": id_, "participant_id": who, **log})
    rows[review].append(
        {"submission_id": id_, "state": "waiting", "revision": 1, "waiting_since": at}
    )
    _answer(rows, id_, at, "components", chance.sample(COMPONENTS, 3))
    _answer(rows, id_, at, "target_groups", chance.sample(GROUPS, 2))
    for name in ("title", "result", *(f"other_{number}" for number in range(OTHERS))):
        place = f"{id_} /practice/{name}"
        sealed = seal(db, answer.c.value_sealed, row=place, value=f"{TEXT} {id_}")
        _answer(rows, id_, at, name, sealed=sealed)


def _answer(
    rows: dict[Any, list[dict[str, Any]]],
    id_: int,
    at: datetime,
    name: str,
    codes: list[str] | None = None,
    *,
    sealed: bytes | None = None,
) -> None:
    ref = f"/practice/{name}"
    row = {"submission_id": id_, "ref": ref, "name": name, "relevant": True, "answered_at": at}
    kind = "select_multiple" if codes else "text"
    rows[answer].append({**row, "kind": kind, "value_sealed": sealed, "screened": None})
    rows[answer_choice].extend(
        {"submission_id": id_, "ref": ref, "code": code, "position": place}
        for place, code in enumerate(codes or ())
    )


if __name__ == "__main__":
    raise SystemExit(main())
