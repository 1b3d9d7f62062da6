"""A log of eight leaves with one witness, printed in full so that it can be checked by hand and with other tools.

From the shared notes on the log's formats, section 13, where it was also checked with Go's ``sumdb/note`` and
``sumdb/tlog``. Log key: seed 32 x 00; witness key: seed 32 x 01; time 1700000000; the Certificate Transparency leaves.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.test_ledger.test_tlog.reference import CT_HEADS

ORIGIN = "ledger.example/yuanqu-1"
LOG_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
LOG_VKEY = "ledger.example/yuanqu-1+3be13526+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
WITNESS = "witness.example/w1"
WITNESS_KEY = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)
WITNESS_VKEY = "witness.example/w1+0ad7d35e+BIqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c"
COSIGNED_AT = 1_700_000_000

SIZE = 8
ROOT = bytes.fromhex(CT_HEADS[SIZE])
TEXT = b"ledger.example/yuanqu-1\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n"
LOG_LINE = """\
— ledger.example/yuanqu-1 O+E1Jr4FfKmYjzo64E9yYPQsiEILGuwXI5zMymvztvEieSkdCcNXS1jlIFgGCWqpdxB8g0bOf4eXQm4i/OcIEaNpPQM=
""".encode()
WITNESS_LINE = """\
— witness.example/w1 CtfTXgAAAABlU/EArCOVhQ6uMqJb1iYxFVwgCrcHGO7fZA0rVc3g6TRPEnXLrmpVqIWJqhOeH43waE5qaSBECbV4U2U1mXX0aUJSAQ==
""".encode()  # noqa: E501
SIGNED = TEXT + b"\n" + LOG_LINE
COSIGNED = SIGNED + WITNESS_LINE

LEAF_5 = bytes.fromhex("4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658")
RECEIPT_HEAD = b"""\
c2sp.org/tlog-proof@v1
index 5
vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=
yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=
037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=

"""
RECEIPT = RECEIPT_HEAD + COSIGNED

POLICY = f"log {LOG_VKEY}\nwitness w1 {WITNESS_VKEY}\nquorum w1\n"
