"""Files inside promised messages."""

import pytest

from bot.uploads import MOST_BYTES, UploadTooLarge, is_upload, opened, upload


@pytest.mark.parametrize("content", [b"", b"\0\xff", bytes(MOST_BYTES)])
def test_a_file_comes_out_as_it_went_in(content: bytes) -> None:
    written = upload("mapa.png", content)

    assert is_upload(written)
    assert opened(written) == ("mapa.png", content)


def test_a_file_that_the_outbox_does_not_hold_is_not_promised() -> None:
    with pytest.raises(UploadTooLarge):
        upload("film.mp4", bytes(MOST_BYTES + 1))


@pytest.mark.parametrize(
    "value", [None, "name", {"name": "a"}, {"name": "a", "base64": "", "x": 1}]
)
def test_nothing_else_is_taken_for_a_file(value: object) -> None:
    assert not is_upload(value)
