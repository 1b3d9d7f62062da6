"""Strict JSON: bytes that equal their own compact serialisation.

The accepted form is exactly what ``JSON.stringify`` of ECMAScript writes, and a subset of it: no white space, no
duplicate member, no escape that is not needed, integers only and within ±(2^53 - 1), at most 16 levels deep, text in
NFC without control characters (C0, C1), without bidirectional overrides (U+202A-202E, U+2066-2069) and without code
points that Unicode 14.0 has not assigned. Example::

    {"specversion":"1.0","amount":120000,"name":"停车费"}

Parsing and comparing with the re-serialised value refuses every second encoding at once. The source is DESIGN
section 4; the JSON grammar is RFC 8259.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NoReturn, TypeAlias

import msgspec

from ledger.errors import FormatError
from ledger.unicode14 import UNASSIGNED

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

INTEGER_MAX = 2**53 - 1
DEPTH_MAX = 16

_ADVICE = "Write the file with a tool that emits compact JSON (`mingzhang draft` does) and do not edit it by hand."
_TEXT_ADVICE = "Type the text again without it; text copied from elsewhere may carry characters that nobody sees."
_CONTROLS = ((0x00, 0x1F), (0x80, 0x9F))
_BIDIRECTIONAL = ((0x202A, 0x202E), (0x2066, 0x2069))
# Half a surrogate pair is no character: it cannot be written in UTF-8, and comes only from tools that allow it.
_SURROGATES = ((0xD800, 0xDFFF),)


def _none_but(forbidden: Iterable[tuple[int, int]]) -> re.Pattern[str]:
    """Return a pattern that finds the first character in one of the ranges.

    It names what is allowed and is negated, because `re` answers from a bitmap where a character of the first plane is
    named, and goes through all ranges of the other planes where it is not: 400 times slower for Chinese text.
    """
    allowed = []
    begin = 0
    for first, last in sorted(forbidden):
        if begin < first:
            allowed.append(f"{re.escape(chr(begin))}-{re.escape(chr(first - 1))}")
        begin = last + 1
    return re.compile(f"[^{''.join(allowed)}]")


_FORBIDDEN = _none_but((*_CONTROLS, *_BIDIRECTIONAL, *_SURROGATES, *UNASSIGNED))
_DIGITS_TO_ZERO = bytes.maketrans(b"123456789", b"000000000")
_LONG_NUMBER = b"0" * 16


def _refuse_float(text: str) -> NoReturn:
    raise _error("json.float", f"the number {text[:40]} is not a plain integer")


def _error(rule_id: str, message: str) -> FormatError:
    return FormatError(rule_id, message, advice=_ADVICE)


def _too_deep() -> FormatError:
    return _error("json.depth", f"nested deeper than {DEPTH_MAX} levels")


_decoder = msgspec.json.Decoder(float_hook=_refuse_float)
_encoder = msgspec.json.Encoder()


def parse(raw: bytes, *, line_feeds: bool = False) -> Json:
    """Parse ``raw`` and refuse it unless it equals its own compact serialisation.

    ``line_feeds`` admits U+000A inside strings (sealed values only).

    Raises:
        FormatError: ``json.malformed``, ``json.not_compact``, ``json.float``, ``json.integer``, ``json.depth``,
            ``json.text``.
    """
    try:
        value: Json = _decoder.decode(raw)
        compact = _encoder.encode(value)
    except FormatError:
        raise
    except RecursionError as error:
        raise _too_deep() from error
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise _error("json.malformed", f"not JSON in UTF-8: {error}") from error
    if compact != raw:
        raise _error("json.not_compact", "the JSON is not in its compact form, or a member occurs twice")
    if not (_has_plain_numbers_and_depth(raw) and _has_plain_text(raw)):
        check(value, line_feeds=line_feeds)
    return value


def dump(value: Json) -> bytes:
    """Serialise ``value`` in the one accepted form, the inverse of `parse`.

    Raises:
        FormatError: the value cannot be written in that form.
    """
    check(value, line_feeds=True)
    return _encoder.encode(value)


def _has_plain_numbers_and_depth(raw: bytes) -> bool:
    """Tell whether no number and no nesting in ``raw`` can be too large, so that the walk over them can be spared."""
    return raw.count(b"{") + raw.count(b"[") <= DEPTH_MAX and _LONG_NUMBER not in raw.translate(_DIGITS_TO_ZERO)


def _has_plain_text(raw: bytes) -> bool:
    """Tell whether all text in ``raw`` is allowed, looking at it as one piece.

    Without escapes every character stands for itself. A part of an NFC text is NFC (UAX #15 section 1.3), and what
    stands between the strings of JSON composes with nothing, so that the whole is NFC exactly where each part is.
    """
    if b"\\" in raw:
        return False
    if raw.isascii():
        return True
    text = raw.decode()
    return _FORBIDDEN.search(text) is None and unicodedata.is_normalized("NFC", text)


def check(value: Json, *, line_feeds: bool, depth: int = 1) -> None:
    """Refuse values beyond the limits: the reference that `parse` takes shortcuts for.

    Raises:
        FormatError: ``json.integer``, ``json.depth``, ``json.text``, ``json.float``.
    """
    if isinstance(value, str):
        check_text(value, line_feeds=line_feeds)
    elif isinstance(value, float):
        _refuse_float(str(value))
    elif isinstance(value, int):
        if abs(value) > INTEGER_MAX:
            raise _error("json.integer", "an integer is beyond ±(2^53 - 1)")
    elif isinstance(value, list | dict):
        if depth > DEPTH_MAX:
            raise _too_deep()
        if isinstance(value, dict):
            for name in value:
                check_text(name, line_feeds=False)
        for item in value.values() if isinstance(value, dict) else value:
            check(item, line_feeds=line_feeds, depth=depth + 1)


def check_text(text: str, *, line_feeds: bool) -> None:
    """Refuse text that is not NFC or holds control characters, bidirectional overrides or unassigned code points.

    Raises:
        FormatError: ``json.text``.
    """
    if text.isascii() and text.isprintable():
        return
    found = _FORBIDDEN.search(text.replace("\n", " ") if line_feeds else text)
    if found:
        raise FormatError(
            "json.text", f"the character U+{ord(found[0]):04X} is not allowed in text", advice=_TEXT_ADVICE
        )
    if not unicodedata.is_normalized("NFC", text):
        raise FormatError(
            "json.text",
            "the text is not in Unicode normalisation form C",
            advice="Type the text again; copied text may be in another form (NFD) that looks the same.",
        )
