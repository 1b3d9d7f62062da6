"""What a verification has shown, and what it could not show."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Report:
    """The counts of what was checked without finding a fault."""

    source: str
    origin: str = ""
    size: int = 0
    root: str = ""
    """Root of the tree, base64, as the checkpoint has it."""
    anchored: bool = False
    """Whether the log key and entry 0 were compared with an anchor from outside."""
    witnesses: int = 0
    """Cosignatures that count under the anchor's policy."""
    signatures: int = 0
    keys: int = 0
    disclosures: int = 0
    withheld: int = 0
    """Public fields whose text is not shown (withdrawn, or never published)."""
    sealed: int = 0
    """Fields that only the vault can open."""
    tiles: int = 0
    checkpoints: int = 0
    """Earlier checkpoints with which the log is consistent."""
    balances: int = 0
    """Balances that equal what the entries add up to."""
    balances_as_of: int | None = None
    """How many entries the balances reflect that are shown; None where none are."""
    tallies: int = 0
    """Tallies that equal the ballots."""
    tallies_as_of: int | None = None
    """How many entries the tallies reflect that are shown; None where none are."""
    documents: int = 0
    """Public documents whose file has the hash that stands in the log."""
    files: int = 0
    """Files of an export that have the size and hash of its datapackage.json."""
    bytes: int = 0
    """Entries, in bytes."""
    jobs: int = 1
    seconds: float = 0.0
    lacking: list[str] = field(default_factory=list)
    """Figures that were promised and not compared, or not up to the last entry: then this is no full verification."""
    not_checked: list[str] = field(default_factory=list)
    """What this verification cannot show, in plain words."""
