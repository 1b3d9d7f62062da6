"""Anchors: what is trusted before anything is read, as a file and as the QR code of the printed notice."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import anchor
from ledger.anchor import Anchor
from ledger.errors import FormatError
from ledger.tlog import merkle
from tests.refusals import malformed, unusable, unverified
from tests.test_ledger.test_tlog.printed import COSIGNED, LOG_VKEY, POLICY, SIGNED, WITNESS_VKEY

ENTRY = b"entry 0"
ENTRY0 = merkle.leaf_hash(ENTRY)
FILE = f"mingzhang-anchor/v1\nentry0 {ENTRY0.hex()}\n{POLICY}"
WITNESSED = Anchor(ENTRY0, POLICY)
ALONE = Anchor.alone(LOG_VKEY, ENTRY0)
URI = (
    "mingzhang:anchor?vkey=ledger.example%2Fyuanqu-1%2B3be13526%2BATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
    f"&entry0={ENTRY0.hex()}"
)


def test_an_anchor_is_written_as_it_was_read() -> None:
    assert Anchor.parse(FILE) == WITNESSED
    assert WITNESSED.text == FILE
    assert WITNESSED.vkey == LOG_VKEY


def test_the_anchor_of_a_log_without_witnesses() -> None:
    assert ALONE.text == f"mingzhang-anchor/v1\nentry0 {ENTRY0.hex()}\nlog {LOG_VKEY}\nquorum none\n"
    assert ALONE.uri == URI
    assert Anchor.parse(URI) == ALONE
    assert Anchor.parse(f"{URI}\n") == ALONE
    assert Anchor.parse(ALONE.text) == ALONE


def test_the_uri_carries_the_witnesses() -> None:
    assert (
        WITNESSED.uri
        == f"{URI}&policy={quote(f'witness w1 {WITNESS_VKEY}' + chr(10) + 'quorum w1' + chr(10), safe='')}"
    )
    assert Anchor.parse(WITNESSED.uri) == WITNESSED


LINES = st.lists(
    st.sampled_from(
        ["# 说明", "#quorum none", "", "  ", "#\u2028quorum none", "#\u0085witness", "\t# x", f"#log {LOG_VKEY}"]
    )
)


@given(LINES, LINES, LINES, st.booleans())
def test_file_and_uri_mean_the_same_and_comments_stay_behind(
    first: list[str], middle: list[str], last: list[str], addressed: bool
) -> None:
    log = f"log {LOG_VKEY}" + (" https://ledger.example/yuanqu-1/log/" if addressed else "")
    policy = [*first, log, *middle, f"witness w1\t{WITNESS_VKEY}", "quorum w1", *last]
    given_as_file = Anchor(ENTRY0, "".join(f"{line}\n" for line in policy))
    assert Anchor.parse(given_as_file.text) == given_as_file
    again = Anchor.parse(given_as_file.uri)
    assert (again.entry0, again.vkey, again.policy) == (ENTRY0, LOG_VKEY, given_as_file.policy)
    assert "%23" not in given_as_file.uri
    assert Anchor.parse(again.uri) == again


def test_a_policy_that_another_tool_wrote() -> None:
    """The rest of the file is a policy like any other: with spaces, comments, groups and the log's address."""
    text = (
        f"mingzhang-anchor/v1\nentry0 {ENTRY0.hex()}\n\n# 样例\nlog {LOG_VKEY} https://ledger.example/\n"
        f"witness w1 {WITNESS_VKEY} https://witness.example/\ngroup g any w1\nquorum g\n"
    )
    assert Anchor.parse(text).check_witnesses(COSIGNED) == 1


# What is refused.


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        FILE.replace("v1", "v2", 1),
        FILE.replace("mingzhang-anchor/v1\n", ""),
        "\n" + FILE,
        " " + FILE,
        FILE.replace("\nentry0", " entry0"),
        FILE.replace("entry0 ", "entry0  "),
        FILE.replace("entry0 ", "entry1 "),
        FILE.replace("entry0 ", "entry0\t"),
        FILE.replace(ENTRY0.hex(), ENTRY0.hex().upper()),
        FILE.replace(ENTRY0.hex(), ENTRY0.hex()[:-1]),
        FILE.replace(ENTRY0.hex(), ENTRY0.hex() + "0"),
        FILE.replace(ENTRY0.hex(), ""),
        f"mingzhang-anchor/v1\n{POLICY}",
        FILE.replace(f"log {LOG_VKEY}\n", ""),
        FILE.replace("log ", "log ledger.example/yuanqu-2+00ca9f50+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c\nlog "),
        URI.replace("mingzhang:anchor?", "mingzhang:anchors?"),
        "https://ledger.example/" + URI,
    ],
)
def test_what_is_no_anchor(text: str) -> None:
    with pytest.raises(FormatError) as refused:
        Anchor.parse(text)
    assert refused.value.rule_id in ("anchor.malformed", "policy.malformed", "vkey.malformed")


@pytest.mark.parametrize(
    "text",
    [
        "mingzhang:anchor?",
        URI.partition("&")[0],
        "mingzhang:anchor?" + URI.partition("&")[2],
        URI + "&policy=",
        URI + "&quorum=w1",
        URI + "&ENTRY0=" + ENTRY0.hex(),
        URI + "&entry0=" + ENTRY0.hex(),
        URI + "&vkey=" + quote(LOG_VKEY, safe=""),
        URI + "&policy=quorum%20none%0A&policy=quorum%20none%0A",
        URI + "&policy=" + quote(POLICY, safe=""),
        URI.replace(ENTRY0.hex(), ENTRY0.hex().upper()),
        URI.replace(ENTRY0.hex(), ENTRY0.hex()[:-2]),
        URI.replace("vkey=", "vkey=log%20"),
        URI.replace("&entry0", "%0Awitness%20w1%20x&entry0"),
        URI + "#fragment",
    ],
)
def test_what_is_no_uri(text: str) -> None:
    with pytest.raises(FormatError) as refused:
        Anchor.parse(text)
    assert refused.value.rule_id in ("anchor.malformed", "policy.malformed", "vkey.malformed", "note.malformed")


def test_a_plus_sign_that_a_tool_left_unescaped_is_still_a_plus_sign() -> None:
    assert Anchor.parse(URI.replace("%2B", "+")) == ALONE


def test_a_witness_that_hides_behind_a_comment() -> None:
    """Some characters end a line for Python and not for the policy: what stands behind them is still a comment."""
    hidden = Anchor(ENTRY0, POLICY.replace("quorum w1", "#\u2028quorum none\nquorum w1"))
    assert Anchor.parse(hidden.uri).policy.quorum == "w1"


@given(st.text(max_size=60) | st.text(max_size=60).map(anchor.URI_PREFIX.__add__))
def test_any_text_raises_nothing_but_a_format_error(text: str) -> None:
    with pytest.raises(FormatError):
        Anchor.parse(text)


# What it checks.


def test_the_founding_must_be_the_one_that_the_anchor_names() -> None:
    WITNESSED.check_founding(ENTRY, LOG_VKEY)
    with unverified("anchor.entry0"):
        WITNESSED.check_founding(ENTRY + b" ", LOG_VKEY)
    with unverified("anchor.log_key"):
        WITNESSED.check_founding(ENTRY, LOG_VKEY.replace("yuanqu-1", "yuanqu-2"))


def test_the_checkpoint_must_be_seen_by_those_whom_the_anchor_names() -> None:
    assert WITNESSED.check_witnesses(COSIGNED) == 1
    with unverified("policy.quorum"):
        WITNESSED.check_witnesses(SIGNED)
    assert ALONE.check_witnesses(COSIGNED) == 0
    assert ALONE.check_witnesses(SIGNED) == 0


# What a user gives.


def test_a_user_gives_a_file_or_a_uri(tmp_path: Path) -> None:
    file = tmp_path / "anchor.txt"
    file.write_text(FILE, encoding="utf-8")
    assert anchor.load(str(file)) == WITNESSED
    assert anchor.load(WITNESSED.uri) == WITNESSED
    file.write_text(WITNESSED.uri + "\n")
    assert anchor.load(str(file)) == WITNESSED


def test_a_file_that_came_through_a_windows_mail(tmp_path: Path) -> None:
    file = tmp_path / "anchor.txt"
    file.write_bytes(FILE.replace("\n", "\r\n").encode())
    assert anchor.load(str(file)) == WITNESSED


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    for name in ("nowhere", ".", "binary"):
        with unusable("anchor.unreadable"):
            anchor.load(str(tmp_path / name))


def test_a_file_that_is_too_long_is_refused_and_not_cut_off(tmp_path: Path) -> None:
    file = tmp_path / "anchor.txt"
    file.write_text(FILE + "#" * anchor.ANCHOR_BYTES_MAX + f"\nlog {LOG_VKEY}\n")
    with malformed("anchor.malformed"):
        anchor.load(str(file))
