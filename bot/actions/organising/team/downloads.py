"""/download: all that was sent, as a file in an organiser's chat; the whole team is told of it.

It is made as an effect, outside of the loop that answers people, and handed over only to somebody
who is still in the team then, and still may have it.
"""

import asyncio
import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Final

from bot.actions import exports
from bot.actions.effects import Effect, End, Services, nothing_more
from bot.actions.organising.team import factor
from bot.actions.roles import Deed, may, require
from bot.actions.visits import House, Visit, promise
from bot.markup import bold, plain
from bot.render import Message, Note, say
from bot.taps import DownloadTap
from bot.updates import Toast
from bot.uploads import MOST_BYTES, upload
from locales import N_, Words, words
from reports.as_csv import as_csv
from reports.as_xlsx import as_xlsx
from reports.sheets import Sheet
from storage import jobs, organisers, workshops
from storage.database import Session
from storage.jobs import Job
from storage.organisers import Organiser

DOWNLOAD: Final = "download"
STEPS: Final = 2  # reading, writing
NAMES: Final = {"workbook": "tertulia.xlsx", "tables": "tertulia.zip"}


def put_download(visit: Visit) -> None:
    """Say what the file would hold, and ask in which shape it is wanted."""
    organiser = require(visit, Deed.DOWNLOAD)
    workshop = workshops.get_workshop(visit.db, workshop_id=organiser.workshop_id)
    heading = visit.words.say(N_("All that was sent in “{title}”, as a file"), title=workshop.title)
    contains = visit.words.say(
        N_(
            "It holds every answer that was sent, also those that only organisers may read, without"
            " names. Telegram keeps the file, and so does your phone: delete it once you have put it"
            " in a safe place. The whole team is told that you have it."
        )
    )
    visit.show(
        Note(
            f"{bold(heading)}\n\n{plain(contains)}",
            (
                (visit.words.say(N_("As an Excel workbook")), DownloadTap("workbook", workshop.id)),
                (visit.words.say(N_("As CSV tables")), DownloadTap("tables", workshop.id)),
            ),
        )
    )


def press(visit: Visit, tap: DownloadTap) -> Toast | None:
    """Have the file made, once who asks has proved to be who they are."""
    organiser = require(visit, Deed.DOWNLOAD, workshop_id=tap.workshop)
    if not factor.require_fresh(visit, organiser, tap):
        return None
    planned = jobs.plan(
        visit.db,
        key=f"{DOWNLOAD}:{organiser.id}:{visit.came.update_id}",
        kind=DOWNLOAD,
        run_at=visit.now,
        payload={"organiser": organiser.id, "shape": tap.act},
    )
    if planned:
        visit.drop_buttons()
        visit.say(N_("I am making the file. It comes here by itself, mostly within a minute."))
    return None


async def _run(job: Job, services: Services) -> End:
    organiser_id, shape = job.payload["organiser"], job.payload["shape"]
    services.progress(0, STEPS)
    gathered = await services.read(_gather, organiser_id=organiser_id, now=services.now())
    if gathered is None:
        return nothing_more
    said, (sheets, by_name) = gathered
    services.progress(1, STEPS)
    if shape == "tables":
        content = await asyncio.to_thread(_zipped, by_name)
    else:
        content = await asyncio.to_thread(as_xlsx, sheets, words=said, created_at=services.now())
    return partial(_hand_over, organiser_id=organiser_id, shape=shape, content=content)


def _gather(
    db: Session, *, organiser_id: int, now: datetime
) -> tuple[Words, exports.Gathered] | None:
    organiser = _allowed(db, organiser_id)
    if organiser is None:
        return None
    workshop = workshops.get_workshop(db, workshop_id=organiser.workshop_id)
    said = words(organiser.language)
    return said, exports.gather(db, workshop=workshop, words=said, now=now)


def _zipped(by_name: Mapping[str, Sheet]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, sheet in by_name.items():
            archive.writestr(f"{name}.csv", as_csv(sheet))
    return packed.getvalue()


def _hand_over(
    db: Session,
    job: Job,  # noqa: ARG001 -- every end of a job is given it
    house: House,
    now: datetime,
    *,
    organiser_id: int,
    shape: str,
    content: bytes,
) -> None:
    """Promise the file to whoever asked, and tell the team."""
    organiser = _allowed(db, organiser_id)
    if organiser is None:
        return
    workshop = workshops.get_workshop(db, workshop_id=organiser.workshop_id)
    said = words(organiser.language)
    if len(content) > MOST_BYTES:
        _say(db, organiser, said.say(TOO_LARGE), house=house, now=now)
        return
    caption = said.say(
        N_("All that was sent in “{title}”. Telegram keeps this file."), title=workshop.title
    )
    document = {"document": upload(NAMES[shape], content), "caption": caption}
    promise(
        db,
        [Message("sendDocument", document)],
        chat_id=organiser.chat_id,
        now=now,
        house=house,
    )
    exports.announce(db, workshop=workshop, by=organiser, house=house, now=now)


TOO_LARGE: Final = N_(
    "The file would be larger than 5 MB, which is more than I send here. The person who runs the bot"
    " can make it: tertulia export"
)


def _give_up(db: Session, job: Job, house: House, now: datetime) -> None:
    organiser = _allowed(db, job.payload["organiser"])
    if organiser is not None:
        sentence = words(organiser.language).say(
            N_("I could not make the file. Please try again later.")
        )
        _say(db, organiser, sentence, house=house, now=now)


EFFECT: Final = Effect(_run, _give_up)


def _allowed(db: Session, organiser_id: int) -> Organiser | None:
    """Return who asked, where they are still in the team and may still have it."""
    organiser = organisers.find_by_id(db, organiser_id=organiser_id)
    return organiser if organiser and may(organiser.role, Deed.DOWNLOAD) else None


def _say(db: Session, organiser: Organiser, text: str, *, house: House, now: datetime) -> None:
    promise(db, [say(text)], chat_id=organiser.chat_id, now=now, house=house)
