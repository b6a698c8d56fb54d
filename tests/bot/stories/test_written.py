"""Every story in tests/dialogues/stories goes as it is written; tests/stories.py tells the format."""

from pathlib import Path

import pytest
from inline_snapshot import external_file

from tests.bot.edge import Bot
from tests.stories import replay

FOLDER = Path(__file__).parents[2] / "dialogues" / "stories"
STORIES = sorted(FOLDER.glob("*.txt"))


@pytest.fixture
def written(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
async def test_the_story_goes_as_written(path: Path, written: str, bot: Bot) -> None:
    _, language = path.stem.split(".")

    happened = await replay(bot, written, language=language)

    assert happened == external_file(path, format=".txt")
