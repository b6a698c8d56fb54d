"""Functions of dates and times: today, now, date, format-date and the decimal forms."""

import math

from conversations.xforms.dates import DateTime, days_of, read_time, write_moment
from conversations.xforms.functions.arguments import Here, as_number
from conversations.xforms.values import Value, to_string


def today(here: Here) -> Value:
    now = here.surroundings.now.astimezone(here.zone)
    return DateTime(days_of(now.replace(hour=0, minute=0, second=0, microsecond=0)), here.zone)


def now(here: Here) -> Value:
    return DateTime(days_of(here.surroundings.now), here.zone)


def date(here: Here, value: Value) -> Value:
    """Read a date or a number of days as a date; a number counts from 1970 in UTC."""
    if isinstance(value, DateTime):
        return value
    if isinstance(value, bool):
        return DateTime(math.nan, here.zone)
    if isinstance(value, float):
        return DateTime(value, here.zone)
    text = to_string(value)
    return DateTime(as_number(here, text), here.zone) if text else ""


def decimal_date_time(here: Here, value: Value) -> Value:
    return float(as_number(here, value))


def decimal_time(here: Here, value: Value) -> Value:
    return read_time(to_string(value), on=here.surroundings.now.astimezone(here.zone))


def format_date(here: Here, value: Value, pattern: Value) -> Value:
    day = date(here, value)
    moment = day.moment() if isinstance(day, DateTime) else None
    language = here.surroundings.language
    return "" if moment is None else write_moment(moment, to_string(pattern), language)
