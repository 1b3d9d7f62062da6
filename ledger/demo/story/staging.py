"""How the themes stage what comes again and again: a payment from request to bank, and a receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from ledger.demo.script import Act, Paper, Script, moment, open_text
from ledger.demo.story.setting import AUTHORITIES, COMPANIES, yuan
from ledger.strict_json import Json

BANK_HOUR = "14:30"


class Attached(NamedTuple):
    """A document beside a request."""

    title: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment; amounts in 分. ``yes`` approve on the evening after the request, a quarter of an hour apart."""

    id: str
    asked: str
    amount: int
    payee: str
    purpose: str
    yes: tuple[str, ...] = ()
    paid: str | None = None
    by: str = "treasurer"
    fund: str = "common"
    kind: str = "expense"
    category: str = "repairs"
    motion: str | None = None
    contract: str | None = None
    budget_line: str | None = None
    emergency: str | None = None
    stage: str | None = None
    invoice: str | None = None
    """Its number."""
    invoiced: str | None = None
    """The day of the invoice, where that is not the one of the request."""
    papers: tuple[Attached, ...] = ()

    @property
    def stream(self) -> str:
        """The fund's stream."""
        return f"fund/{self.fund}"


def pay(script: Script, payment: Payment, **more: object) -> Act:
    """Stage a payment: request, approvals, and the bank's booking if it has been paid; return the last act."""
    asked = request(script, payment, **more)
    evening = moment(f"{payment.asked[:10]} 20:00") + timedelta(days=1)
    for number, who in enumerate(payment.yes):
        approve(script, (evening + timedelta(minutes=15 * number)).strftime("%Y-%m-%d %H:%M"), who, asked)
    return asked if payment.paid is None else execute(script, payment, asked, payment.paid)


def request(script: Script, payment: Payment, **more: object) -> Act:
    """Ask for a payment, with its invoice and papers."""
    papers: list[Paper] = [script.paper(*paper) for paper in payment.papers]
    invoices: list[Json] = []
    if payment.invoice is not None:
        day = payment.invoiced or payment.asked[:10]
        invoices.append({"issuer": payment.payee, "number": payment.invoice, "date": day, "amount": payment.amount})
        papers.insert(0, _invoice(script, payment, payment.invoice, day))
    data: dict[str, object] = {
        "payment": payment.id,
        "kind": payment.kind,
        "amount": payment.amount,
        "category": payment.category,
        "payee": payment.payee,
        "purpose": open_text(payment.purpose),
        "invoices": invoices,
    }
    names = ("motion", "contract", "budget_line", "emergency", "stage")
    optional: dict[str, object] = {name: getattr(payment, name) for name in names} | {"documents": papers or None}
    data |= {name: value for name, value in optional.items() if value is not None} | more
    return script.act(payment.asked, payment.by, "payment.requested", payment.stream, data)


def _invoice(script: Script, payment: Payment, number: str, day: str) -> Paper:
    seller = (COMPANIES | AUTHORITIES)[payment.payee]
    return script.paper(
        f"发票 {number}（{seller}）",
        "invoice",
        f"发票号码：{number}\n开票日期：{day}\n销售方：{seller}\n购买方：明账花园业主委员会\n"
        f"项目：{payment.purpose.splitlines()[0]}\n价税合计：{yuan(payment.amount)}",
    )


def approve(script: Script, at: str, who: str, asked: Act, note: str | None = None) -> Act:
    """Say yes to a request."""
    return _decide(script, at, who, asked, "payment.approved", note)


def reject(script: Script, at: str, who: str, asked: Act, reason: str, note: str) -> Act:
    """Say no to a request."""
    return _decide(script, at, who, asked, "payment.rejected", note, reason=reason)


def _decide(script: Script, at: str, who: str, asked: Act, name: str, note: str | None, **more: object) -> Act:
    data = {"on": asked, **more} | ({} if note is None else {"note": open_text(note)})
    return script.act(at, who, name, asked.subject, data)


def execute(script: Script, payment: Payment, asked: Act, paid: str, **more: object) -> Act:
    """Record that the bank has paid on the day ``paid``."""
    return script.act(
        f"{paid} {BANK_HOUR}", "treasurer", "payment.executed", payment.stream, booking(payment, asked, paid) | more
    )


def booking(payment: Payment, on: Act, day: str, mark: str = "") -> dict[str, object]:
    """Return what a booking of the bank says; ``mark`` tells several on one day apart."""
    return {
        "on": on,
        "account": f"bank-{payment.fund}",
        "amount": payment.amount,
        "date": day,
        "book_date": day,
        "bank_ref": f"{day.replace('-', '')}-{payment.id}{mark}",
    }


def receive(
    script: Script, day: str, amount: int, category: str, text: str, /, fund: str = "common", **more: object
) -> Act:
    """Record a receipt on the day on which the bank booked it."""
    data: dict[str, object] = {
        "account": f"bank-{fund}",
        "amount": amount,
        "date": day,
        "book_date": day,
        "category": category,
        "nature": "income",
        "description": open_text(text),
    }
    return script.act(f"{day} {BANK_HOUR}", "treasurer", "income.recorded", f"fund/{fund}", data | more)
