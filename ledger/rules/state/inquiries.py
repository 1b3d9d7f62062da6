"""The stream ``inquiry/<id>``."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.rules.state.base import StreamState


@dataclass(slots=True)
class Inquiry(StreamState):
    """A stream ``inquiry/<id>``."""

    raised: bool = False
    answered: bool = False
    closed: bool = False
