"""Events and entries: the envelope, the leaf as exact bytes, and the outside vector."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import example, given
from hypothesis import strategies as st

from ledger import events, jws, sealing, strict_json
from ledger.bodies import BODIES
from ledger.errors import FormatError
from ledger.events import (
    Entry,
    Event,
    format_entry,
    format_time,
    parse_admitted_at,
    parse_entry,
    parse_event,
    parse_payload,
)
from ledger.strict_json import Json
from ledger.tlog.merkle import leaf_hash
from tests.refusals import malformed
from tests.sample_bodies import DIGEST, SAMPLES, SHA256, TIME

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
SUBJECTS = {"community": "community", "source": f"source/{SHA256}", "document": f"document/{SHA256}", "*": "fund/f"}
INSTANTS = st.datetimes(timezones=st.just(UTC)).map(lambda time: time.replace(microsecond=0))

# The event and entry of the log format notes: seed 32 x 00, admitted 2026-03-05T02:00:00Z. Checked in Python and Go.
VECTOR_ENTRY = (
    b'{"admitted_at":"2026-03-05T02:00:00Z","event":"'
    b"eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoiOVpQMDNOdThHclhQQVVrYktOeEhPS0J6eFBYODNTU2hnRmtSTkstZjJsdyIsInR5cCI6Im1pbmd6aGFu"
    b"ZytzZC1qd3QifQ.eyJzcGVjdmVyc2lvbiI6IjEuMCIsImlkIjoiMDE5MzAwMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAxIiwic291cmNlIj"
    b"oibGVkZ2VyLmV4YW1wbGUveXVhbnF1LTEiLCJ0eXBlIjoibWluZ3poYW5nLmZ1bmQub3BlbmVkLnYxIiwic3ViamVjdCI6ImZ1bmQvY29tbW9uLW"
    b"luY29tZSIsInRpbWUiOiIyMDI2LTAzLTA1VDEwOjAwOjAwKzA4OjAwIiwiZGF0YSI6eyJraW5kIjoiY29tbW9uX2FsbCIsImN1cnJlbmN5IjoiQ0"
    b'5ZIn19.1_rM9j_0LjzE9flzxfOPsZhPvtHPCrzXjGTOyxRmmsLzHtUTtXKnO1y5wZbF_t2Bsg2G4y1Yj0mP4H2xe6pVDA"}'
)


def payload(name: str = "meeting.opened", data: Json = None, **changes: Json) -> dict[str, Json]:
    """Return the payload of a sample event, with members changed."""
    family = BODIES[name].stream
    content: dict[str, Json] = {
        "specversion": "1.0",
        "id": "01930000-0000-7000-8000-000000000001",
        "source": "ledger.example/yuanqu-1",
        "type": f"mingzhang.{name}.v1",
        "subject": SUBJECTS.get(family, f"{family}/x-1"),
        "time": TIME,
        "data": {"at": TIME} if data is None else data,
    }
    return content | changes


def parsed(content: Json) -> Event:
    """Sign a payload and parse it as an event."""
    return parse_event(jws.sign(strict_json.dump(content), KEY))


def sealed(value: Json) -> Json:
    """Return a body in which every open field is sealed, each with a digest of its own."""
    counter = iter(range(1000))

    def walk(part: Json) -> Json:
        if isinstance(part, dict):
            if part.keys() <= {"value", "_sd"}:
                return sealing.seal(str(part), next(counter).to_bytes(16, "big"))[0]
            return {name: walk(member) for name, member in part.items()}
        return [walk(item) for item in part] if isinstance(part, list) else part

    return walk(value)


def test_the_event_and_entry_of_the_log_format_notes() -> None:
    entry = parse_entry(VECTOR_ENTRY)
    assert format_entry(entry) == VECTOR_ENTRY
    assert len(VECTOR_ENTRY) == 591
    assert leaf_hash(VECTOR_ENTRY).hex() == "80a907756483fbe1115ab0f8a0d7a9444344638dca7fd1e135ae668d72b8681c"
    signed = jws.parse(entry.event)
    jws.verify(signed, KEY.public_key().public_bytes_raw())
    assert signed.kid == "9ZP03Nu8GrXPAUkbKNxHOKBzxPX83SShgFkRNK-f2lw"
    assert signed.sha256 == "4881b9c58c963b56ff44c1e68595096e2bc95a5917424b5f611b61c3bdc102de"
    assert jws.sign(signed.payload, KEY) == entry.event
    with malformed("schema.invalid"):  # its data is only an illustration
        parse_payload(signed)


@pytest.mark.parametrize("name", BODIES)
def test_an_event_of_every_type_is_read_with_its_key_hash_and_digests(name: str) -> None:
    data = sealed(SAMPLES[name])
    compact = jws.sign(strict_json.dump(payload(name, data)), KEY)
    event = parse_event(compact)
    assert (event.name, type(event.data), event.time) == (name, BODIES[name], datetime.fromisoformat(TIME))
    assert (event.kid, event.sha256) == (jws.parse(compact).kid, sha256(compact).hexdigest())
    assert list(event.digests) == list(sealing.digests_in(data))


@pytest.mark.parametrize(
    ("changes", "rule_id"),
    [
        ({"specversion": "1.1"}, "event.envelope"),
        ({"id": "01930000-0000-4000-8000-000000000001"}, "event.envelope"),
        ({"id": "01930000-0000-7000-8000-00000000000A"}, "event.envelope"),
        ({"source": ""}, "event.envelope"),
        ({"source": 1}, "event.envelope"),
        ({"extension": "x"}, "event.envelope"),
        ({"datacontenttype": "application/json"}, "event.envelope"),
        ({"data": []}, "event.envelope"),
        ({"time": "2026-03-05T02:00:00Z"}, "event.envelope"),
        ({"time": "2026-03-05T24:00:00+08:00"}, "event.envelope"),
        ({"time": "9999-12-31T23:59:59-19:00"}, "event.envelope"),
        ({"time": "2026-03-05T10:00:00.000+08:00"}, "event.envelope"),
        ({"time": "2026-02-30T10:00:00+08:00"}, "event.time"),
        ({"type": "mingzhang.meeting.opened.v2"}, "event.type_unknown"),
        ({"type": "mingzhang.meeting.opened"}, "event.type_unknown"),
        ({"type": "meeting.opened"}, "event.type_unknown"),
        ({"type": "mingzhang.meeting.vanished.v1"}, "event.type_unknown"),
        ({"type": "mingzhang.mingzhang.meeting.opened.v1"}, "event.type_unknown"),
        ({"type": "mingzhang..v1"}, "event.type_unknown"),
        ({"subject": "fund/f"}, "event.subject"),
        ({"subject": "meeting"}, "event.subject"),
        ({"subject": "meeting/"}, "event.subject"),
        ({"subject": "meeting/A"}, "event.subject"),
        ({"subject": "meeting/-a"}, "event.subject"),
        ({"subject": "meeting/a/b"}, "event.subject"),
        ({"subject": "meeting/a\u2028"}, "event.subject"),
        ({"subject": "meeting/" + "a" * 65}, "event.subject"),
        ({"data": {}}, "schema.invalid"),
        ({"data": {"at": TIME, "place": "x"}}, "schema.invalid"),
    ],
)
def test_an_envelope_that_is_not_ours_is_refused_under_its_rule(changes: dict[str, Json], rule_id: str) -> None:
    parsed(payload())
    with malformed(rule_id):
        parsed(payload() | changes)


@pytest.mark.parametrize("member", ["specversion", "id", "source", "type", "subject", "time", "data"])
def test_no_member_of_the_envelope_may_be_missing(member: str) -> None:
    content = payload()
    del content[member]
    with malformed("event.envelope"):
        parsed(content)


@pytest.mark.parametrize("content", [None, 1, "x", [], [{}]])
def test_a_payload_that_is_no_object_is_refused(content: Json) -> None:
    with malformed("event.envelope"):
        parsed(content)


def test_a_subject_is_of_the_family_of_its_event() -> None:
    subjects = [
        "community",
        "fund/f",
        "account/a",
        "motion/m",
        "meeting/m",
        f"source/{SHA256}",
        f"document/{SHA256}",
        "inquiry/q",
    ]
    for name, body in BODIES.items():
        fitting = [subject for subject in subjects if body.stream in ("*", subject.partition("/")[0])]
        for subject in subjects:
            if subject in fitting:
                events.check_subject(subject, body)
            else:
                with malformed("event.subject"):
                    events.check_subject(subject, body)
        assert fitting, name


def test_documents_and_sources_are_streams_by_hash() -> None:
    for subject in ("document/x", "document/" + SHA256.upper(), "document/" + SHA256[:-1], f"document/{SHA256}0"):
        with malformed("event.subject"):
            events.check_subject(subject, BODIES["document.registered"])


def test_a_name_that_stands_in_clear_is_refused_where_it_must_be_sealed() -> None:
    content = SAMPLES["account.opened"] | {"name": {"value": "和样例"}}
    with malformed("sealed.open"):
        parsed(payload("account.opened", content))
    agenda: Json = [{"no": 1, "title": {"value": "更换水泵"}}]
    called: Json = {"kind": "committee", "at": TIME, "place": {"_sd": [DIGEST]}, "agenda": agenda}
    with malformed("sealed.open"):
        parsed(payload("meeting.called", called))


def test_the_name_of_a_firm_may_stand_in_clear() -> None:
    firm: Json = {"party": "plumber", "kind": "company", "name": {"value": "样例水电公司"}}
    assert parsed(payload("counterparty.registered", firm)).digests == ()


def test_text_that_looks_like_a_sealed_field_is_no_digest() -> None:
    firm: Json = {"party": "plumber", "kind": "company", "name": {"value": f'"_sd":["{DIGEST}"]'}}
    assert parsed(payload("counterparty.registered", firm)).digests == ()


@given(INSTANTS, st.text("ABCxyz012_-.", min_size=1, max_size=80))
def test_entries_are_written_and_read_as_exact_inverses(admitted_at: datetime, event: str) -> None:
    entry = Entry(admitted_at, event.encode())
    raw = format_entry(entry)
    assert parse_entry(raw) == entry
    assert raw == json.dumps(json.loads(raw), separators=(",", ":")).encode()


@given(st.binary(max_size=90) | st.text('0123456789TZ:-{}",aeimntv_', max_size=90).map(str.encode))
@example(b'{"admitted_at":"2026-03-05T24:00:00Z","event":"a.b.c"}')
@example(b'{"admitted_at":"0000-03-05T02:00:00Z","event":"a.b.c"}')
@example(b'{"admitted_at":"2026-02-30T02:00:00Z","event":"a.b.c"}')
@example(b'{"event":"a.b.c","admitted_at":"2026-03-05T02:00:00Z"}')
@example(b'{"admitted_at":"2026-03-05T02:00:00Z","event":"a.b.c"}\n')
@example(b'{"admitted_at": "2026-03-05T02:00:00Z","event":"a.b.c"}')
@example(b'{"admitted_at":"2026-03-05T02:00:00Z","event":""}')
@example(b'{"admitted_at":"2026-03-05T02:00:00Z","event":"a.b.c","x":1}')
def test_whatever_is_no_entry_raises_a_format_error(raw: bytes) -> None:
    with pytest.raises(FormatError):
        parse_entry(raw)


@given(st.text("0123456789-:TZ", min_size=20, max_size=20) | INSTANTS.map(format_time))
def test_admitted_at_has_one_text(text: str) -> None:
    try:
        time = parse_admitted_at(text)
    except FormatError:
        return
    assert format_time(time) == text


def test_a_time_is_written_in_utc_whatever_its_offset() -> None:
    assert format_time(datetime(2026, 3, 5, 10, tzinfo=timezone(timedelta(hours=8)))) == "2026-03-05T02:00:00Z"
    assert format_time(datetime(999, 3, 5, tzinfo=UTC)) == "0999-03-05T00:00:00Z"


def test_an_entry_has_at_most_65535_bytes() -> None:
    frame = len(format_entry(Entry(datetime(2026, 3, 5, tzinfo=UTC), b"")))
    assert frame + jws.COMPACT_BYTES_MAX == events.ENTRY_BYTES_MAX
    longest = Entry(datetime(2026, 3, 5, tzinfo=UTC), b"a" * jws.COMPACT_BYTES_MAX)
    assert parse_entry(format_entry(longest)) == longest
    with malformed("entry.oversized"):
        format_entry(Entry(longest.admitted_at, longest.event + b"a"))
    with malformed("entry.oversized"):
        parse_entry(format_entry(longest) + b" ")
