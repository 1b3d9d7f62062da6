"""What is to be explained in this story: each finding with the entry that it is about and its days, and none but these.

Each is told where its theme tells what happened; which code means what stands in ``projections/findings``.
"""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """The entry that a finding is about (type and stream; of a source only the type), since when and until when."""

    entry: str
    since: str
    until: str | None = None


PLANTED: dict[str, tuple[Place, ...]] = {
    "A0": (Place("payment.executed fund/common", "2025-07-10"),),
    "A1": (Place("payment.executed fund/common", "2025-09-12"),),
    "A2": (Place("payment.executed fund/common", "2026-06-26"),),
    "A3": (Place("payment.executed fund/common", "2025-10-24"),),
    "A4": (Place("payment.executed fund/common", "2025-10-09"),),
    "A5": (Place("payment.executed fund/common", "2026-01-16"),),
    "A6": (Place("payment.executed fund/repairs", "2026-03-20"), Place("payment.executed fund/common", "2026-06-18")),
    "A7": (Place("payment.executed fund/common", "2026-06-18"),),
    "A8": (Place("work.reviewed fund/common", "2026-05-25"),),
    "A9": (Place("contract.signed fund/repairs", "2026-05-12", "2026-05-24"),),
    "B1": (Place("payment.requested fund/common", "2026-04-13"),),
    "B2": (Place("payment.executed fund/common", "2025-11-27"),),
    "B3": (Place("payment.executed fund/common", "2026-05-14"),),
    "B4": (Place("income.recorded fund/common", "2025-11-03"),),
    "B5": (Place("payment.executed fund/common", "2026-01-14", "2026-01-19"),),
    "B6": (Place("payment.executed fund/office", "2025-09-28", "2025-10-14"),),
    "B7": (Place("counterparty.registered community", "2026-01-01"),),
    "C1": (Place("payment.approved fund/repairs", "2025-11-18"),),
    "C2": (Place("member.appointed community", "2026-05-25"),),
    "C3": (Place("key.revoked community", "2025-10-24"),),
    "C4": (Place("movement.imported fund/common", "2024-07-04"),),
    "C5": (Place("member.ended community", "2025-08-30", "2025-10-21"),),
    "C6": (Place("roles.changed community", "2025-09-05"),),
    "D1": (Place("motion.closed motion/side-gate-2024", "2024-09-27"),),
    "D2": (Place("motion.closed motion/leash-2025", "2025-03-30"),),
    "D3": (Place("motion.tabled motion/gym-2026", "2026-02-10", "2026-02-14"),),
    "D4": (Place("motion.closed motion/doors-2025", "2025-12-01"),),
    "D5": (
        Place("motion.closed motion/drying-2026", "2026-03-24"),
        Place("motion.closed motion/drying-2026", "2026-03-24"),
    ),
    "D6": (Place("meeting.called meeting/2024-07", "2024-07-03"),),
    "D7": (Place("motion.tabled motion/drying-2026", "2026-03-23", "2026-03-24"),),
    "D8": (Place("entry.confirmed motion/by-election-2025", "2025-10-19"),),
    "E1": (
        Place("account.opened account/bank-common", "2025-10-31", "2025-11-09"),
        Place("statement.reconciled account/bank-common", "2026-04-11"),
    ),
    "E2": (Place("receipt.released fund/common", "2026-03-15"),),
    "E3": (Place("income.expected fund/common", "2025-10-31", "2025-12-02"),),
    "E4": (Place("import.completed", "2024-07-05"),),
    "E5": (Place("movement.imported fund/common", "2024-08-05"),),
    "E6": (Place("fund.opened fund/common", "2026-01-31", "2026-03-19"),),
    "F1": (Place("fund.opened fund/repairs", "2026-01-31", "2026-02-11"),),
    "F2": (Place("disclosure.published fund/common", "2026-01-27"),),
    "F3": (Place("disclosure.published fund/common", "2025-07-18", "2025-07-19"),),
    "F4": (
        Place("minutes.recorded meeting/2024-11", "2024-12-03"),
        Place("meeting.opened meeting/2025-12", "2025-12-17"),
        Place("payment.executed fund/repairs", "2026-03-20"),
        Place("payment.executed fund/repairs", "2026-04-30"),
        Place("minutes.recorded meeting/2026-05", "2026-05-25"),
    ),
    "F5": (
        Place("inquiry.raised inquiry/roof-quotes", "2026-01-22", "2026-03-02"),
        Place("inquiry.raised inquiry/charging-fire", "2026-04-10"),
    ),
    "F6": (Place("fund.opened fund/repairs", "2026-06-30"),),
    "F7": (Place("seal.used community", "2025-11-14"),),
    "F8": (Place("member.appointed community", "2025-11-21", "2025-12-05"),),
    "G2": (Place("key.introduced community", "2026-05-06"),),
}
"""Code to places, in the order of days. G1 is left out: whether a checkpoint was witnessed stands in no entry."""
