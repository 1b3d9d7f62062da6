"""All findings of this release, in the order of their codes."""

from __future__ import annotations

from projections.findings import authority, bank, books, contracts, log, money, people, publication, votes
from projections.findings.base import Definition

_FAMILIES = (authority, contracts, money, people, votes, bank, books, publication, log)
CATALOGUE: dict[str, Definition] = {
    definition.code: definition
    for definition in sorted(
        (definition for family in _FAMILIES for definition in family.DEFINITIONS),
        key=lambda one: (one.code[0], int(one.code[1:])),
    )
}
