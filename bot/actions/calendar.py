"""Local days and hours: when a daily task falls due in a workshop's own zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def moment_of(day: date, hour: int, *, zone: str) -> datetime:
    """Return when `hour` strikes on `day` in `zone`, in UTC.

    An hour which is skipped in spring comes as the clock goes on, one which comes twice in autumn
    counts the first time: `fold=0` means both.
    """
    return datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(UTC)


def last_due_day(now: datetime, *, hour: int, zone: str) -> date:
    """Return the newest local day on which `hour` has struck: today or yesterday."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return today if moment_of(today, hour, zone=zone) <= now else today - timedelta(days=1)
