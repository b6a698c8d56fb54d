"""What may go wrong: groups, blocks, a full disk, bugs, the same update twice."""

from io import StringIO
from typing import Any

from bot.actions.visits import come_back
from simulator import Fault, Faults
from storage.deliveries import count_deliveries
from tests.bot.edge import Bot, Phone
from tests.bot.kept import the_only_one


async def test_in_a_group_the_bot_says_goodbye_and_leaves(bot: Bot) -> None:
    maria = bot.phone("María")
    group = bot.simulator.add_group("Mesa 4")

    bot.simulator.add_bot_to_group(group, maria.person)
    await maria.settled()

    screen = bot.simulator.chat(group)
    assert [one.text for one in screen.from_bot] == [
        (
            "Converso con una sola persona a la vez, para que nadie más lea. Por favor, abra un chat"
            " privado conmigo. ¡Hasta luego!"
        )
    ]
    assert bot.simulator.ledger().calls["leavechat"] == 1


async def test_who_blocks_the_bot_is_unreachable_until_they_write_again(maria: Phone) -> None:
    maria.bot.simulator.block(maria.person)
    await maria.settled()
    assert not the_only_one(maria.bot).reachable

    maria.bot.simulator.unblock(maria.person)
    await maria.sends("/practica")

    assert the_only_one(maria.bot).reachable
    assert maria.news[0].startswith("1 de 18\n")


async def test_what_the_bot_has_to_tell_by_itself_makes_nobody_reachable(maria: Phone) -> None:
    maria.bot.simulator.block(maria.person)
    await maria.settled()

    about: dict[str, Any] = {"now": maria.bot.watch.at, "house": maria.bot.app._house}
    maria.bot.database.transact_now(come_back, chat_id=maria.person.id, **about)

    assert not the_only_one(maria.bot).reachable


async def test_an_update_that_comes_twice_is_done_once(maria: Phone) -> None:
    await maria.sends("/practica")

    maria.bot.simulator.faults = Faults(1, {Fault.DUPLICATE: 1.0})
    await maria.sends("Rutas seguras")

    assert maria.news == ["2 de 18\n¿Hasta dónde ha llegado?"]


async def test_where_nothing_can_be_saved_the_person_is_told_once_and_nothing_is_lost(
    maria: Phone, logs: StringIO
) -> None:
    await maria.sends("/practica")
    maria.bot.stop_saving()

    maria.bot.simulator.send_text(maria.person, "Rutas seguras")
    await maria.hears("En este momento no puedo guardar respuestas.")
    await maria.bot.simulator.until(lambda: logs.getvalue().count("storage_unavailable") > 1)
    maria.bot.save_again()
    await maria.settled()

    assert maria.news_of("En este momento") == [
        "En este momento no puedo guardar respuestas. En cuanto pueda, seguiré desde aquí."
    ]
    assert maria.bubbles[-1].text == "2 de 18\n¿Hasta dónde ha llegado?"


async def test_a_bug_is_answered_with_an_apology_and_the_question_stays_open(maria: Phone) -> None:
    await maria.sends("/practica")
    maria.bot.break_next_turns(3)

    await maria.sends("Rutas seguras")
    assert maria.news[-1].startswith("Algo falló de mi lado")

    await maria.sends("Rutas seguras")
    assert maria.news == ["2 de 18\n¿Hasta dónde ha llegado?"]


async def test_nothing_is_left_in_the_outbox(maria: Phone) -> None:
    states = maria.bot.database.transact_now(count_deliveries)

    assert set(states) == {"sent"}
