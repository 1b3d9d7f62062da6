"""From the bytes of a source and a map to a `Reading`."""

from __future__ import annotations

from ledger.importing import records
from ledger.importing.cells import AmountForm
from ledger.importing.journal import JournalReader
from ledger.importing.maps import Map, TableMap
from ledger.importing.rows import Reading
from ledger.importing.table import TableReader


def read(raw: bytes, map_: Map, currency: str, digits: int) -> Reading:
    """Read a source whose amounts are in ``currency``, which has ``digits`` fractional digits.

    Raises:
        FormatError: ``import.encoding``, ``import.csv``, ``import.header``; all that concerns one row stands in the
            reading instead.
    """
    sheet = records.read(raw, map_)
    form = AmountForm(currency, digits, map_.decimal, map_.thousands, map_.symbols)
    if isinstance(map_, TableMap):
        return TableReader(sheet, map_, form).read()
    return JournalReader(sheet, map_, form).read()
