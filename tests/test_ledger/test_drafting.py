"""Drafting and signing: what a person reads is what is signed, with its sealed fields sealed."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import drafting, jws, sealing, strict_json
from ledger.bodies import BODIES
from ledger.demo.cast import Cast
from ledger.errors import FormatError
from ledger.events import parse_payload
from ledger.strict_json import Json
from tests.log_of import START
from tests.refusals import malformed, unusable
from tests.sample_bodies import DIGEST, SAMPLES, SHA256

CAST = Cast()
KEY = CAST.key("treasurer")
SUBJECTS = {"community": "community", "source": f"source/{SHA256}", "document": f"document/{SHA256}", "*": "fund/f"}
NAMES_OF_CHANNELS = {"company": "open", "authority": "open", "person": "sealed", "member": "sealed"}


def opened(value: Json) -> Json:
    """Return a sample with every sealed field open, as a draft has it."""
    if isinstance(value, dict):
        return {"value": "样例"} if "_sd" in value else {name: opened(member) for name, member in value.items()}
    return [opened(item) for item in value] if isinstance(value, list) else value


def drafted(name: str, data: Json | None = None, **changes: Json) -> dict[str, Json]:
    """Draft an event from its sample."""
    family = BODIES[name].stream
    content = opened(SAMPLES[name]) if data is None else data
    assert isinstance(content, dict)
    draft = drafting.draft(
        name,
        origin="ledger.example/yuanqu-1",
        subject=SUBJECTS.get(family, f"{family}/x-1"),
        time=START,
        data=content,
    )
    return draft | changes


@pytest.mark.parametrize("name", BODIES)
def test_a_signed_draft_opens_to_what_was_drafted(name: str) -> None:
    draft = drafted(name)
    compact, disclosures = sealing.split(drafting.sign(draft, KEY))
    signed = jws.parse(compact)
    jws.verify(signed, KEY.public_key().public_bytes_raw())
    event = parse_payload(signed)
    assert [one.digest for one in disclosures] == list(event.digests)
    values = {one.digest: one.value for one in disclosures}
    assert sealing.opened(strict_json.parse(signed.payload), values) == draft


def test_only_the_names_of_firms_and_authorities_stay_open() -> None:
    for kind, expected in NAMES_OF_CHANNELS.items():
        party: dict[str, Json] = {"party": "p", "kind": kind, "name": {"value": "样例"}}
        party |= {"member": "vice"} if kind == "member" else {}
        compact, disclosures = sealing.split(drafting.sign(drafted("counterparty.registered", party), KEY))
        wire = strict_json.parse(jws.parse(compact).payload)
        assert isinstance(wire, dict)
        assert isinstance(wire["data"], dict)
        assert (wire["data"]["name"] == {"value": "样例"}) == (expected == "open")
        assert len(disclosures) == (expected == "sealed")


def test_each_signature_seals_with_fresh_salts() -> None:
    draft = drafted("income.recorded")
    first, second = (sealing.split(drafting.sign(draft, KEY))[1] for _ in range(2))
    assert not {one.digest for one in first} & {one.digest for one in second}
    assert len({strict_json.dump(one.value) for one in first}) == 1


def test_a_field_that_is_sealed_already_is_not_signed_unseen() -> None:
    draft = drafted("income.recorded", SAMPLES["income.recorded"] | {"description": {"_sd": [DIGEST]}})
    with malformed("draft.sealed"):
        drafting.sign(draft, KEY)


@pytest.mark.parametrize(
    ("change", "rule_id"),
    [
        ({"type": "mingzhang.fund.vanished.v1"}, "event.type_unknown"),
        ({"type": "meeting.opened"}, "event.type_unknown"),
        ({"type": 7}, "event.type_unknown"),
        ({"data": None}, "schema.invalid"),
        ({"data": {"at": "yesterday"}}, "schema.invalid"),
        ({"id": "1"}, "event.envelope"),
        ({"extra": 1}, "event.envelope"),
        ({"subject": "fund/f"}, "event.subject"),
        ({"time": "2026-02-30T10:00:00+08:00"}, "event.time"),
        ({"source": "a\u202eb"}, "json.text"),
        ({"source": "a\nb"}, "json.text"),
        ({"source": "\ud800"}, "json.text"),
    ],
)
def test_a_draft_that_was_broken_by_hand_is_not_signed(change: dict[str, Json], rule_id: str) -> None:
    with malformed(rule_id):
        drafting.sign(drafted("meeting.opened") | change, KEY)


def test_a_draft_without_a_member_is_not_signed() -> None:
    for member in drafted("meeting.opened"):
        broken = {name: value for name, value in drafted("meeting.opened").items() if name != member}
        with pytest.raises(FormatError):
            drafting.sign(broken, KEY)


def test_an_event_that_no_entry_has_room_for_is_not_signed() -> None:
    buildings: Json = [{"id": f"b{number}", "name": "幢" * 200, "units": 1, "area": 1} for number in range(100)]
    data = opened(SAMPLES["community.founded"])
    assert isinstance(data, dict)
    with malformed("entry.oversized"):
        drafting.sign(drafted("community.founded", data | {"buildings": buildings}), KEY)


def test_a_sealed_text_that_no_disclosure_has_room_for_is_not_signed() -> None:
    data = opened(SAMPLES["income.recorded"])
    assert isinstance(data, dict)
    with malformed("disclosure.oversized"):
        drafting.sign(drafted("income.recorded", data | {"description": {"value": "账" * 20_000}}), KEY)


@pytest.mark.parametrize(
    ("changes", "rule_id"),
    [
        ({"name": "fund.vanished"}, "event.type_unknown"),
        ({"subject": "fund/f"}, "event.subject"),
        ({"data": {}}, "schema.invalid"),
        ({"origin": ""}, "event.envelope"),
        ({"origin": "e\u0301"}, "json.text"),
        ({"time": datetime(1899, 12, 31, tzinfo=UTC)}, "event.envelope"),
        ({"time": datetime(2026, 3, 5, tzinfo=timezone(timedelta(seconds=29_143)))}, "event.envelope"),
        ({"event_id": "1"}, "event.envelope"),
    ],
)
def test_what_could_not_be_signed_is_not_drafted(changes: dict[str, object], rule_id: str) -> None:
    arguments: dict[str, object] = {
        "name": "meeting.opened",
        "origin": "ledger.example/yuanqu-1",
        "subject": "meeting/m",
        "time": START,
        "data": {"at": "2026-03-05T10:00:00+08:00"},
    }
    with malformed(rule_id):
        drafting.draft(**(arguments | changes))  # type: ignore[arg-type]


def test_text_that_cannot_be_signed_is_refused_when_it_is_drafted() -> None:
    data = opened(SAMPLES["income.recorded"])
    assert isinstance(data, dict)
    for text in ("a\u202eb", "e\u0301", "tab\there", "\ud800"):
        with malformed("json.text"):
            drafted("income.recorded", data | {"description": {"value": text}})
    drafted("income.recorded", data | {"description": {"value": "two\nlines"}})


def test_a_time_without_an_offset_is_refused() -> None:
    with unusable("draft.naive_time"):
        drafting.draft(
            "meeting.opened",
            origin="ledger.example/yuanqu-1",
            subject="meeting/m",
            time=datetime(2026, 3, 5),  # noqa: DTZ001
            data={"at": "2026-03-05T10:00:00+08:00"},
        )


def test_a_draft_is_plain_json_that_a_person_can_read_and_edit() -> None:
    draft = drafted("income.recorded")
    assert json.loads(json.dumps(draft, ensure_ascii=False, indent=2)) == draft
    assert draft["time"] == "2024-07-01T09:00:00+08:00"


def test_the_uuidv7_of_rfc_9562_appendix_a() -> None:
    randomness = bytes.fromhex("0cc318c4dc0c0c07398f")
    assert drafting.uuid7(0x017F22E279B0, randomness) == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_every_id_is_a_uuidv7_that_begins_with_its_time(milliseconds: int, randomness: bytes) -> None:
    event_id = drafting.uuid7(milliseconds, randomness)
    parse_payload(jws.parse(sealing.split(drafting.sign(drafted("meeting.opened", id=event_id), KEY))[0]))
    assert int(event_id.replace("-", "")[:12], 16) == milliseconds


def test_what_happened_before_1970_has_an_id_all_the_same() -> None:
    draft = drafting.draft(
        "meeting.opened",
        origin="ledger.example/yuanqu-1",
        subject="meeting/m",
        time=datetime(1955, 1, 1, tzinfo=UTC),
        data={"at": "1955-01-01T10:00:00+08:00"},
    )
    drafting.sign(draft, KEY)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("电话13812345678", "a mobile number"),
        ("1381234567", None),
        ("113812345678", None),
        ("11010519491231002X", "an identity number"),
        ("卡号 6222021234567890123", "a bank card number"),
        ("3号楼201室", "a room number"),
        ("12幢1502", "a room number"),
        ("501室", "a room number"),
        ("更换3号楼水泵", None),
        ("2024年7月停车费", None),
        (SHA256, None),
        ("0a13812345678f" + "0" * 50, None),
    ],
)
def test_personal_data_in_a_text_is_warned_of(text: str, what: str | None) -> None:
    warnings = list(drafting.personal_patterns({"a": [{"value": text}], "amount": 13812345678}))
    assert [warning.partition(" looks like ")[2] for warning in warnings] == ([what] if what else [])
