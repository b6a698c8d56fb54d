"""The wire between the bot and the Bot API, with a meter on it."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from typing_extensions import override

from simulator import Simulator

_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


class Metered(Simulator):
    """A simulator behind a wire on which every byte is counted, both ways: heads and bodies."""

    def __init__(self) -> None:
        super().__init__()
        self.carried: Counter[str] = Counter()

    @override
    @asynccontextmanager
    async def serve(self, port: int = 0) -> AsyncIterator[str]:
        async with super().serve(port) as url:
            far_port = int(url.rpartition(":")[2])

            async def connect(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                far_reader, far_writer = await asyncio.open_connection("127.0.0.1", far_port)
                async with asyncio.TaskGroup() as both_ways:
                    both_ways.create_task(self._carry(reader, far_writer))
                    both_ways.create_task(self._carry(far_reader, writer))

            wire = await asyncio.start_server(connect, "127.0.0.1", 0)
            async with wire:
                yield f"http://127.0.0.1:{wire.sockets[0].getsockname()[1]}"

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hand on one message of HTTP after the other."""
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = _LENGTH.search(head)
                body = await reader.readexactly(int(length[1])) if length else b""
                self.carried += Counter(heads=len(head), bodies=len(body))
                writer.write(head + body)
                await writer.drain()
        writer.close()
