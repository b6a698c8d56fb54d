"""Buttons: what they carry comes back as it was, and nothing else is believed."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.packing import MAX_BYTES, pack, unpack
from bot.taps import (
    Act,
    AgeTap,
    CaptureAct,
    CaptureTap,
    ConsentTap,
    DangerTap,
    DraftTap,
    EraseTap,
    ExitTap,
    FormTap,
    LanguageTap,
    LineAct,
    LineTap,
    ListedFormTap,
    MineAct,
    MineTap,
    PermissionsTap,
    PermitTap,
    PreviewAct,
    PreviewTap,
    ResumeTap,
    TableAct,
    TableTap,
    Tap,
    TurnTap,
    VersionTap,
)
from locales import LANGUAGES

IDS = st.integers(0, (1 << 63) - 1)
NAMES = st.from_regex(r"[a-z0-9_-]{1,20}", fullmatch=True)
ACTS = st.sampled_from(get_args(Act))
TAPS = st.one_of(
    st.builds(TurnTap, IDS, IDS, ACTS, IDS),
    st.builds(LanguageTap, NAMES),
    st.builds(ConsentTap, st.booleans(), NAMES),
    st.builds(AgeTap, st.sampled_from(["adult", "minor"])),
    st.builds(PermissionsTap),
    st.builds(
        PermitTap,
        st.sampled_from(["allow", "take-back"]),
        st.sampled_from(["workshop", "follow_up", "publication"]),
        IDS,
        IDS,
    ),
    st.builds(FormTap, NAMES, st.booleans(), IDS),
    st.builds(MineTap, st.sampled_from(get_args(MineAct)), IDS),
    st.builds(CaptureTap, st.sampled_from(get_args(CaptureAct)), IDS),
    st.builds(ResumeTap, IDS),
    st.builds(EraseTap, st.sampled_from(["ask", "one", "all", "told", "no"]), IDS),
    st.builds(ExitTap),
    st.builds(DangerTap),
    st.builds(LineTap, st.sampled_from(get_args(LineAct)), NAMES, IDS),
    st.builds(TableTap, st.sampled_from(get_args(TableAct)), IDS, IDS),
    st.builds(ListedFormTap, st.sampled_from(["versions", "stop", "ask"]), IDS),
    st.builds(VersionTap, st.sampled_from(["workbook", "preview"]), IDS),
    st.builds(DraftTap, st.sampled_from(["show", "preview", "publish", "confirm", "discard"]), IDS),
    st.builds(PreviewTap, st.sampled_from(get_args(PreviewAct)), IDS),
)


@given(TAPS)
def test_a_tap_comes_back_as_it_was_within_telegrams_limit(tap: Tap) -> None:
    assert unpack(pack(tap)) == tap
    assert len(pack(tap).encode()) <= MAX_BYTES


def test_a_preview_can_go_on_in_every_language() -> None:
    assert set(LANGUAGES) < set(get_args(PreviewAct))


@given(st.text(max_size=80))
def test_any_data_is_read_without_an_error_and_means_one_thing_only(data: str) -> None:
    tap = unpack(data)

    assert tap is None or unpack(pack(tap)) == tap


@pytest.mark.parametrize(
    "forged",
    [
        "c:1:2",
        "line:wrong:HN:1",
        "line:right:HN:-",
        "table:confirm:1:-",
        "table:read:1:1",
        "c:1:2:3:4",
        "c:-1:2:3",
        "c: 1:2:3",
        "c:1_0:2:3",
        "c:1:2:",
        "c:zzzzzzzzzzzzz:1:1",
        "c:1:zzzzzzzzzzzzzz:1",
        "zz:1:2:3",
        "consent:maybe:v1",
        "draft:erase:1",
        "draft:publish:",
        "resume:ñ",
        "erase:one:!",
        "erase:perhaps:1",
        "exit:1",
        "language:" + "x" * 60,
        "",
    ],
)
def test_forged_data_is_none_of_ours(forged: str) -> None:
    assert unpack(forged) is None


def test_a_form_whose_name_leaves_no_room_for_the_workshop_goes_without_it() -> None:
    tap = FormTap("a" * 56, participant=(1 << 63) - 1)

    assert unpack(pack(tap)) == FormTap("a" * 56)
    assert len(pack(tap).encode()) <= MAX_BYTES
