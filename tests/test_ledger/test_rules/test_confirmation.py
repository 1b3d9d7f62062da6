"""The second person: what waits for one, whom it is about, and who may be it."""

from __future__ import annotations

import pytest

from ledger import sealing
from ledger.bodies import BODIES
from ledger.events import Event, parse_event
from ledger.keys import kid_of
from ledger.rules import confirmation
from ledger.strict_json import Json
from tests.log_of import Book
from tests.refusals import refused
from tests.sample_bodies import SAMPLES
from tests.test_ledger.test_rules.old_books import fund_data

ALWAYS = {
    "member.appointed", "seats.set", "log_key.rotated", "field.erased", "balance.opened", "import.completed",
    "movement.reversed", "period.closed",
    "ballot.transcribed", "ballot.voided", "ballots.delivered", "electorate.frozen", "motion.closed",
    "resolution.annulled",
}  # fmt: skip
"""A result waits where it is the owners', as that of the samples is."""
UNLESS_OWN = {"member.ended", "key.introduced", "key.revoked", "roles.changed"}
ABOUT_NOBODY = set(BODIES) - {"member.appointed"} - UNLESS_OWN
HASH = "ab" * 32


def sample(book: Book, who: str, name: str, **changes: Json) -> Event:
    """Return an event of this type that is signed and not admitted."""
    stream = BODIES[name].stream
    subject = {"community": "community", "*": "community", "source": f"source/{HASH}", "document": f"document/{HASH}"}
    data: dict[str, Json] = {
        member: {"value": HASH} if member == "nonce" else _opened(value)
        for member, value in SAMPLES[name].items()
        if member not in ("documents", "note")
    }
    file = book.sign(who, name, subject.get(stream, f"{stream}/x"), data | changes)
    return parse_event(sealing.split(file)[0])


def _opened(data: Json) -> Json:
    """Return sample data as a draft has it: every sealed field open."""
    if isinstance(data, dict):
        return {"value": "样例"} if "_sd" in data else {name: _opened(value) for name, value in data.items()}
    return [_opened(item) for item in data] if isinstance(data, list) else data


@pytest.mark.parametrize("name", sorted(set(BODIES) - UNLESS_OWN))
def test_what_waits_whoever_signs_it(name: str) -> None:
    book = Book()
    assert confirmation.needed(sample(book, "chair", name), book.history.community) == (name in ALWAYS)


def test_the_result_of_a_committee_waits_for_nobody() -> None:
    book = Book()
    tally: Json = [{"choice": "yes", "ballots": 5}]
    assert not confirmation.needed(sample(book, "chair", "motion.closed", tally=tally), book.history.community)


@pytest.mark.parametrize(("who", "waits"), [("vice", False), ("chair", True), ("recovery", False)])
def test_members_introduce_their_keys_alone_and_a_recovery_key_those_of_everybody(who: str, waits: bool) -> None:
    book = Book()
    event = sample(book, who, "key.introduced", member="vice")
    assert confirmation.needed(event, book.history.community) is waits


@pytest.mark.parametrize(
    ("who", "reason", "waits"), [("vice", "resigned", False), ("vice", "deceased", True), ("chair", "resigned", True)]
)
def test_members_resign_alone(who: str, reason: str, waits: bool) -> None:
    book = Book()
    event = sample(book, who, "member.ended", member="vice", reason=reason)
    assert confirmation.needed(event, book.history.community) is waits


@pytest.mark.parametrize(("who", "waits"), [("vice", False), ("chair", True)])
def test_a_key_is_revoked_alone_by_the_member_whose_it_is(who: str, waits: bool) -> None:
    book = Book()
    event = sample(book, who, "key.revoked", kid=kid_of(book.cast.key("vice")))
    assert confirmation.needed(event, book.history.community) is waits


def test_the_second_key_of_a_member_is_the_members_own() -> None:
    book = Book()
    book.record("vice", "key.introduced", "community", member="vice", key=book.cast.jwk("vice-new"))
    event = sample(book, "vice-new", "key.revoked", kid=kid_of(book.cast.key("vice")))
    assert not confirmation.needed(event, book.history.community)


@pytest.mark.parametrize("name", ["member.appointed", "member.ended", "key.introduced", "roles.changed"])
def test_an_event_is_about_the_member_whom_it_names(name: str) -> None:
    book = Book()
    assert confirmation.concerned(sample(book, "chair", name, member="vice"), book.history.community) == "vice"


def test_a_revocation_is_about_whose_key_it_is() -> None:
    book = Book()

    def about(kid: str) -> str | None:
        return confirmation.concerned(sample(book, "chair", "key.revoked", kid=kid), book.history.community)

    assert about(kid_of(book.cast.key("vice"))) == "vice"
    assert about(kid_of(book.cast.key("recovery"))) is None
    assert about("A" * 43) is None


@pytest.mark.parametrize("name", sorted(ABOUT_NOBODY))
def test_all_other_events_are_about_nobody(name: str) -> None:
    book = Book()
    assert confirmation.concerned(sample(book, "chair", name), book.history.community) is None


def test_a_member_does_not_confirm_a_key_that_another_announces_for_them() -> None:
    book = Book()
    with refused("confirmation.concerned"):
        _introduce_and_confirm(book, by="vice")
    _introduce_and_confirm(book, by="secretary")


def _introduce_and_confirm(book: Book, by: str) -> None:
    key = book.cast.jwk(f"vice-for-{by}")
    book.confirm(by, book.record("chair", "key.introduced", "community", member="vice", key=key))


def test_a_confirmation_names_what_waits_and_its_very_bytes() -> None:
    book = Book().with_money()
    book.record("treasurer", "fund.opened", "fund/repairs", **fund_data())
    opening = book.record("treasurer", "balance.opened", "fund/repairs", account="bank", amount=1, as_of="2024-06-30")
    ref = book.cast.ref(opening)
    nothing: dict[str, Json] = {"id": "01900000-0000-7000-8000-000000000000", "sha256": "0" * 64}
    for subject, on, rule_id in (
        ("fund/repairs", nothing, "ref.unknown"),
        ("fund/repairs", ref | {"sha256": "0" * 64}, "ref.mismatch"),
        ("fund/common-income", ref, "ref.stream"),
    ):
        with refused(rule_id):
            book.record("chair", "entry.confirmed", subject, on=on, purpose="second_person")
    book.record("chair", "entry.confirmed", "fund/repairs", on=ref, purpose="second_person")


def test_what_somebody_issued_whose_office_has_ended_takes_no_effect() -> None:
    book = Book().with_money()
    book.record("treasurer", "fund.opened", "fund/repairs", **fund_data())
    opening = book.record("treasurer", "balance.opened", "fund/repairs", account="bank", amount=1, as_of="2024-06-30")
    resigned: dict[str, Json] = {"member": "treasurer", "reason": "resigned", "date": "2024-07-01"}
    book.record("treasurer", "member.ended", "community", **resigned)
    with refused("confirmation.author_gone"):
        book.confirm("chair", opening)


def test_nobody_confirms_their_own_entry_and_nobody_twice() -> None:
    book = Book().with_money()
    book.record("treasurer", "fund.opened", "fund/repairs", **fund_data())
    opening = book.record("treasurer", "balance.opened", "fund/repairs", account="bank", amount=1, as_of="2024-06-30")
    with refused("confirmation.own"):
        book.confirm("treasurer", opening)
    book.confirm("chair", opening)
    with refused("confirmation.not_waiting"):
        book.confirm("vice", opening)


def test_an_entry_that_needs_no_second_person_is_not_confirmed() -> None:
    book = Book().with_money()
    with refused("ref.type"):
        book.confirm("chair", book.income())


def test_only_eligible_seats_confirm() -> None:
    book = Book().with_money()
    clerk: dict[str, Json] = {
        "member": "clerk",
        "name": {"value": "样例"},
        "body": "staff",
        "roles": ["staff"],
        "kind": "hired",
        "term": {"from": "2024-07-01", "to": "2025-06-30"},
        "basis": {"value": "聘用"},
        "key": book.cast.jwk("clerk"),
    }
    book.confirm("vice", book.record("chair", "member.appointed", "community", **clerk))
    book.put(book.cast.enrolment("clerk", book.at))
    book.record("treasurer", "fund.opened", "fund/repairs", **fund_data())
    opening = book.record("treasurer", "balance.opened", "fund/repairs", account="bank", amount=1, as_of="2024-06-30")
    with refused("confirmation.not_eligible"):
        book.confirm("clerk", opening)
