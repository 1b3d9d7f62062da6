"""Verification by a stranger: everything that a published log claims, checked without trusting who serves it.

`verify` reads the checkpoint, the entries, the hash tiles, the disclosures and the figures, and raises at the first
thing that does not hold. A parallel stage (`stage`) checks what each entry shows by itself; the sequential one
(`replay`) runs the ledger's own rules over the history; both run at the same time. Nothing of the store or the web is
imported: what verifies must not depend on what is verified.
"""

from ledger.verification.audit import Progress, verify
from ledger.verification.report import Report
from ledger.verification.sources import FetchError, Folder, Source

__all__ = ["FetchError", "Folder", "Progress", "Report", "Source", "verify"]
