"""RFC 6962 section 2.1 word for word: slow, recursive, and written apart from the code that it judges.

It shares nothing with `ledger.tlog` but SHA-256, so that a mistake would have to be made twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

# The eight leaves of the Certificate Transparency test suite, and the heads of the first 0 to 8 of them: known from
# that suite, and computed anew by two other implementations (see tlog-e2e in the shared vectors).
CT_LEAVES = tuple(
    bytes.fromhex(entry)
    for entry in ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
)
CT_HEADS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def leaf(entry: bytes) -> bytes:
    return sha256(b"\0" + entry).digest()


def leaves(count: int) -> list[bytes]:
    """Return the leaf hashes of ``count`` different entries."""
    return [leaf(b"L%d" % number) for number in range(count)]


def half(count: int) -> int:
    """Return the largest power of two below ``count``."""
    power = 1
    while 2 * power < count:
        power *= 2
    return power


class Tree:
    """The tree over leaf hashes; heads of ranges are remembered, nothing else is clever."""

    def __init__(self, hashes: Sequence[bytes]) -> None:
        self._hashes = hashes
        self._heads: dict[tuple[int, int], bytes] = {}

    def head(self, start: int, end: int) -> bytes:
        """MTH(D[start:end])."""
        if start == end:
            return sha256(b"").digest()
        if end - start == 1:
            return self._hashes[start]
        if (start, end) not in self._heads:
            middle = start + half(end - start)
            self._heads[start, end] = sha256(b"\1" + self.head(start, middle) + self.head(middle, end)).digest()
        return self._heads[start, end]

    def root(self, size: int) -> bytes:
        return self.head(0, size)

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """PATH(index, D[0:size])."""
        return self._path(index, 0, size)

    def _path(self, index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + half(end - start)
        if index < middle:
            return [*self._path(index, start, middle), self.head(middle, end)]
        return [*self._path(index, middle, end), self.head(start, middle)]

    def consistency(self, old: int, new: int) -> list[bytes]:
        """PROOF(old, D[0:new])."""
        return self._subproof(old, 0, new, whole=True)

    def _subproof(self, old: int, start: int, end: int, *, whole: bool) -> list[bytes]:
        if old == end:
            return [] if whole else [self.head(start, end)]
        middle = start + half(end - start)
        if old <= middle:
            return [*self._subproof(old, start, middle, whole=whole), self.head(middle, end)]
        return [*self._subproof(old, middle, end, whole=False), self.head(start, middle)]
