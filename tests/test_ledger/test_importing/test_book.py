"""What the book knows: names by the vault, sources by their nonces, rows by their keys."""

from __future__ import annotations

from hashlib import sha256

import pytest

from ledger.importing.book import ImportedRow
from ledger.importing.editions import Content
from ledger.importing.sameness import key_of
from ledger.rules.postings import Line
from ledger.sealing import NONCE_BYTES, file_hash
from tests.refusals import malformed
from tests.test_ledger.test_importing.importer import TREASURER, Importer
from tests.test_ledger.test_importing.samples import TABLE

RAW = TABLE.encode()


def test_a_file_is_recognised_by_the_nonce_that_the_vault_holds_and_no_other_is() -> None:
    importer = Importer()
    source = importer.imported(TABLE).source
    book = importer.book()
    assert book.source_of(RAW) == source == file_hash(RAW, book.nonces[source])
    assert book.source_of(RAW + b"\n") is None
    assert importer.book(vault=False).source_of(RAW) is None


def test_guessing_a_file_without_its_nonce_gives_another_id() -> None:
    importer = Importer()
    source = importer.imported(TABLE).source
    assert source != sha256(RAW).hexdigest()
    assert source != file_hash(RAW, bytes(NONCE_BYTES))


def test_a_public_file_may_be_named_by_its_plain_hash() -> None:
    importer = Importer()
    source = sha256(RAW).hexdigest()
    importer.record(
        TREASURER, "source.registered", f"source/{source}",
        source=source, name={"value": "样例.csv"}, sheets=1, rows=9, map_sha256="cd" * 32,
        funds=["common-income"],
    )  # fmt: skip
    assert importer.book(vault=False).source_of(RAW) == source


@pytest.mark.parametrize("nonce", ["00", "x" * 64, "é" * 64])
def test_a_nonce_that_is_none_is_not_signed(nonce: str) -> None:
    source = sha256(RAW).hexdigest()
    with malformed("schema.invalid"):
        Importer().record(
            TREASURER, "source.registered", f"source/{source}",
            source=source, nonce={"value": nonce}, name={"value": "样例.csv"}, sheets=1, rows=9, map_sha256="cd" * 32,
            funds=["common-income"],
        )  # fmt: skip


def test_names_of_firms_are_read_as_they_stand_and_of_persons_only_by_the_vault() -> None:
    importer = Importer()
    importer.imported(TABLE)
    assert importer.book().parties == {"甲样例": "p-0001", "样例水电公司": "f-0001", "乙样例": "p-0002"}
    assert importer.book(vault=False).parties == {"样例水电公司": "f-0001"}


def test_rows_completions_and_confirmations_are_known() -> None:
    importer = Importer()
    plan = importer.plan(TABLE)
    importer.carry_out(plan.drafts[:-2])
    book = importer.book()
    assert [row.row for row in book.rows] == [4, 5, 7]
    lines = Line("account", "bank", 20_000), Line("category", "parking", -20_000)
    content = Content("2025-01-03", lines, "p-0001", "停车费 · 一月")
    ref = importer.cast.ref(importer.files[-3])
    assert book.rows[0] == ImportedRow(
        plan.source, 4, key_of("2025-01-03", lines), "common-income", content, str(ref["id"]), str(ref["sha256"])
    )
    assert book.completed == {}
    *_, completion = importer.carry_out(plan.drafts[-2:])
    ref = importer.cast.ref(completion)
    assert importer.book().completed == {plan.source: (len(importer.files) - 1, ref["id"], ref["sha256"])}
    assert not importer.book().is_confirmed(plan.source)
    importer.confirm("chair", completion)
    assert importer.book().is_confirmed(plan.source)


def test_a_completion_that_waits_under_a_revoked_key_is_to_be_issued_anew() -> None:
    importer = Importer()
    plan = importer.plan(TABLE)
    importer.carry_out(plan.drafts)
    assert importer.book().completion(plan.source) is not None
    again = importer.renew(TREASURER)
    importer.revoke(TREASURER)
    assert importer.book().completion(plan.source) is None
    (anew,) = importer.plan(TABLE).drafts
    importer.confirm("chair", importer.record(again, anew.name, anew.subject, **anew.data))
    assert importer.book().completion(plan.source) is not None
    assert importer.book().is_confirmed(plan.source)
