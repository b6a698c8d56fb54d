"""Workbooks as organisers make and send them: a form made for Kobo, in Spanish and French."""

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook

from tests.bot.edge import Phone

Cells = Sequence[str | None]
SURVEY: tuple[Cells, ...] = (
    ("type", "name", "label::Español (es)", "label::Français (fr)", "required", "calculation"),
    ("text", "lugar", "¿Qué lugar visitó?", "Quel lieu avez-vous visité ?", "true", None),
    ("integer", "personas", "¿Cuántas personas?", "Combien de personnes ?", "true", None),
    ("calculate", "doble", None, None, None, "${personas} * 2"),
    ("select_one sino", "volver", "¿Volvería?", "Reviendriez-vous ?", "true", None),
)
CHOICES: tuple[Cells, ...] = (
    ("list_name", "name", "label::Español (es)", "label::Français (fr)"),
    ("sino", "si", "Sí", "Oui"),
    ("sino", "no", "No", "Non"),
)
WITHOUT_PEOPLE = tuple(row for row in SURVEY if row[1] not in ("personas", "doble"))


def book(
    *survey: Cells,
    choices: Sequence[Cells] = CHOICES,
    form_id: str | None = "visita",
    title: str = "Visita de campo",
) -> bytes:
    """Write an Excel workbook; without rows the form of a visit."""
    settings = [
        ("form_title", "form_id", "default_language"),
        (title, form_id, "Español (es)"),
    ]
    made = Workbook()
    del made[made.sheetnames[0]]
    for name, rows in (("survey", survey or SURVEY), ("choices", choices), ("settings", settings)):
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = BytesIO()
    made.save(content)
    return content.getvalue()


async def sends(who: Phone, name: str, content: bytes) -> None:
    """Send a document, and wait until the bot has looked at it."""
    await who.sends_document(name, content)
    await who.bot.fetches_files()


async def publishes(who: Phone, content: bytes) -> None:
    await sends(who, "visita.xlsx", content)
    await who.taps("Publicar")
