"""A second reading of Civil Code 278 and of the Property Law before it, with `fractions.Fraction` and no rule pack.

It shares no code with `ledger.rules.tally` and knows yes, no, abstain and void only:
应当由专有部分面积占比三分之二以上的业主且人数占比三分之二以上的业主参与表决;
特别事项应当经参与表决专有部分面积四分之三以上的业主且参与表决人数四分之三以上的业主同意; 其他事项过半数.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple


class Owners(NamedTuple):
    """Area in 0.01 m² and heads."""

    area: int
    heads: int


def share(part: int, whole: int) -> Fraction:
    """Return a share; of nobody it is nothing."""
    return Fraction(part, whole) if whole else Fraction(0)


def civil_code_278(whole: Owners, yes: Owners, no: Owners, abstain: Owners, *, special: bool) -> str:
    """Return the outcome of a vote that opened from 2021-01-01 on."""
    took_part = Owners(yes.area + no.area + abstain.area, yes.heads + no.heads + abstain.heads)
    if min(share(took_part.area, whole.area), share(took_part.heads, whole.heads)) < Fraction(2, 3):
        return "no_quorum"
    in_favour = min(share(yes.area, took_part.area), share(yes.heads, took_part.heads))
    agreed = in_favour >= Fraction(3, 4) if special else in_favour > Fraction(1, 2)
    return "adopted" if agreed else "rejected"


def property_law_76(whole: Owners, yes: Owners, no: Owners, abstain: Owners, *, special: bool) -> str:
    """Return the outcome of a vote that opened before: shares of all owners, 2/3 for special matters.

    More than half of the area and of the owners must take part (物业管理条例 12).
    """
    area, heads = yes.area + no.area + abstain.area, yes.heads + no.heads + abstain.heads
    if min(share(area, whole.area), share(heads, whole.heads)) <= Fraction(1, 2):
        return "no_quorum"
    in_favour = min(share(yes.area, whole.area), share(yes.heads, whole.heads))
    agreed = in_favour >= Fraction(2, 3) if special else in_favour > Fraction(1, 2)
    return "adopted" if agreed else "rejected"
