"""Take the pictures of the README from the running bot, so that they cannot age: make pictures.

A practice is told on a phone of 360 by 640 points; an organiser asks for the digest of a day on
which seven were told, looks at the forms, and sends one of them back edited. Needs Debian's Chromium.
"""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Page, async_playwright

from simulator import Person, Simulator
from tests.bot.books import SURVEY, book, publishes, sends
from tests.bot.edge import Phone, Watch, furnish, running
from tests.simulator.test_page import ARGUMENTS, CHROMIUM

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
TOLD = (
    ("Ana", "Honduras", "Rutas seguras para la niñez"),
    ("Rosa", "Honduras", "Mesa municipal contra la trata"),
    ("Inés", "Guatemala", "Alerta temprana en la terminal de buses"),
    ("Luis", "Guatemala", "Acompañamiento en lengua materna"),
    ("Elena", "México", "Capacitación entre pares"),
    ("Marta", "Costa Rica", "Equipo de respuesta inmediata"),
    ("Pablo", "Costa Rica", "Casa de transición"),
)
"""Who tells, where they work, and what their practices are called; all invented."""
ASKED_NEXT = (
    ("date", "dia", "¿Qué día fue?", "Quel jour ?", "true"),
    ("text", "nota", "¿Algo más?", None, None),
)
"""What an organiser adds to a form; one text has no French yet."""


async def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = furnish(Path(folder) / "home")
        watch = Watch()
        simulator = Simulator(clock=watch)
        async with (
            running(home, watch=watch, simulator=simulator) as bot,
            async_playwright() as playwright,
        ):
            lucia = bot.phone("Lucía")
            await lucia.starts(home.organisers)
            maria = bot.phone("María")
            for name, country, title in TOLD:
                phone = bot.phone(name)
                await phone.arrives(country)
                await phone.tells_a_practice(title)
            await publishes(lucia, book())
            await _ask_how_far_it_has_gone(maria)
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            page = await browser.new_page(
                device_scale_factor=2, locale="es-HN", timezone_id="America/Tegucigalpa"
            )
            await _take(page, bot.url, maria.person, "phone.png", height=640)
            await lucia.sends("/resumen")
            await _take(page, bot.url, lucia.person, "digest.png", height=1160)
            await lucia.sends("/formularios")
            await _take(page, bot.url, lucia.person, "forms.png", height=640)
            await sends(lucia, "visita.xlsx", book(*SURVEY, *ASKED_NEXT))
            await _take(page, bot.url, lucia.person, "draft.png", height=640)
            await browser.close()


async def _ask_how_far_it_has_gone(maria: Phone) -> None:
    await maria.arrives()
    await maria.sends("/practica")
    await maria.sends("Escuela de liderazgo de niñas")


async def _take(page: Page, url: str, person: Person, name: str, *, height: int) -> None:
    await page.set_viewport_size({"width": 360, "height": height})
    await page.goto(f"{url}/#{person.id}")
    await page.reload()
    await page.wait_for_selector(".phone.chosen")
    await page.wait_for_load_state("load")
    await page.screenshot(path=PICTURES / name)


if __name__ == "__main__":
    asyncio.run(main())
