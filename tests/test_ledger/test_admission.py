"""The door of the book: what a batch of files becomes, and each reason to be turned away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

import pytest

from ledger import base64url, jws, sealing, strict_json
from ledger.admission import Appended, Batch, Stream, admission_time
from ledger.demo.cast import SEATS, Cast
from ledger.events import parse_entry, parse_event
from ledger.keys import kid_of
from ledger.rules import Target, new_state
from ledger.strict_json import Json
from tests.log_of import START
from tests.refusals import malformed, refused, unstorable, unverified

LAST = datetime(2026, 3, 5, 2, 0, 0, tzinfo=UTC)
ACCOUNT: dict[str, Json] = {
    "kind": "asset",
    "subtype": "bank",
    "name": {"value": "公共收益专户"},
    "number": {"value": "6222 0000 0000 0001"},
    "holder": "community",
    "currency": "CNY",
}


class Log:
    """Entries that stand in the log already, as far as a batch asks."""

    def __init__(self, size: int = 0) -> None:
        self.size = size

    def target(self, event_id: str) -> Target | None:
        return None

    def has_digest(self, digest: str) -> bool:
        return False

    def has_document(self, sha256: str) -> bool:
        return False


class Door:
    """A batch for the book of a cast."""

    def __init__(self, size: int = 0) -> None:
        self.cast = Cast()
        self.batch = Batch(
            Log(size),
            lambda stream: Stream(stream, 0, new_state(stream)),
            origin=self.cast.origin,
            log_vkey=self.cast.log_vkey,
            admitted_at=lambda: START,
        )

    def founded(self) -> Door:
        self.submit(self.cast.founding(START))
        for enrolment in self.cast.enrolments(START):
            self.submit(enrolment)
        return self

    def submit(self, file: bytes) -> Appended:
        return self.batch.submit(file)

    def sign(self, who: str, name: str, subject: str, data: Mapping[str, Json]) -> bytes:
        return self.cast.sign(who, name, subject, data, START)

    def account(self, **changes: Json) -> bytes:
        return self.sign("treasurer", "account.opened", "account/bank", ACCOUNT | changes)


def by_hand(cast: Cast, who: str, payload: Mapping[str, object]) -> bytes:
    """Sign a payload truly, as no tool of ours would."""
    key = cast.key(who)
    header = strict_json.dump({"alg": jws.ALG, "kid": kid_of(key), "typ": jws.TYP})
    raw = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
    signing_input = f"{base64url.encode(header)}.{base64url.encode(raw)}".encode()
    return signing_input + b"." + base64url.encode(key.sign(signing_input)).encode()


def payload_of(file: bytes) -> dict[str, object]:
    found: dict[str, object] = json.loads(jws.parse(sealing.split(file)[0]).payload)
    return found


# The time of admission.


@pytest.mark.parametrize(
    ("ahead", "admitted"),
    [
        (timedelta(0), timedelta(0)),
        (timedelta(seconds=1), timedelta(seconds=1)),
        (timedelta(days=400), timedelta(days=400)),
        (timedelta(seconds=-1), timedelta(0)),
        (timedelta(seconds=-120), timedelta(0)),
        (timedelta(microseconds=999_999), timedelta(0)),
    ],
)
def test_the_clock_counts_and_never_runs_back(ahead: timedelta, admitted: timedelta) -> None:
    assert admission_time(LAST + ahead, LAST, clock_ok=False) == LAST + admitted
    assert admission_time(LAST + ahead, LAST, clock_ok=True) == LAST + admitted


@pytest.mark.parametrize(
    "ahead",
    [timedelta(seconds=-121), timedelta(days=-3650), timedelta(days=400, seconds=1), timedelta(days=9000)],
)
def test_a_suspect_clock_is_refused_until_a_person_has_looked_at_it(ahead: timedelta) -> None:
    with unstorable("clock.suspect"):
        admission_time(LAST + ahead, LAST, clock_ok=False)
    assert admission_time(LAST + ahead, LAST, clock_ok=True) == max(LAST, LAST + ahead)


def test_entry_0_has_nothing_to_be_compared_with() -> None:
    for clock in (datetime(1970, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)):
        assert admission_time(clock, None, clock_ok=False) == clock


def test_the_time_of_admission_is_in_utc_and_whole_seconds() -> None:
    shanghai = datetime(2026, 3, 5, 10, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=8)))
    found = admission_time(shanghai, None, clock_ok=False)
    assert (found, found.utcoffset()) == (LAST, timedelta(0))


# What a batch becomes.


def test_files_are_placed_one_behind_the_other() -> None:
    door = Door(size=40)
    assert door.submit(door.cast.founding(START)).index == 40
    assert [door.submit(file).index for file in door.cast.enrolments(START)] == [41, 42, 43, 44]
    account = door.submit(door.account())
    assert (account.index, account.known) == (45, False)
    assert [(one.originator_id, one.originator_version) for one in door.batch.signed] == [
        *(("community", version) for version in range(1, len(SEATS) + 1)),
        ("account/bank", 1),
    ]


def test_the_entry_holds_the_signed_bytes_and_the_time_of_admission() -> None:
    door = Door()
    file = door.cast.founding(START)
    door.submit(file)
    entry = parse_entry(door.batch.signed[0].entry)
    assert (entry.admitted_at, entry.event) == (START, sealing.split(file)[0])


def test_public_disclosures_and_private_ones_part_here() -> None:
    door = Door().founded()
    before = len(door.batch.vaulted)
    file = door.account()
    index = door.submit(file).index
    compact, (name, number) = sealing.split(file)
    event = parse_event(compact)
    assert event.digests == (name.digest, number.digest)
    assert door.batch.indexed[-1].public == (name.text,)
    assert door.batch.vaulted[before:] == [(index, 1, number.text)]


def test_disclosures_are_kept_in_the_order_of_their_fields_however_they_come() -> None:
    door, turned_round = Door(), Door()
    file = door.cast.founding(START)
    compact, disclosures = sealing.split(file)
    door.submit(file)
    turned_round.submit(sealing.join(compact, [one.text for one in reversed(disclosures)]))
    assert door.batch.indexed == turned_round.batch.indexed
    assert door.batch.vaulted == turned_round.batch.vaulted
    assert len(door.batch.indexed[0].public) > 1


def test_an_event_of_the_same_batch_is_known_and_adds_nothing() -> None:
    door = Door().founded()
    file = door.account()
    first = door.submit(file)
    held = (list(door.batch.signed), list(door.batch.indexed), list(door.batch.vaulted))
    again = door.submit(file)
    assert again == Appended(first.index, first.event_id, known=True)
    assert (door.batch.signed, door.batch.indexed, door.batch.vaulted) == held


def test_a_known_event_brings_no_disclosure_back() -> None:
    """Whoever hands a file in again, with or without what belongs to it, changes nothing."""
    door = Door().founded()
    file = door.account()
    door.submit(file)
    vaulted = list(door.batch.vaulted)
    for again in (sealing.split(file)[0], sealing.split(file)[0] + b"~"):
        assert door.submit(again).known
    assert door.batch.vaulted == vaulted


def test_a_ref_within_the_batch_is_resolved() -> None:
    door = Door().founded()
    door.submit(door.account())
    fund: dict[str, Json] = {
        "name": "公共收益",
        "kind": "common_income",
        "currency": "CNY",
        "owner_of_money": "owners",
        "scope": "all",
    }
    door.submit(door.sign("treasurer", "fund.opened", "fund/common", fund))
    opening = door.sign(
        "treasurer", "balance.opened", "fund/common", {"account": "bank", "amount": 1, "as_of": "2024-06-30"}
    )
    door.submit(opening)
    assert door.submit(door.cast.confirmation("chair", opening, START)).index == 8


# Who is turned away.


def test_an_event_before_the_founding() -> None:
    door = Door()
    with refused("community.not_founded"):
        door.submit(door.account())


def test_the_founding_of_another_community() -> None:
    other = Cast("ledger.example/yuanqu-2")
    with refused("community.other"):
        Door().submit(other.founding(START))


def test_a_founding_for_another_log_key() -> None:
    door = Door()
    other = Cast(door.cast.origin, seed="other")
    with refused("founding.log_vkey"):
        door.submit(door.cast.founding(START, log_vkey=other.log_vkey))


def test_a_founding_signed_by_somebody_else() -> None:
    door = Door()
    founding = payload_of(door.cast.founding(START))
    with refused("founding.signer"):
        door.submit(by_hand(door.cast, "stranger", founding))


def test_a_second_founding() -> None:
    door = Door().founded()
    with refused("community.founded_twice"):
        door.submit(door.cast.founding(START))


def test_a_key_that_nobody_has_announced() -> None:
    door = Door().founded()
    with refused("key.unknown"):
        door.submit(door.sign("stranger", "account.opened", "account/bank", ACCOUNT))


def test_a_signature_of_another_member_under_a_good_kid() -> None:
    door = Door().founded()
    header, payload, _ = sealing.split(door.account())[0].split(b".")
    forged = door.cast.key("chair").sign(header + b"." + payload)
    disclosures = door.account().partition(b"~")[2]
    with unverified("signature.invalid"):
        door.submit(b".".join([header, payload, base64url.encode(forged).encode()]) + b"~" + disclosures)


def test_a_sealed_field_without_its_disclosure() -> None:
    door = Door().founded()
    compact, (name, number) = sealing.split(door.account())
    for kept in ([], [name.text], [number.text]):
        with malformed("disclosure.missing"):
            door.submit(sealing.join(compact, kept))


def test_a_disclosure_that_belongs_to_nothing() -> None:
    door = Door().founded()
    compact, (name, number) = sealing.split(door.account())
    foreign = sealing.seal("x", bytes(16))[1]
    with malformed("disclosure.unmatched"):
        door.submit(sealing.join(compact, [name.text, number.text, foreign.text]))
    with malformed("disclosure.repeated"):
        door.submit(sealing.join(compact, [name.text, number.text, name.text]))


def test_a_sealed_value_that_its_schema_does_not_allow() -> None:
    """What is sealed is judged as strictly as what is open."""
    door = Door().founded()
    values: list[Json] = ["", "x" * 201, 7, ["公共收益专户"]]
    for value in values:
        payload = payload_of(door.account())
        sealed, given_with_it = sealing.seal(value, bytes(16))
        payload["data"] = {name: member for name, member in ACCOUNT.items() if name != "number"} | {"name": sealed}
        with malformed("schema.invalid"):
            door.submit(sealing.join(by_hand(door.cast, "treasurer", payload), [given_with_it.text]))


def test_another_event_under_a_known_id() -> None:
    door = Door().founded()
    file = door.account()
    door.submit(file)
    again = payload_of(file) | {"subject": "account/other"}
    texts = [one.text for one in sealing.split(file)[1]]
    with refused("event.id_reused"):
        door.submit(sealing.join(by_hand(door.cast, "treasurer", again), texts))


def test_a_sealed_field_copied_from_another_event() -> None:
    """Its digest would tie the new event to a value that somebody else may withdraw."""
    door = Door().founded()
    file = door.account()
    door.submit(file)
    copied = payload_of(file) | {"id": payload_of(door.account())["id"], "subject": "account/other"}
    texts = [one.text for one in sealing.split(file)[1]]
    with refused("sealed.digest_reused"):
        door.submit(sealing.join(by_hand(door.cast, "treasurer", copied), texts))


def test_an_entry_that_has_no_room() -> None:
    door = Door().founded()
    payload = payload_of(door.account()) | {"data": {"text": "x" * 50_000}}
    with malformed("entry.oversized"):
        door.submit(by_hand(door.cast, "treasurer", payload))


def test_after_a_refusal_the_batch_is_as_it_was_before_the_file() -> None:
    door = Door().founded()
    before = (list(door.batch.signed), list(door.batch.indexed), list(door.batch.vaulted))
    with refused("key.unknown"):
        door.submit(door.sign("stranger", "account.opened", "account/bank", ACCOUNT))
    assert (door.batch.signed, door.batch.indexed, door.batch.vaulted) == before
    assert door.submit(door.account()).index == len(SEATS)
