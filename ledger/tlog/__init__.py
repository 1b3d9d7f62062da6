"""The transparency log: pure functions from bytes to verified objects, in the formats of RFC 6962 and C2SP.

Nothing here reads a file, a clock or the network. What verifies raises `VerificationError`; what parses raises
`FormatError`; parameters of a check come from the caller, never from what is checked.
"""
