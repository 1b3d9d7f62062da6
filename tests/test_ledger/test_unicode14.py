"""The table of unassigned code points is that of Unicode 14.0, whatever Unicode this Python has."""

from __future__ import annotations

import sys
import unicodedata
from itertools import groupby

import pytest

from ledger.unicode14 import UNASSIGNED

NOT_RUN = (
    f"NOT RUN: this Python has Unicode {unicodedata.unidata_version}; the table is compared on Python 3.11 (14.0.0)"
)


def unassigned_here() -> list[int]:
    return [code for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Cn"]


@pytest.mark.skipif(unicodedata.unidata_version != "14.0.0", reason=NOT_RUN)
def test_the_table_is_what_unicode_14_has_not_assigned() -> None:
    runs = [[code for _, code in run] for _, run in groupby(enumerate(unassigned_here()), lambda one: one[1] - one[0])]
    assert list(UNASSIGNED) == [(run[0], run[-1]) for run in runs]


def test_whatever_this_python_has_not_assigned_was_not_assigned_in_14() -> None:
    table = {code for first, last in UNASSIGNED for code in range(first, last + 1)}
    assert set(unassigned_here()) <= table


def test_control_characters_that_later_versions_brought_are_in_the_table() -> None:
    later = (0x10EFD, 0x1E08F, 0x2FFC, 0x31350)
    assert all(any(first <= code <= last for first, last in UNASSIGNED) for code in later)
