"""One sheet as CSV that a spreadsheet opens by double click, and in which nothing runs."""

import csv
import io
import re
from datetime import date, datetime
from decimal import Decimal

from reports.sheets import Sheet, Value
from reports.typed_text import clean

# Where a spreadsheet may see the beginning of a cell: at the start, and, where its separator is
# the semicolon and our quotes mean nothing to it, after each semicolon and line end.
_MAY_RUN = re.compile(r"(^|[;\n])(\s*)(?=[=+\-@＝＋－＠])")  # noqa: RUF001 -- full-width signs run too


def as_csv(sheet: Sheet) -> bytes:
    """Return UTF-8 with a byte order mark, without which Excel misreads every accent."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_written(heading) for heading in sheet.headings])
    writer.writerows([_written(value) for value in row] for row in sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def _written(value: Value) -> str:
    match value:
        case None:
            return ""
        case str():
            return _MAY_RUN.sub(r"\1'\2", clean(value))
        case datetime():
            return f"{value:%Y-%m-%d %H:%M:%S}"
        case date():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)
