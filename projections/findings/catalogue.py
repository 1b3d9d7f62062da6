"""All findings of this release, in the order of their codes."""

from __future__ import annotations

from projections.findings import authority, books, log, money, people, publication, votes
from projections.findings.base import Definition

CATALOGUE: dict[str, Definition] = {
    definition.code: definition
    for family in (authority, money, people, votes, books, publication, log)
    for definition in family.DEFINITIONS
}
