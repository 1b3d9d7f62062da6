"""One body of every event type with all its members, for tests of decoding, schemas and documents.

Where two members exclude each other the sample has the first; `VARIANTS` holds the second. The values are made up.
"""

from __future__ import annotations

from ledger.strict_json import Json

KID = "9ZP03Nu8GrXPAUkbKNxHOKBzxPX83SShgFkRNK-f2lw"
DIGEST = "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
SHA256 = "4881b9c58c963b56ff44c1e68595096e2bc95a5917424b5f611b61c3bdc102de"
TIME = "2026-03-05T10:00:00+08:00"
DAY = "2026-03-05"

VKEY = "ledger.example/yuanqu-1+3be13526+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
HEAD: Json = {"size": 7, "root": "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="}

OPEN: Json = {"value": "样例"}
SEALED: Json = {"_sd": [DIGEST]}
REF: Json = {"id": "01930000-0000-7000-8000-000000000001", "sha256": SHA256}
JWK: Json = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
SETTINGS: tuple[Json, ...] = (
    "participants",
    ["maintenance", "other"],
    {"numerator": 2, "denominator": 3, "strictly": False},
)
"""Values of a setting that are no number."""
SHARES: Json = [{"building": "b1", "amount": 60}, {"building": "b2", "amount": 40}]
EVIDENCE: dict[str, Json] = {
    "documents": [{"sha256": SHA256, "title": SEALED, "class": "invoice", "visibility": "owners"}],
    "note": OPEN,
}
BOOKED: dict[str, Json] = {"account": "bank", "amount": 100, "date": DAY, "book_date": DAY}
MEMBER: dict[str, Json] = {"name": OPEN, "body": "committee", "seat_no": 1, "roles": ["chair", "member"], "key": JWK}

_WITHOUT_EVIDENCE: dict[str, dict[str, Json]] = {
    "community.founded": {
        "name": "样例园区",
        "origin": "ledger.example/yuanqu-1",
        "log_vkey": VKEY,
        "timezone": "Asia/Shanghai",
        "currency": "CNY",
        "pack": {"id": "cn-2021", "version": 1, "sha256": SHA256},
        "rules": 1,
        "buildings": [{"id": "b1", "name": "1幢", "units": 60, "area": 540_000}],
        "units_total": 60,
        "area_total": 540_000,
        "seats": 5,
        "members": [{"id": "chair", **MEMBER}],
        "recovery": [{"name": SEALED, "key": JWK}],
        "simulated": True,
    },
    "ruleset.adopted": {
        "pack": {"id": "cn-2021", "version": 1, "sha256": SHA256},
        "rules": 1,
        "settings": [{"parameter": "committee.notice_days", "value": 10, "clause": SEALED}],
        "motion": "m-1",
    },
    "seats.set": {"established": 7, "basis": OPEN},
    "member.appointed": {
        "member": "chair",
        **MEMBER,
        "kind": "elected",
        "term": {"from": DAY, "to": "2031-03-04"},
        "basis": OPEN,
    },
    "roles.changed": {"member": "chair", "roles": ["member"], "basis": SEALED, "motion": "m-1"},
    "member.ended": {"member": "chair", "reason": "removed", "date": DAY, "basis": OPEN},
    "key.introduced": {"member": "chair", "key": JWK},
    "key.enrolled": {"member": "chair", "kid": KID},
    "key.revoked": {"kid": KID, "reason": "compromised", "compromised_since": TIME},
    "log_key.rotated": {"old_vkey": VKEY, "new_vkey": VKEY, "checkpoint": HEAD},
    "witness.enrolled": {"name": OPEN, "vkey": VKEY, "url": "https://witness.example/", "kind": "authority"},
    "witness.removed": {"vkey": VKEY},
    "counterparty.registered": {
        "party": "plumber",
        "kind": "company",
        "name": OPEN,
        "uscc": "91310000MA1FL1234Q",
        "member": "chair",
    },
    "interest.declared": {"relation": "family", "party": "plumber", "since": DAY},
    "handover.signed": {
        "side": "outgoing",
        "inventory": [{"title": OPEN, "document": SHA256}],
        "balances": [{"fund": "common-income", "account": "bank", "amount": 100}],
        "open_contracts": ["c-1"],
        "seals": ["committee"],
        "hosting_and_keys": SEALED,
        "checkpoint": HEAD,
    },
    "seal.used": {"seal": "committee", "purpose": OPEN, "document": SHA256, "approved": REF, "copies": 2},
    "duty.performed": {"duty": "keep_archive", "period": "2026-Q1", "date": DAY},
    "audit.reported": {"scope": "all", "period": "2026", "firm": "auditors", "opinion": "unqualified"},
    "field.erased": {"on": REF, "digests": [DIGEST], "basis": OPEN},
    "entry.confirmed": {"on": REF, "purpose": "second_person"},
    "entry.annotated": {"on": REF, "says": OPEN, "reason": "clarification"},
    "finding.answered": {"finding": "A0", "on": [REF], "text": SEALED, "outcome": "explained"},
    "account.opened": {
        "kind": "asset",
        "subtype": "bank",
        "name": OPEN,
        "bank": "样例银行",
        "masked_number": "****1234",
        "number": SEALED,
        "holder": "community",
        "currency": "CNY",
    },
    "account.closed": {"date": DAY, "reason": "moved_to_other_bank"},
    "fund.opened": {
        "name": "公共收益",
        "kind": "common_income",
        "currency": "CNY",
        "owner_of_money": "owners",
        "fee_model": "lump_sum",
        "kept": "here",
        "scope": ["b1", "b2"],
        "cutover": DAY,
    },
    "balance.opened": {
        "account": "bank",
        "amount": -5,
        "as_of": DAY,
        "book_date": DAY,
        "allocation": SHARES,
        "first_deposit": 100,
    },
    "income.recorded": {
        **BOOKED,
        "category": "parking/north-gate",
        "nature": "income",
        "payer": "tenant",
        "payers": {"count": 12, "list_sha256": SHA256},
        "for_contract": "c-1",
        "for_expected": REF,
        "gross": 120,
        "cost_kept": 20,
        "allocation": SHARES,
        "belongs_to": "b1",
        "transfer_of": REF,
        "refund_of": REF,
        "description": OPEN,
    },
    "payment.requested": {
        "payment": "p-1",
        "kind": "expense",
        "amount": 100,
        "category": "repairs",
        "payee": "plumber",
        "purpose": SEALED,
        "motion": "m-1",
        "budget_line": "repairs_2026",
        "contract": "c-1",
        "stage": "final",
        "invoices": [{"issuer": "plumber", "number": "№ 1", "date": DAY, "amount": 100}],
        "emergency": "e-1",
        "to_fund": "maintenance",
        "to_account": "bank-2",
        "refund_of": REF,
        "allocation": {"method": "area", "lines": SHARES},
        "repeat": {"every": "month", "times": 12, "max_each": 100, "until": DAY},
    },
    "payment.approved": {"on": REF, "reason": "within_budget"},
    "payment.rejected": {"on": REF, "reason": "no_invoice"},
    "payment.cancelled": {"on": REF, "reason": "duplicate"},
    "payment.executed": {"on": REF, **BOOKED, "bank_ref": "20260305-0001"},
    "payment.returned": {"on": REF, **BOOKED, "bank_ref": "20260305-0002"},
    "outflow.recorded": {
        **BOOKED,
        "kind": "bank_charge",
        "category": "bank_charge",
        "party": "bank",
        "bank_ref": "20260305-0003",
    },
    "movement.imported": {
        "source": {"id": SHA256, "row": 2},
        "date": DAY,
        "book_date": DAY,
        "postings": [{"account": "bank", "amount": -100}, {"category": "repairs", "amount": 100}],
        "party": "plumber",
        "description": SEALED,
        "replaces": REF,
    },
    "movement.reversed": {"on": REF, "reason": "newer_edition", "book_date": DAY, "edition": SHA256},
    "receipt.released": {"on": REF, "amount": 100, "category": "parking", "book_date": DAY},
    "advance.settled": {
        "on": REF,
        "lines": [{"category": "repairs/lift", "amount": 80}],
        "returned": 20,
        "book_date": DAY,
    },
    "budget.adopted": {
        "kind": "initial",
        "period": "2026-H1",
        "lines": [{"code": "lift_upkeep", "category": "repairs/lift", "amount": 100}],
        "motion": "m-1",
    },
    "contract.signed": {
        "contract": "c-1",
        "direction": "pay",
        "party": "plumber",
        "amount": 100,
        "from": DAY,
        "to": "2027-03-04",
        "schedule": [{"due": DAY, "amount": 30}],
        "purpose": OPEN,
        "class": "repair",
        "common_part": "lift",
        "motion": "m-1",
    },
    "contract.amended": {"contract": "c-1", "amount": 110, "reason": "more_work", "ends": DAY, "motion": "m-2"},
    "income.expected": {
        "period": "2026-Q2",
        "category": "parking",
        "amount": 100,
        "payers_count": 12,
        "due": DAY,
        "allocation": SHARES,
        "basis": OPEN,
    },
    "emergency.declared": {"case": "e-1", "estimate": 100},
    "emergency.confirmed": {"on": REF, "authority": "street-office"},
    "work.accepted": {"contract": "c-1", "result": "with_defects"},
    "work.reviewed": {"contract": "c-1", "submitted": 100, "approved": 95, "reviewer": "review-firm"},
    "statement.recorded": {
        "from": DAY,
        "to": "2026-03-31",
        "opening": 0,
        "closing": -5,
        "lines_sha256": SHA256,
        "obtained": "download",
    },
    "statement.reconciled": {
        "to": "2026-03-31",
        "matched": 12,
        "unmatched": [{"side": "bank", "date": DAY, "amount": -5, "ref": "20260305-0009"}],
        "difference": -5,
        "seen_in_bank": True,
    },
    "period.closed": {"period": "2026-03", "balances": [{"account": "deposits/tenant", "amount": -100}]},
    "disclosure.published": {
        "report": "common_income",
        "period": "2026-H1",
        "figures": [{"code": "parking/north-gate", "amount": 100}],
        "channels": ["notice_board", "web"],
        "from": DAY,
        "to": "2026-03-20",
        "checkpoint": {"size": 42, "root": "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="},
        "supersedes": REF,
    },
    "posting.evidenced": {"on": REF, "place": "north-gate", "state": "up", "date": DAY},
    "source.registered": {
        "source": SHA256,
        "nonce": SEALED,
        "name": OPEN,
        "sheets": 1,
        "rows": 1_360,
        "map_sha256": SHA256,
        "funds": ["common-income"],
        "replaces": SHA256,
    },
    "import.completed": {
        "rows": 2,
        "added": 2,
        "changed": 0,
        "vanished": 0,
        "totals": [
            {"fund": "f", "account": "bank", "amount": -100},
            {"fund": "f", "category": "repairs", "amount": 100},
        ],
    },
    "motion.tabled": {
        "title": OPEN,
        "text": SEALED,
        "body": "assembly",
        "form": "written",
        "matter": "expense",
        "class": "special",
        "method": "choose_up_to",
        "options": [{"id": "a", "label": OPEN}],
        "candidates": [{"id": "b", "label": SEALED}],
        "amount_cap": 100,
        "fund": "common-income",
        "meeting": "mt-1",
        "opens": TIME,
        "closes": TIME,
        "scope": "all",
        "secrecy": "sealed",
    },
    "ballot.cast": {"on": REF, "choice": "recuse"},
    "motion.closed": {
        "tally": [{"choice": "yes", "ballots": 3, "area": 100, "heads": 3}],
        "outcome": "adopted",
        "elected": ["b"],
        "alternates": ["c"],
    },
    "meeting.requested": {"topic": OPEN},
    "meeting.called": {
        "kind": "committee",
        "at": TIME,
        "place": OPEN,
        "link": "https://meeting.example/1",
        "agenda": [{"no": 1, "title": SEALED, "motion": "m-1"}],
    },
    "meeting.cancelled": {"reason": "postponed"},
    "meeting.opened": {"at": TIME},
    "meeting.closed": {"at": TIME},
    "attendance.recorded": {"member": "chair", "mode": "remote", "transcribed_for": "vice"},
    "item.noted": {"no": 1, "speaker": "owner", "text": SEALED},
    "minutes.recorded": {"text": OPEN, "language": "zh-Hans", "supersedes": REF},
    "minutes.signed": {"on": REF, "stance": "dissent"},
    "document.registered": {
        "title": OPEN,
        "class": "contract",
        "media_type": "application/pdf",
        "size": 1_000,
        "visibility": "owners",
        "nonce": SEALED,
        "redaction_of": SHA256,
    },
    "document.withdrawn": {"reason": "personal_data"},
    "inquiry.raised": {"topic": "money", "text": OPEN, "about": [REF], "asker": SEALED, "channel": "counter"},
    "inquiry.answered": {"on": REF, "text": SEALED, "supports": [REF]},
    "inquiry.closed": {"outcome": "answered"},
}
SAMPLES: dict[str, dict[str, Json]] = {name: body | EVIDENCE for name, body in _WITHOUT_EVIDENCE.items()}

VARIANTS: list[tuple[str, dict[str, Json]]] = [
    *(
        (
            "ruleset.adopted",
            SAMPLES["ruleset.adopted"]
            | {"settings": [{"parameter": "committee.present", "value": value, "clause": SEALED}]},
        )
        for value in SETTINGS
    ),
    ("ballot.cast", {"on": REF, "options": ["a", "b"]}),
    ("attendance.recorded", {"observers": 3, "mode": "present"}),
    ("minutes.recorded", {"document": SHA256, "language": "en"}),
    (
        "document.registered",
        {"title": OPEN, "class": "notice", "media_type": "text/plain", "size": 0, "visibility": "public"},
    ),
]
