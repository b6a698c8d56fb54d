"""Every deed of the team, tried by each role, by a participant and by a stranger.

The table says who may do what; what is refused gets one sentence and changes nothing.
"""

from collections.abc import Callable, Mapping
from typing import Any, get_args

import pytest
from sqlalchemy import select

from bot import taps
from bot.actions.roles import DEEDS, Deed, OrganiserRole, may
from bot.commands import COMMANDS, Verb
from bot.packing import pack
from storage.database import Session
from storage.submissions import list_submissions
from storage.tables import metadata
from storage.workshops import list_workshops
from tests.bot.books import book, sends
from tests.bot.edge import Bot, Phone
from tests.bot.stories.test_team import joins

TEAM = ("owner", "organiser", "viewer", "facilitator")
OUTSIDE = ("participant", "stranger")
NUMBERS = frozenset({Deed.SEE_NUMBERS, Deed.SET_DIGEST})
TABLE: Mapping[str, frozenset[Deed]] = {
    "owner": frozenset(Deed),
    "organiser": frozenset(Deed) - {Deed.INVITE_TEAM},
    "viewer": NUMBERS,
    "facilitator": frozenset({Deed.SEE_TABLE}),
}
PASSING = frozenset({"delivery", "processed_update"})
LINK = {
    "organiser": "Enlace: organización",
    "viewer": "Enlace: solo cifras",
}
ROLE_SAYS_NO = "Su función en este taller no incluye eso. La persona responsable puede darle otra."
BUTTON_SAYS_NO = "Este botón ya no funciona."
OF_TEAM = tuple(one.verb for one in COMMANDS if one.for_organisers)


@pytest.mark.parametrize("deed", list(Deed))
@pytest.mark.parametrize("role", TEAM)
def test_the_table_is_what_the_bot_goes_by(role: str, deed: Deed) -> None:
    assert may(OrganiserRole(role), deed) is (deed in TABLE[role])


def test_every_command_of_the_team_is_some_deed() -> None:
    assert set(DEEDS) == set(OF_TEAM)


async def comes(bot: Bot, lucia: Phone, who: str) -> Phone:
    """Return somebody who is this; Lucía owns the workshop."""
    if who == "owner":
        return lucia
    if who == "facilitator":
        await lucia.sends("/equipo Mesa 1")
        somebody = bot.phone("Fátima")
        await somebody.starts(lucia.news[-1].rpartition("=")[2])
        return somebody
    if who in LINK:
        return await joins(lucia, "Rosa", LINK[who])
    somebody = bot.phone("Eva")
    if who == "participant":
        await somebody.arrives()
    return somebody


def kept(db: Session) -> dict[str, list[Any]]:
    """Return all that is kept, but what passes through."""
    return {
        name: sorted(map(repr, db.execute(select(table))))
        for name, table in metadata.tables.items()
        if name not in PASSING
    }


@pytest.mark.parametrize("verb", OF_TEAM)
@pytest.mark.parametrize("who", [*TEAM, *OUTSIDE])
async def test_a_command_does_what_the_role_allows(
    bot: Bot, lucia: Phone, who: str, verb: Verb
) -> None:
    person = await comes(bot, lucia, who)
    before = bot.database.transact_now(kept)
    allowed = DEEDS[verb] in TABLE.get(who, frozenset())
    name = next(one.names["es"] for one in COMMANDS if one.verb is verb)

    await person.sends(f"/{name}")

    assert len(person.news) >= 1
    if not allowed:
        assert len(person.news) == 1
        assert (person.news == [ROLE_SAYS_NO]) is (who in TEAM and verb is not Verb.CODE)
        assert bot.database.transact_now(kept) == before
    else:
        assert person.news[0] != ROLE_SAYS_NO


# Each class of button that only the team has, with one of its kind and the deed that it is.
Numbers = Mapping[str, int]
BUTTONS: Mapping[type, tuple[Deed, Callable[[Numbers], taps.Tap]]] = {
    taps.ReviewTap: (Deed.REVIEW, lambda of: taps.ReviewTap("open", of["submission"], 1)),
    taps.LineTap: (Deed.CONFIRM_LINES, lambda of: taps.LineTap("right", "HN", of["workshop"])),
    taps.ListedFormTap: (Deed.CHANGE_FORMS, lambda of: taps.ListedFormTap("versions", of["form"])),
    taps.VersionTap: (
        Deed.CHANGE_FORMS,
        lambda of: taps.VersionTap("workbook", of["form_version"]),
    ),
    taps.TeamLinkTap: (
        Deed.INVITE_TEAM,
        lambda of: taps.TeamLinkTap("organiser", of["workshop"], 0),
    ),
    taps.MemberTap: (Deed.INVITE_TEAM, lambda of: taps.MemberTap("removed", of["organiser"])),
    taps.MemberRoleTap: (
        Deed.INVITE_TEAM,
        lambda of: taps.MemberRoleTap("viewer", of["organiser"], 0),
    ),
    taps.DownloadTap: (Deed.DOWNLOAD, lambda of: taps.DownloadTap("workbook", of["workshop"])),
    taps.WaveCardTap: (Deed.RUN_WAVES, lambda of: taps.WaveCardTap("day-later", of["wave"])),
    taps.EraseOthersTap: (
        Deed.ERASE_OTHERS,
        lambda of: taps.EraseOthersTap("one", of["submission"]),
    ),
}


def numbers(db: Session) -> dict[str, int]:
    """Return one number of each table, of what there is to press a button about."""
    [workshop] = list_workshops(db)
    told = next(
        one for one in list_submissions(db, workshop_id=workshop.id) if one.form_id == "practice"
    )
    first = {
        name: db.scalar(select(metadata.tables[name].c.id).limit(1)) or 0
        for name in ("form", "form_version", "organiser", "wave")
    }
    return {**first, "workshop": workshop.id, "submission": told.id}


@pytest.mark.parametrize("kind", BUTTONS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("who", ["organiser", "viewer", "facilitator", *OUTSIDE])
async def test_a_button_does_what_the_role_allows(
    bot: Bot, lucia: Phone, maria: Phone, who: str, kind: type
) -> None:
    await maria.tells_a_practice("Rutas seguras")
    person = await comes(bot, lucia, who)
    if not person.bubbles:
        await person.sends("Hola")
    deed, tap_of = BUTTONS[kind]
    before = bot.database.transact_now(kept)

    await person.forges(pack(tap_of(bot.database.transact_now(numbers))), person.newest)

    allowed = deed in TABLE.get(who, frozenset())
    if allowed:
        assert ROLE_SAYS_NO not in person.news
        assert person.toast != BUTTON_SAYS_NO
        return
    if who in TEAM:
        assert person.news == [ROLE_SAYS_NO]
    else:
        assert (person.news, person.toast) == ([], BUTTON_SAYS_NO)
    assert bot.database.transact_now(kept) == before


async def test_a_form_that_was_brought_is_not_published_by_who_may_no_longer(
    lucia: Phone,
) -> None:
    rosa = await joins(lucia, "Rosa", LINK["organiser"])
    await sends(rosa, "visita.xlsx", book())
    await lucia.sends("/equipo")
    await lucia.taps("2. Organización")
    await lucia.taps("Desde ahora solo cifras")

    await rosa.taps("Publicar")

    assert rosa.news == [ROLE_SAYS_NO]


def test_no_button_of_the_team_is_forgotten() -> None:
    """A class that is added must be tried too, here or in the stories of its own subject."""
    elsewhere = {
        taps.DraftTap,
        taps.PreviewTap,
        taps.AnnouncementTap,
        taps.BroadcastTap,
        taps.RemindTap,
        taps.DigestTap,
        taps.ReadTap,
    }
    assert set(BUTTONS) | elsewhere >= set(get_args(taps.OrganiserTap))
