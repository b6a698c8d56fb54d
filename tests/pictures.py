"""Take the pictures of the README from the running bot, so that they cannot age: make pictures.

On a phone of 360 points somebody agrees, chooses, reads what they told, and sees where to call; an
organiser asks for the digest of a day on which seven practices were told, reviews the first of
them, looks at the forms, and sends one of them back edited. Needs Debian's Chromium.
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
            maria, carmen = bot.phone("María"), bot.phone("Carmen")
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
            await _show_the_way(page, carmen)
            await lucia.sends("/resumen")
            await _take(page, bot.url, lucia.person, "digest.png", height=1960)
            await lucia.sends("/revisar")
            await _take(page, bot.url, lucia.person, "reviewing.png", height=1500)
            await lucia.sends("/formularios")
            await _take(page, bot.url, lucia.person, "forms.png", height=640)
            await sends(lucia, "visita.xlsx", book(*SURVEY, *ASKED_NEXT))
            await _take(page, bot.url, lucia.person, "draft.png", height=640)
            await browser.close()


async def _ask_how_far_it_has_gone(maria: Phone) -> None:
    await maria.arrives()
    await maria.sends("/practica")
    await maria.sends("Escuela de liderazgo de niñas")


async def _show_the_way(page: Page, carmen: Phone) -> None:
    """Take pictures of what everybody comes by: consent, choices, the card, and where to call."""
    await carmen.starts(carmen.bot.home.participants)
    for label in ("Español", "Sí, 18 o más"):
        await carmen.taps(label)
    await _take(page, carmen.bot.url, carmen.person, "consent.png", height=960)
    await carmen.taps("Acepto")
    await carmen.introduces()
    await carmen.sends("/practica")
    await carmen.sends("Escuela de liderazgo de niñas")
    await carmen.taps("Una idea, aún sin probar")
    for label in ("Prevención", "Protección y asistencia"):
        await carmen.taps(f"☐ {label}")
    await _take(page, carmen.bot.url, carmen.person, "choices.png", height=800)
    await _tell_the_idea(carmen)
    await _take(page, carmen.bot.url, carmen.person, "review.png", height=800)
    await carmen.sends("/leccion")
    for label in ("Este taller", "Falló: evitarlo", "Protección y asistencia", "Omitir"):
        await carmen.taps(label)
    await carmen.sends("Me tienen encerrada y me quitaron el pasaporte")
    await _take(page, carmen.bot.url, carmen.person, "danger.png", height=800)


async def _tell_the_idea(carmen: Phone) -> None:
    """Answer the rest of what is asked about an idea, up to the card."""
    await carmen.taps("Listo (2)")
    await carmen.chooses("Adolescentes (12 a 17)", "Mujeres")
    await carmen.taps("Todo el país")
    await carmen.sends(
        "Las niñas de cada escuela eligen a dos, que llevan sus ideas a la municipalidad."
    )
    await carmen.taps("Omitir")
    await carmen.chooses("Una red de aliados")
    await carmen.taps("Todos, sin ningún nombre")
    await carmen.taps("No")


async def _take(page: Page, url: str, person: Person, name: str, *, height: int) -> None:
    await page.set_viewport_size({"width": 360, "height": height})
    await page.goto(f"{url}/#{person.id}")
    await page.reload()
    await page.wait_for_selector(".phone.chosen")
    await page.wait_for_load_state("load")
    await page.screenshot(path=PICTURES / name)


if __name__ == "__main__":
    asyncio.run(main())
