"""Attacks by signers and thieves of keys, with an operator who lets everything in."""

from __future__ import annotations

import json

import pytest

from ledger import base64url, jws, keys, sealing
from ledger.demo.cast import Cast
from ledger.errors import VerificationError
from ledger.strict_json import Json
from ledger.verification import verify
from tests.published import PublishedBook, Served, approval, founded, income, request


def refused(book: PublishedBook) -> VerificationError:
    book.publish()
    with pytest.raises(VerificationError) as caught:
        verify(Served(book))
    return caught.value


def last(book: PublishedBook) -> str:
    return f"entry {len(book.raw) - 1} in tile/entries/000.p/{len(book.raw)}"


def with_header(event: bytes, header: dict[str, object], who: str, book: PublishedBook) -> bytes:
    """Return the event under another protected header, truly signed by ``who``."""
    compact, *rest = event.split(b"~")
    payload = compact.split(b".")[1]
    encoded = base64url.encode(json.dumps(header, separators=(",", ":")).encode()).encode()
    signing_input = encoded + b"." + payload
    signature = base64url.encode(book.cast.key(who).sign(signing_input)).encode()
    return b"~".join([signing_input + b"." + signature, *rest])


def test_foreign_key_under_its_own_kid() -> None:
    book = founded()
    stranger = Cast(book.cast.origin, seed="stranger")
    data: dict[str, Json] = {"party": "crony", "kind": "company", "name": {"value": "关系公司"}}
    book.admit(stranger.sign("secretary", "counterparty.registered", "community", data, book.now))
    error = refused(book)
    assert (error.rule_id, error.where) == ("key.unknown", last(book))


def test_foreign_key_under_a_members_kid() -> None:
    book = founded()
    kid = keys.kid_of(book.cast.key("treasurer"))
    book.admit(with_header(income(book), {"alg": "Ed25519", "kid": kid, "typ": jws.TYP}, "stranger", book))
    error = refused(book)
    assert (error.rule_id, error.where) == ("signature.invalid", last(book))


@pytest.mark.parametrize(
    "change",
    [
        {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}},
        {"alg": "none"},
        {"alg": "EdDSA"},
        {"alg": "HS256"},
        {"b64": False, "crit": ["b64"]},
        {"typ": "JWT"},
    ],
    ids=["substituted-key-in-the-header", "none", "eddsa", "hs256", "b64", "typ"],
)
def test_header_tricks(change: dict[str, object]) -> None:
    book = founded()
    kid = keys.kid_of(book.cast.key("treasurer"))
    header = {"alg": "Ed25519", "kid": kid, "typ": jws.TYP} | change
    book.admit(with_header(income(book), header, "treasurer", book))
    error = refused(book)
    assert (error.rule_id, error.where) == ("jws.header", last(book))


def test_signature_with_another_text_of_the_same_bytes() -> None:
    book = founded()
    compact, *rest = income(book).split(b"~")
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twin = compact[:-1] + alphabet[alphabet.index(compact[-1:]) + 1 :][:1]
    book.admit(b"~".join([twin, *rest]))
    error = refused(book)
    assert (error.rule_id, error.where) == ("jws.malformed", last(book))


def test_announced_key_that_was_never_enrolled() -> None:
    cast = Cast()
    book = PublishedBook(cast)
    book.admit(cast.founding(book.now))
    data: dict[str, Json] = {"party": "firm", "kind": "company", "name": {"value": "公司"}}
    book.admit(cast.sign("secretary", "counterparty.registered", "community", data, book.now))
    error = refused(book)
    assert (error.rule_id, error.where) == ("key.not_active", last(book))


def test_revoked_key() -> None:
    book = founded()
    kid = keys.kid_of(book.cast.key("treasurer"))
    revoked = book.cast.sign("treasurer", "key.revoked", "community", {"kid": kid, "reason": "lost"}, book.now)
    book.admit(revoked, income(book))
    error = refused(book)
    assert (error.rule_id, error.where) == ("key.revoked", last(book))


def test_recovery_key_used_for_money() -> None:
    book = founded()
    data: dict[str, Json] = {"party": "firm", "kind": "company", "name": {"value": "公司"}}
    book.admit(book.cast.sign("recovery", "counterparty.registered", "community", data, book.now))
    assert refused(book).rule_id == "key.recovery_only"


def test_member_acts_in_a_role_not_held() -> None:
    book = founded()
    book.admit(book.cast.sign("member", "fund.opened", "fund/own", _FUND, book.now))
    error = refused(book)
    assert (error.rule_id, error.where) == ("role.not_held", last(book))


_FUND: dict[str, Json] = {
    "name": "小金库",
    "kind": "other",
    "currency": "CNY",
    "owner_of_money": "others",
    "scope": "all",
}


def test_event_replayed_in_another_community() -> None:
    """The same people serve in two communities; what they signed for one must not count in the other."""
    elsewhere = founded(Cast("ledger.example/other-9"))
    book = founded()
    book.admit(income(elsewhere))
    error = refused(book)
    assert (error.rule_id, error.where) == ("community.other", last(book))


def test_event_replayed_in_the_same_community() -> None:
    book = founded()
    event = income(book)
    book.admit(event, event)
    error = refused(book)
    assert (error.rule_id, error.where) == ("event.id_reused", last(book))


def test_digest_of_another_event_sealed_again() -> None:
    """Whoever copies a digest could otherwise have a disclosure erased, or shown, at two places."""
    book = founded()
    event = income(book)
    twin = income(book, 7)
    digest, own = sealing.split(event)[1][0].digest, sealing.split(twin)[1][0].digest
    payload = jws.parse(sealing.split(twin)[0]).payload.replace(own.encode(), digest.encode())
    book.admit(event, jws.sign(payload, book.cast.key("treasurer")))
    error = refused(book)
    assert (error.rule_id, error.where) == ("sealed.digest_reused", last(book))


def test_own_request_approved() -> None:
    book = founded()
    asked = request(book)
    book.admit(asked, approval(book, asked, "secretary"))
    error = refused(book)
    assert (error.rule_id, error.where) == ("payment.own_request", last(book))
