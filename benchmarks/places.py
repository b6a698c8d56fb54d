"""Where the bot of a benchmark lives, which nobody has used yet.

The bots of tests have more around them: that would count where memory is measured.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.settings import Settings
from tests.conftest import own_database


@contextmanager
def a_place(*, postgresql: bool) -> Iterator[tuple[Path, str]]:
    """Give a folder, and the address of a database in it or on a server."""
    with ExitStack() as until_the_end:
        folder = Path(until_the_end.enter_context(TemporaryDirectory(prefix="tertulia-")))
        url = f"sqlite:///{folder / 'data' / 'tertulia.db'}"
        if postgresql:
            url = until_the_end.enter_context(own_database())
        yield folder, url


def settings_of(folder: Path, url: str) -> Settings:
    return Settings(
        _env_file=None,  # type: ignore[call-arg]  # an argument of pydantic's
        database_url=url,
        key_file=folder / "keys" / "tertulia.key",
    )
