"""`mingzhang record`: draft, sign and append in one go."""

from __future__ import annotations

import json
from contextlib import closing

from ledger import jws, sealing
from ledger.events import parse_entry, parse_event
from ledger.store.layout import Folder
from ledger.store.reader import Reader
from ledger.store.vault import Vault
from tests.log_of import FUND
from tests.test_cli.desk import ORIGIN, Desk
from tests.test_cli.test_bad_input import FUND_DATA

FLAGS = [part for name, value in FUND_DATA.items() for part in ("--set", f"{name}={value}")]


def test_an_event_is_recorded_and_answered_with_its_number(book: Desk) -> None:
    size = book.size()
    run = book.done("record", "fund.opened", "--subject", FUND, *FLAGS, "--key", book.key("treasurer"))
    assert run.out.startswith(f"{size}\t")
    assert book.size() == size + 1


def test_acting_upon_an_entry_fills_ref_and_subject(book: Desk) -> None:
    book.done("record", "fund.opened", "--subject", FUND, *FLAGS, "--key", book.key("treasurer"))
    flags = ("--set", "party=plumber", "--set", "kind=company", "--set", "name=样例水电公司")
    book.done("record", "counterparty.registered", *flags, "--key", book.key("secretary"))
    request = {
        "payment": "p-1", "kind": "expense", "amount": 80_000, "category": "repairs", "payee": "plumber",
        "purpose": {"value": "更换水泵"}, "invoices": [],
    }  # fmt: skip
    data = book.file(json.dumps(request).encode())
    number = book.done(
        "record", "payment.requested", "--subject", FUND, "--data", data, "--key", book.key("treasurer")
    ).out.split("\t")[0]
    book.refused("payment.own_request", "record", "payment.approved", "--on", number, "--key", book.key("treasurer"))
    book.done("record", "payment.approved", "--on", number, "--key", book.key("chair"))
    book.refused("payment.decided_twice", "record", "payment.approved", "--on", number, "--key", book.key("chair"))


def test_a_document_for_owners_is_recorded_from_its_file_and_its_nonce_rests_in_the_vault(book: Desk) -> None:
    paper = book.file(b"made up")
    flags = ("--set", "title=样例合同", "--set", "class=contract", "--set", "visibility=owners")
    number = book.done(
        "record", "document.registered", "--file", paper, *flags, "--key", book.key("secretary")
    ).out.split("\t")[0]
    folder = Folder(book.home / "yuanqu-1")
    with Reader.open(folder.public) as reader:
        event = parse_event(parse_entry(reader.entry(int(number))).event)
        public = [sealing.parse_disclosure(text).value for _, text in reader.disclosures(0, reader.size)]
    with closing(Vault(folder.vault_db)) as vault:
        [nonce] = [sealing.parse_disclosure(one.text).value for one in vault.disclosures(int(number))]
    assert event.subject == f"document/{sealing.file_hash(b'made up', bytes.fromhex(str(nonce)))}"
    assert nonce not in public


def test_an_entry_that_is_not_there_is_refused(book: Desk) -> None:
    for number in ("99", "-1"):
        book.refused("entry.unknown", "record", "payment.approved", f"--on={number}", "--key", book.key("chair"))


def test_bad_input_is_refused_before_the_passphrase_is_read(book: Desk) -> None:
    (book.tmp / "passphrase").unlink()
    book.refused(
        "draft.value", "record", "fund.opened", "--subject", FUND, *FLAGS, "--set", "kind=x", "--key", book.tmp, code=2
    )


def test_a_refused_event_stores_nothing(book: Desk) -> None:
    book.refused("role.not_held", "record", "fund.opened", "--subject", FUND, *FLAGS, "--key", book.key("member"))


def test_the_founding_itself_can_be_recorded(desk: Desk) -> None:
    log_vkey = desk.done("init", ORIGIN).out.partition("log_vkey: ")[2].split()[0]
    compact, disclosures = sealing.split(desk.cast.founding(desk.at, log_vkey=log_vkey))
    payload = json.loads(jws.parse(compact).payload)
    founding = sealing.opened(payload["data"], {one.digest: one.value for one in disclosures})
    data = desk.file(json.dumps(founding, ensure_ascii=False).encode())
    run = desk.done("record", "community.founded", "--data", data, "--key", desk.key("chair"))
    assert run.out.startswith("0\t")
