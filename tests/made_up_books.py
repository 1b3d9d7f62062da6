"""Made-up books of the size and shape of real ones (tests/shared_data.py), the same in every run.

A double-entry ledger as ``hledger print -O csv`` writes it, and the year of a committee on two sheets as Excel saves
them. Every name, number and amount is invented, by rules that nobody need remember: what an import must get out of
them is added up from the text itself.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

TRANSACTIONS = 1_360
_SIZES = [2] * 1_328 + [4] * 14 + [3] * 13 + [5] * 4 + [6]
"""Postings of each transaction: 2,777 in all."""
PAYEES = 214
BANKS = ("Sample Bank One", "Sample Bank Two")
PERSONS = [f"Sample Person {number:02}" for number in range(1, 13)]
ASSETS = [*(f"Assets:{bank}:Checking" for bank in BANKS), "Assets:Sample Purse:Cash"]
EXPENSES = [f"Expenses:Branch {number % 7}:Matter {number:02}" for number in range(21)] + [
    f"Expenses:Branch 1:Events:Event {number}" for number in range(10)
]
LIABILITIES = [f"Liabilities:Reimbursement:{name}" for name in PERSONS]
INCOME = [f"Income:Kind {number}" for number in range(5)]
FIRST, LAST = date(2015, 1, 24), date(2017, 12, 26)
_COLUMNS = (
    "txnidx", "date", "date2", "status", "code", "description", "comment", "account", "amount", "commodity", "credit",
    "debit", "posting-status", "posting-comment",
)  # fmt: skip
_WITH_LINE_FEEDS = 12
"""One transaction of three postings and eleven pairs: 25 records with line feeds inside a cell."""
_NOUGHTS = 2
"""Of the first transactions, which have three postings, one is nought."""


def journal() -> str:
    """Return the ledger: 1,360 transactions on 51 accounts with 214 payees, two of 2,777 amounts being nought."""
    rng = Random(1)
    sizes = rng.sample(_SIZES, len(_SIZES))
    sizes.sort(key=lambda size: size != 3)
    written = io.StringIO(newline="")
    rows = csv.writer(written, quoting=csv.QUOTE_ALL, lineterminator="\n")
    rows.writerow(_COLUMNS)
    payees = [*BANKS, *(f"Sample payee {number:03}" for number in range(3, PAYEES + 1))]
    line_feeds = _WITH_LINE_FEEDS
    for number, size in enumerate(sizes):
        day = FIRST + timedelta(days=(LAST - FIRST).days * number // (TRANSACTIONS - 1))
        payee = payees[number] if number < PAYEES else rng.choice(payees)
        wanted = number == 0 or size == 2
        comment = f"Receipt: {rng.getrandbits(128):032x}.pdf" + ("\nand a second line" if wanted and line_feeds else "")
        line_feeds -= bool(wanted and line_feeds)
        for account, amount in _postings(rng, number, size):
            text = _written(amount)
            sides = ("", text) if amount >= 0 else (_written(-amount), "")
            rows.writerow(
                [number + 1, day.isoformat(), "", "", "", payee, comment, account, text, "$", *sides, "", "in full"]
            )
    return written.getvalue()


def _postings(rng: Random, number: int, size: int) -> Iterator[tuple[str, int]]:
    """Yield the sides of a transaction; every account has its turn among the first ones."""
    places = [*EXPENSES, *LIABILITIES, *INCOME]
    first = places[number] if number < len(places) else rng.choice(places)
    sign = -1 if first in INCOME else 1
    amounts = [sign * rng.randrange(100, 90_000) for _ in range(size - 1)]
    if number < _NOUGHTS:
        amounts[-1] = 0
    yield first, amounts[0]
    for amount in amounts[1:]:
        yield rng.choice(EXPENSES), amount
    yield ASSETS[number % len(ASSETS)], -sum(amounts)


def _written(amount: int) -> str:
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02}"


class Row(NamedTuple):
    """A movement of a sheet: its row, ISO day, text, what came in and went out (one of them 0), and who handled it."""

    row: int
    date: str
    summary: str
    in_: int
    out: int
    handler: str


class Sheet(NamedTuple):
    """Half a year of a committee: the file, what stands in it, and the balance that is miswritten, if one is."""

    raw: bytes
    rows: list[Row]
    opening: int
    closing: int
    miswritten: tuple[int, int, int] | None
    """Row, what it states, what is right."""


INCOMES = ("地面公共车位停车费", "电梯广告费", "快递柜场地费", "充电桩分成", "废品回收", "通信基站场地租金")
OUTGOINGS = ("楼道灯更换", "保洁加班费", "业委会委员通讯补贴", "打印、复印费", "屋面防水维修", "法律顾问费")
HANDLERS = ("甲样例", "乙样例", "丙㛃样例")
"""One has a character that GB18030 has and GBK has not."""
_HEAD = ["日期", "凭证号", "摘要", "收入", "支出", "余额", "经办人", "备注"]
_QUARTER = 30
"""Movements of the first quarter, after which the first sheet has a subtotal and a blank row."""
_MISWRITTEN = 31
_RED = 40


def sheets() -> tuple[Sheet, Sheet]:
    """Return the two sheets of a year: 61 and 62 movements, with one balance miswritten and one correction in red."""
    rng = Random(2)
    first = _sheet(rng, "上半年", "上年结转", 8_000_000, 1, 61)
    return first, _sheet(rng, "下半年", "上半年结转", first.closing, 7, 62)


def _sheet(rng: Random, half: str, carried: str, opening: int, month: int, count: int) -> Sheet:
    lines: list[Sequence[str]] = [
        [f"样例花园业主委员会2025年{half}公共收益收支明细表（虚构）", *[""] * 7],
        ["编制：财务委员 甲样例    单位：元", *[""] * 7],
        _HEAD,
        ["", "", carried, "", "", _cell(rng, opening), "", ""],
    ]
    rows: list[Row] = []
    balance, miswritten = opening, None
    sums = [0, 0]
    for number in range(count):
        row = _movement(rng, len(lines) + 1, _day(month, number, count), red=month == 7 and number == _RED)
        balance += row.in_ - row.out
        sums = [sums[0] + row.in_, sums[1] + row.out]
        stated = balance
        if (
            month == 7
            and row.row >= _MISWRITTEN
            and miswritten is None
            and balance // 1000 % 10 != balance // 10_000 % 10
        ):
            stated = _swapped(balance)
            miswritten = (row.row, stated, balance)
        rows.append(row)
        lines.append(_line(rng, row, number, stated))
        if month == 1 and number == _QUARTER - 1:
            lines += [_sums(rng, "一季度小计", *sums, balance), [""] * 8]
    lines += [_sums(rng, "本期合计", *sums, balance), [""] * 8]
    lines.append(["注：1.原始凭证存业委会办公室；2.银行利息无凭证号。", *[""] * 7])
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows(lines)
    return Sheet(written.getvalue().encode("gb18030"), rows, opening, balance, miswritten)


def _day(month: int, number: int, count: int) -> date:
    """Return days in order: the first 30 of a half year in its first quarter, all others in its second."""
    if number < _QUARTER:
        return date(2025, month + number // 10, 1 + number % 10 * 3)
    in_month = -(-(count - _QUARTER) // 3)
    months, days = divmod(number - _QUARTER, in_month)
    return date(2025, month + 3 + months, 1 + days * 2)


def _movement(rng: Random, row: int, day: date, *, red: bool) -> Row:
    amount = rng.randrange(1_000, 1_500_000)
    if red:
        return Row(row, day.isoformat(), f"{OUTGOINGS[0]} 冲红", 0, -2_600, HANDLERS[0])
    if rng.random() < 0.5:
        return Row(row, day.isoformat(), f"{rng.choice(INCOMES)} {day.month}月", amount, 0, rng.choice(HANDLERS))
    return Row(row, day.isoformat(), f"{rng.choice(OUTGOINGS)} {day.month}月", 0, amount // 2, rng.choice(HANDLERS))


def _line(rng: Random, row: Row, number: int, stated: int) -> list[str]:
    year, month, day = map(int, row.date.split("-"))
    written = rng.choice((f"{year}/{month}/{day}", f"{year}.{month}.{day}", f"{month}月{day}日", row.date))
    sides = [_cell(rng, one) if one else "" for one in (row.in_, row.out)]
    return [
        written,
        f"记-{number + 1:03}",
        row.summary,
        *sides,
        _cell(rng, stated),
        row.handler,
        rng.choice(("", "发票")),
    ]


def _sums(rng: Random, what: str, *sums: int) -> list[str]:
    return [what, "", "", *(_cell(rng, one) for one in sums), "", ""]


def _cell(rng: Random, amount: int) -> str:
    """Write an amount as such workbooks do: plain, with thousands separators, or with a sign in front."""
    plain, grouped = _written(amount), f"{amount // 100:,}.{amount % 100:02}"
    return plain if amount < 0 else rng.choice((plain, grouped, f"￥{grouped}"))


def _swapped(balance: int) -> int:
    """Swap the digits of tens and hundreds of yuan."""
    tens, hundreds = balance // 1_000 % 10, balance // 10_000 % 10
    return balance + (tens - hundreds) * (10_000 - 1_000)
