"""What somebody else told is erased by an organiser: with a code, a second yes, and a receipt."""

import re

from bot.packing import pack
from bot.taps import EraseOthersTap
from storage import erasures
from storage.database import Session
from storage.submissions import list_submissions
from storage.workshops import list_workshops
from tests.bot.edge import Bot, Phone, Watch
from tests.bot.stories.test_factor import code_of, secret_on
from tests.bot.stories.test_team import deeds

RECEIPT = re.compile(r"Recibo (\w{4}-\w{4})")


def practice_of(bot: Bot) -> int:
    def find(db: Session) -> int:
        [workshop] = list_workshops(db)
        told = list_submissions(db, workshop_id=workshop.id)
        return next(one.id for one in told if one.form_id == "practice")

    return bot.database.transact_now(find)


def kept(bot: Bot) -> list[str]:
    """Return the forms of what is kept of everybody."""

    def read(db: Session) -> list[str]:
        [workshop] = list_workshops(db)
        return [one.form_id for one in list_submissions(db, workshop_id=workshop.id)]

    return bot.database.transact_now(read)


async def begins_to_erase(lucia: Phone, watch: Watch, label: str) -> None:
    """Press what the card of a contribution has, prove to be Lucía, and stand before the last yes."""
    asking = EraseOthersTap("ask", practice_of(lucia.bot))
    await lucia.forges(pack(asking), lucia.newest)
    await lucia.taps(label)
    await lucia.sends(code_of(secret_on(lucia), watch))


async def test_a_contribution_is_erased_and_its_author_hears_of_it(
    lucia: Phone, maria: Phone, watch: Watch
) -> None:
    await maria.tells_a_practice("Rutas seguras")
    await begins_to_erase(lucia, watch, "Este aporte")
    assert "practice" in kept(lucia.bot)

    await lucia.taps("Borrar para siempre")
    await lucia.bot.clock_strikes()

    assert kept(lucia.bot) == ["profile"]
    [told] = maria.news_of("El equipo organizador borró «Rutas seguras»")
    receipt = RECEIPT.search(told)
    noted = lucia.bot.database.transact_now(erasures.list_erasures)
    assert receipt
    assert [one.receipt for one in noted] == [receipt[1]]
    assert f"Recibo {receipt[1]}" in lucia.news[-1]
    assert ("owner", "erased_contribution_of_other") in deeds(lucia.bot)


async def test_all_of_an_author_is_erased_and_the_author_hears_of_it(
    lucia: Phone, maria: Phone, watch: Watch
) -> None:
    await maria.tells_a_practice("Rutas seguras")
    await begins_to_erase(lucia, watch, "Todo lo que contó su autor o autora")

    await lucia.taps("Borrar para siempre")
    await lucia.bot.clock_strikes()

    assert kept(lucia.bot) == []
    assert maria.news_of("El equipo organizador borró todo lo que usted contó")
    assert ("owner", "erased_participant") in deeds(lucia.bot)
    await maria.sends("/exportar")
    assert maria.news == ["No guardo nada de usted."]


async def test_who_wants_no_messages_hears_nothing_of_it(
    lucia: Phone, maria: Phone, watch: Watch
) -> None:
    await maria.tells_a_practice("Rutas seguras")
    await maria.sends("/detener")
    await begins_to_erase(lucia, watch, "Todo lo que contó su autor o autora")

    await lucia.taps("Borrar para siempre")
    await lucia.bot.clock_strikes()

    assert kept(lucia.bot) == []
    assert maria.news_of("El equipo organizador borró") == []


async def test_nothing_is_erased_without_the_last_yes(
    lucia: Phone, maria: Phone, watch: Watch
) -> None:
    await maria.tells_a_practice("Rutas seguras")
    await begins_to_erase(lucia, watch, "Este aporte")

    await lucia.taps("No borrar nada")

    assert lucia.news == ["No se borró nada."]
    assert "practice" in kept(lucia.bot)


async def test_what_is_gone_already_cannot_be_erased(lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas seguras")
    asking = pack(EraseOthersTap("ask", practice_of(lucia.bot)))
    await maria.erases_all()

    await lucia.forges(asking, lucia.newest)

    assert lucia.toast == "Este botón ya no funciona."
