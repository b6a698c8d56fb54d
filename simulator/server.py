"""One uvicorn on loopback which stops at once, whatever is still open."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

PATIENCE_SECONDS = 0.5  # for calls that do not end by themselves, such as a body that never comes
LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}


class Server(uvicorn.Server):
    """uvicorn inside somebody else's event loop: no signals of its own, no ticking."""

    def __init__(self, app: ASGIApp) -> None:
        config = uvicorn.Config(
            app,
            http="h11",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
        )
        super().__init__(config)
        self.is_up = asyncio.Event()
        self.may_stop = asyncio.Event()

    @contextlib.contextmanager
    @override
    def capture_signals(self) -> Iterator[None]:
        yield

    @override
    async def main_loop(self) -> None:
        self.is_up.set()
        await self.may_stop.wait()

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        if self.server_state.tasks:
            _, late = await asyncio.wait(self.server_state.tasks, timeout=PATIENCE_SECONDS)
            for task in late:
                task.cancel()
        for connection in list(self.server_state.connections):
            connection.transport.abort()

    def abort(self, client: tuple[str, int]) -> None:
        """Cut the connection which comes from this address."""
        for connection in list(self.server_state.connections):
            if getattr(connection, "client", None) == client:
                connection.transport.abort()


class OnlyFromHere:
    """Lets in only what is meant for this machine and does not come from a stranger's page.

    A name that was made to point here (DNS rebinding) does not pass, nor does a form on another
    site that posts to this port.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        origin = headers.get(b"origin", b"").decode("latin-1")
        strange = origin and origin != f"http://{host}"
        if _name(host) in LOOPBACK and not strange:
            await self._app(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 403, "headers": []})
        await send({"type": "http.response.body", "body": b"Only from this machine.\n"})


def _name(host: str) -> str:
    return host[: host.index("]") + 1] if "]" in host else host.partition(":")[0]


@contextlib.asynccontextmanager
async def run(server: Server, port: int) -> AsyncIterator[str]:
    """Serve on 127.0.0.1 and give the address."""
    listener = socket.create_server(("127.0.0.1", port))
    # asyncio sets this only on sockets that name their protocol, and these do not: without it an
    # answer in two parts waits 40 ms for the other side's acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    serving = asyncio.ensure_future(server.serve(sockets=[listener]))
    await server.is_up.wait()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.may_stop.set()
        await serving
        listener.close()


async def stop(task: asyncio.Future[None]) -> None:
    """End a task that would go on for ever; what went wrong in it is raised here."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
