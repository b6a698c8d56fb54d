"""Near duplicates: shown beside a card, merged either way, told to both, and taken apart again."""

import pytest

from storage import tallies
from storage.database import Session
from storage.workshops import list_workshops
from tests.bot.edge import Bot, Phone


@pytest.fixture
async def rosa(bot: Bot) -> Phone:
    """Rosa, who has come in as María has."""
    rosa = bot.phone("Rosa")
    await rosa.arrives()
    return rosa


@pytest.fixture
async def alike(maria: Phone, rosa: Phone, lucia: Phone) -> Phone:
    """Lucía, who reads the older of two that are nearly the same."""
    await maria.tells_a_practice("Rutas seguras para la niñez")
    await rosa.tells_a_practice("Para la NINEZ: rutas seguras")
    await lucia.sends("/revisar")
    return lucia


def practices(bot: Bot) -> int:
    """Return how many practices count."""

    def count(db: Session) -> int:
        [workshop] = list_workshops(db)
        return tallies.tally_forms(db, workshop_id=workshop.id)["practice"].completed

    return bot.database.transact_now(count)


async def test_the_most_alike_stands_beside_the_card(alike: Phone) -> None:
    assert "≈ Parece casi igual: «Para la NINEZ: rutas seguras»" in alike.news[0]
    assert "Unir" in alike.buttons


async def test_what_is_not_alike_is_not_offered(lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas seguras")
    await lucia.sends("/revisar")

    assert "Unir" not in lucia.buttons


async def test_the_newer_goes_into_the_older_and_both_hear_of_it(
    bot: Bot, alike: Phone, maria: Phone, rosa: Phone
) -> None:
    await alike.taps("Unir")
    await alike.taps("La más antigua: Rutas seguras para la niñez")

    assert alike.bubbles[-2].text == "✓ «Para la NINEZ: rutas seguras» se cuenta junto con otra."
    assert alike.news[-1].startswith("1 de 1\nRutas seguras para la niñez\n")
    assert maria.bubbles[-1].text.startswith("Alguien más contó casi lo mismo que su «Rutas")
    assert rosa.bubbles[-1].text.startswith("«Para la NINEZ: rutas seguras» dice casi lo mismo")
    assert practices(bot) == 1
    await rosa.turns_to("Para la NINEZ: rutas seguras")
    assert "Se cuenta junto con otra que dice casi lo mismo." in rosa.bubbles[-1].text


async def test_the_older_goes_into_the_newer_and_is_taken_apart_again(
    bot: Bot, alike: Phone, maria: Phone
) -> None:
    await alike.taps("Unir")
    await alike.taps("La más nueva: Para la NINEZ: rutas seguras")
    assert practices(bot) == 1

    await alike.taps("Deshacer")

    assert practices(bot) == 2
    assert maria.bubbles[-1].text == "«Rutas seguras para la niñez» vuelve a contarse por separado."


async def test_both_can_be_left(bot: Bot, alike: Phone) -> None:
    await alike.taps("Unir")
    await alike.taps("Dejar los dos")

    assert alike.news[0].startswith("1 de 2\nRutas seguras para la niñez\n")
    assert practices(bot) == 2


async def test_what_it_went_into_is_withdrawn_so_it_waits_again(
    bot: Bot, alike: Phone, maria: Phone
) -> None:
    await alike.taps("Unir")
    await alike.taps("La más antigua: Rutas seguras para la niñez")
    await alike.taps("Publicar")
    await maria.erases_all()

    await alike.sends("/revisar")

    assert alike.news[0].startswith("1 de 1\nPara la NINEZ: rutas seguras\n")
    assert practices(bot) == 1


async def test_what_was_merged_by_another_is_not_merged_twice(bot: Bot, alike: Phone) -> None:
    await alike.taps("Unir")
    older = alike.data_of("La más antigua: Rutas seguras para la niñez")
    newer = alike.data_of("La más nueva: Para la NINEZ: rutas seguras")
    message = alike.bubbles[-1].message_id
    await alike.forges(older, message)

    await alike.forges(newer, message)

    assert alike.toast == "Esto ya se decidió."
    assert practices(bot) == 1


async def test_what_is_gone_meanwhile_is_not_merged_with(alike: Phone, rosa: Phone) -> None:
    await rosa.erases_all()

    await alike.taps("Unir")

    assert alike.toast == "Este botón ya no funciona."


async def test_one_author_of_both_hears_of_it_once(lucia: Phone, maria: Phone) -> None:
    await maria.tells_a_practice("Rutas seguras")
    await maria.tells_a_practice("Rutas seguras")
    await lucia.sends("/revisar")
    await lucia.taps("Unir")
    await lucia.taps("La más antigua: Rutas seguras")

    assert [one for one in maria.news if "casi lo mismo" in one] == [maria.bubbles[-1].text]
