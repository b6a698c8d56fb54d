"""The operator makes links into the team, sees who is in it, and resets the codes of a lost phone."""

import pytest

from bot.actions.workshops import choose_workshop
from bot.app import open_database
from bot.settings import load
from storage import organisers, second_factors
from storage.database import Session
from tests.bot.commands.conftest import Types
from tests.bot.edge import BEGINNING


def _rosa(db: Session) -> int:
    """Let Rosa be an organiser with codes; return her number."""
    rosa = organisers.join_organiser(
        db,
        workshop_id=choose_workshop(db, number=None).id,
        chat_id=5_000_000_001,
        language="es",
        now=BEGINNING,
    )
    second_factors.begin_factor(db, organiser_id=rosa.id, secret="JBSWY3DPEHPK3PXP")
    return rosa.id


def _has_codes(db: Session, *, organiser_id: int) -> bool:
    return second_factors.find_factor(db, organiser_id=organiser_id) is not None


@pytest.mark.usefixtures("workshop")
async def test_the_team_is_listed_and_codes_are_reset(types: Types) -> None:
    database = open_database(load())
    try:
        rosa = database.transact_now(_rosa)

        listed = await types("team", "list")
        reset = await types("team", "reset-code", str(rosa))

        assert listed.stdout == f"{rosa}  organiser  2026-11-23  es\n"
        assert reset.stdout == "Done. With their next code that person begins anew.\n"
        assert not database.transact_now(_has_codes, organiser_id=rosa)
    finally:
        database.close()


@pytest.mark.usefixtures("workshop")
async def test_nobody_has_that_number(types: Types) -> None:
    refused = await types("team", "reset-code", "7")

    assert (refused.exit_code, refused.stderr) == (
        1,
        "Nobody in a team has this number; tertulia team list shows them.\n",
    )


@pytest.mark.usefixtures("workshop")
async def test_a_facilitator_needs_a_table(types: Types) -> None:
    refused = await types("invite", "--role", "facilitator")

    assert (refused.exit_code, refused.stderr) == (
        1,
        "A facilitator has a table. Say which: --table\n",
    )
