import base64
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.crypto import (
    CannotUnseal,
    KeyFileBesideData,
    KeyFileExposed,
    KeyFileMalformed,
    KeyFileMissing,
    KeyFileThere,
    KeyRing,
    create_key_file,
)

ELSEWHERE = "postgresql+psycopg://host/tertulia"
OLD = base64.b64encode(bytes(range(32))).decode()
NEW = base64.b64encode(bytes(range(32, 64))).decode()
RING = KeyRing({1: bytes(range(32))})
PLACES = st.tuples(
    st.text("abc_", max_size=5), st.text("abc_", max_size=5), st.integers() | st.text(max_size=5)
)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "tertulia.key"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


def read(path: Path) -> KeyRing:
    return KeyRing.read(path, database_url=ELSEWHERE)


def test_a_new_key_file_is_for_its_owner_only_and_can_be_used(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "tertulia.key"

    create_key_file(path, database_url=ELSEWHERE)

    assert path.stat().st_mode & 0o777 == 0o600
    sealed = read(path).seal("María", table="t", column="c", row=1)
    assert read(path).unseal_text(sealed, table="t", column="c", row=1) == "María"


def test_a_key_is_never_written_over_another(tmp_path: Path) -> None:
    path = written(tmp_path, f"1:{OLD}\n")

    with pytest.raises(KeyFileThere, match="There is a file at"):
        create_key_file(path, database_url=ELSEWHERE)

    assert path.read_text() == f"1:{OLD}\n"


@pytest.mark.parametrize("name", ["data/tertulia.key", "data/deep/er/key"])
def test_a_key_beside_the_data_is_refused(tmp_path: Path, name: str) -> None:
    url = f"sqlite:///{tmp_path}/data/tertulia.db"
    path = tmp_path / name
    path.parent.mkdir(parents=True)
    path.write_text(f"1:{OLD}\n")

    with pytest.raises(KeyFileBesideData, match="lies in the directory of the database"):
        KeyRing.read(path, database_url=url)
    with pytest.raises(KeyFileBesideData):
        create_key_file(path, database_url=url)


def test_a_link_to_a_key_beside_the_data_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "key").write_text(f"1:{OLD}\n")
    (tmp_path / "link").symlink_to(tmp_path / "data" / "key")

    with pytest.raises(KeyFileBesideData):
        KeyRing.read(tmp_path / "link", database_url=f"sqlite:///{tmp_path}/data/tertulia.db")


def test_a_key_beside_the_directory_of_the_data_is_taken(tmp_path: Path) -> None:
    path = written(tmp_path, f"1:{OLD}\n")

    ring = KeyRing.read(path, database_url=f"sqlite:///{tmp_path}/data/tertulia.db")

    assert ring.blind("x") == read(path).blind("x")


def test_a_missing_key_is_not_replaced_by_a_new_one(tmp_path: Path) -> None:
    with pytest.raises(KeyFileMissing, match="There is no key file at"):
        read(tmp_path / "tertulia.key")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o610])
def test_a_key_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    path = written(tmp_path, f"1:{OLD}\n")
    path.chmod(mode)

    with pytest.raises(KeyFileExposed) as refused:
        read(path)

    assert str(refused.value) == (
        f"Others can read the key file {path}. Take that right away: chmod 600 {path}"
    )
    assert refused.value.sentence.format(**refused.value.values) == str(refused.value)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("\n# nothing but words\n", 1),
        (f"{OLD}\n", 1),
        (f"one:{OLD}\n", 1),
        (f"0:{OLD}\n", 1),
        (f"256:{OLD}\n", 1),
        ("1:c2hvcnQ=\n", 1),
        ("1:not base64!\n", 1),
        (f"# the key\n1:{OLD}\n1:{NEW}\n", 3),
        (f"1:{OLD}\n\nx\n", 3),
    ],
)
def test_a_malformed_key_file_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int
) -> None:
    with pytest.raises(KeyFileMalformed, match=f"Line {line} of the key file") as refused:
        read(written(tmp_path, text))

    assert OLD not in str(refused.value)


def test_no_key_shows_in_a_repr_or_in_the_record_of_a_fault() -> None:
    shown = f"{RING!r} {RING} {CannotUnseal('t.c of 1')!r}"

    assert shown == "<KeyRing of 1> <KeyRing of 1> CannotUnseal('t.c of 1')"


@given(st.text(st.characters(exclude_categories=())), PLACES)
def test_any_text_is_unsealed_in_its_place(value: str, place: tuple[str, str, int | str]) -> None:
    table, column, row = place

    sealed = RING.seal(value, table=table, column=column, row=row)

    assert RING.unseal_text(sealed, table=table, column=column, row=row) == value


@given(st.binary(), PLACES)
def test_any_bytes_are_unsealed_in_their_place(
    value: bytes, place: tuple[str, str, int | str]
) -> None:
    table, column, row = place

    sealed = RING.seal(value, table=table, column=column, row=row)

    assert RING.unseal(sealed, table=table, column=column, row=row) == value


def test_half_a_surrogate_pair_can_be_looked_up() -> None:
    assert RING.blind("\ud83d") != RING.blind("\ud83e")


@given(st.binary(), PLACES, PLACES)
def test_a_value_moved_to_another_place_does_not_open(
    value: bytes, place: tuple[str, str, int | str], other: tuple[str, str, int | str]
) -> None:
    if [str(part) for part in place] == [str(part) for part in other]:
        return
    sealed = RING.seal(value, table=place[0], column=place[1], row=place[2])

    with pytest.raises(CannotUnseal):
        RING.unseal(sealed, table=other[0], column=other[1], row=other[2])


@given(st.binary(max_size=40))
def test_what_was_not_sealed_here_does_not_open(made_up: bytes) -> None:
    with pytest.raises(CannotUnseal):
        RING.unseal(made_up, table="t", column="c", row=1)


def test_the_same_value_is_never_sealed_to_the_same_bytes() -> None:
    sealed = {RING.seal("sí", table="t", column="c", row=1) for _ in range(50)}

    assert len(sealed) == 50


def test_a_new_key_seals_while_the_old_one_still_opens(tmp_path: Path) -> None:
    before = read(written(tmp_path, f"1:{OLD}\n"))
    sealed_before = before.seal("antes", table="t", column="c", row=1)
    index_before = before.blind(7)

    after = read(written(tmp_path, f"2:{NEW}\n1:{OLD}\n"))

    assert after.unseal_text(sealed_before, table="t", column="c", row=1) == "antes"
    assert after.seal("después", table="t", column="c", row=1)[0] == 2
    assert after.blind(7) == index_before
    with pytest.raises(CannotUnseal):
        before.unseal(after.seal("x", table="t", column="c", row=1), table="t", column="c", row=1)


def test_a_blind_index_is_the_same_for_the_same_value_only() -> None:
    other = KeyRing({1: os.urandom(32)})

    assert RING.blind(7) == RING.blind("7")
    assert len({RING.blind(7), RING.blind(8), other.blind(7)}) == 3
    assert len(RING.blind(7)) == 16
