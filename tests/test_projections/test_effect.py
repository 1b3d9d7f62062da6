"""What a handler is told of an event's texts: the open ones, the public ones, and nothing of the rest."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import UNSET

from ledger.bodies.shared import FirmOrPersonLine, PublicLine, PublicText, VaultLine
from projections.effect import Effect

DIGEST = "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
OTHER = "pj7Wi1Swt4lxIcQxIDXkCH9Hn3bWnJNEVpT9nBoBLpA"


def effect(texts: dict[str, Any]) -> Effect:
    nothing: Any = None
    return Effect(nothing, 0, texts, nothing, nothing, nothing)


@pytest.mark.parametrize(
    ("field", "texts", "shown"),
    [
        (PublicLine(sd=[DIGEST]), {DIGEST: "停车费"}, "停车费"),
        (PublicText(sd=[DIGEST]), {OTHER: "另一个"}, None),
        (PublicText(sd=[DIGEST]), {}, None),
        (PublicText(sd=[DIGEST]), {DIGEST: 7}, None),
        (PublicText(sd=[DIGEST]), {DIGEST: ["a"]}, None),
        (VaultLine(sd=[DIGEST]), {}, None),
        (FirmOrPersonLine(value="样例公司"), {}, "样例公司"),
        (FirmOrPersonLine(sd=[DIGEST]), {}, None),
        (UNSET, {DIGEST: "停车费"}, None),
    ],
)
def test_a_text_is_shown_where_it_is_open_or_its_disclosure_is_public(
    field: Any, texts: dict[str, Any], shown: str | None
) -> None:
    assert effect(texts).text(field) == shown
