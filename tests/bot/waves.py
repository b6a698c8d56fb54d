"""Time in a test of waves: it jumps from one thing that is due to the next."""

from datetime import timedelta

from bot.actions import planned
from tests.bot.edge import Bot, Watch


async def passes(bot: Bot, watch: Watch, **by: float) -> None:
    """Let time pass, and the bot do each thing when it falls due."""
    end = watch.at + timedelta(**by)
    while (due := await bot.database.read(planned.find_next_planned)) and due <= end:
        watch.at = max(watch.at, due)
        await bot.clock_strikes()
    watch.at = end
    await bot.clock_strikes()
