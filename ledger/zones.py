"""A community's time zone, by the name that its founding gives."""

from __future__ import annotations

from datetime import tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def zone_of(name: str) -> tzinfo | None:
    """Return the zone; None where this machine does not know it: its hours are then UTC, and say so.

    A name such as ``Asia`` is a folder of the time zone data, and opening it an error of the file system.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
