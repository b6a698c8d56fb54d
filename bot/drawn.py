"""Pictures of ours, each drawn in a process of its own: beside those who are being answered."""

import json
from collections.abc import Mapping
from typing import Any, Final

from bot import limited
from bot.limited import Failed, Limits
from reports.drawing import draw

USUAL: Final = Limits(processor_seconds=10, clock_seconds=20.0, memory_bytes=1_000_000_000)


class NotDrawn(Exception):
    """There is no picture; the words that go with it say the same."""


async def drawn(spec: Mapping[str, Any], *, limits: Limits = USUAL) -> bytes:
    """Return what `spec` describes as PNG; raises NotDrawn."""
    try:
        return await limited.run(
            limited.program("bot.drawn"), json.dumps(spec).encode(), limits=limits
        )
    except (Failed, OSError):
        raise NotDrawn from None


def serve_drawing(sent: bytes) -> bytes:
    """Draw here and now; what it raises ends a process of its own."""
    return draw(json.loads(sent))


if __name__ == "__main__":
    limited.serve(serve_drawing)
