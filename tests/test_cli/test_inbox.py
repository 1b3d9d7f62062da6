"""`mingzhang inbox`: what waits for a member, and the command that does it."""

from __future__ import annotations

import json
import shlex

from tests.log_of import FUND
from tests.test_cli.desk import Desk
from tests.test_cli.test_bad_input import account, fund


def with_an_opening(book: Desk) -> Desk:
    opening = book.sign("treasurer", "balance.opened", FUND, account="bank", amount=1, as_of="2024-06-30")
    book.append(fund(book), account(book), opening)
    return book


def test_nothing_waits_in_a_new_book(book: Desk) -> None:
    assert "nothing waits for you" in book.done("inbox", "--member", "chair").out
    assert book.done("inbox", "--member", "chair", "--json").out == ""


def test_a_task_is_shown_with_the_command_that_does_it(book: Desk) -> None:
    with_an_opening(book)
    run = book.done("inbox", "--member", "chair")
    said, command = run.out.splitlines()
    assert "「上期结余」等第二人确认" in said
    book.done(*shlex.split(command)[1:], "--key", book.key("chair"))
    assert "nothing waits for you" in book.done("inbox", "--member", "chair").out


def test_tasks_are_given_as_json_lines(book: Desk) -> None:
    with_an_opening(book)
    (line,) = book.done("inbox", "--member", "vice", "--json").out.splitlines()
    task = json.loads(line)
    assert (task["does"], task["on"]) == ("entry.confirmed", book.size() - 1)


def test_somebody_who_is_no_member_is_told_who_is(book: Desk) -> None:
    run = book.refused("member.unknown", "inbox", "--member", "nobody", code=2)
    assert "chair, vice, treasurer" in run.err


def test_an_empty_book_has_no_members(desk: Desk) -> None:
    desk.done("init", "ledger.example/yuanqu-1")
    desk.refused("member.unknown", "inbox", "--member", "chair", code=2)


def test_a_payment_is_named_by_its_public_purpose(book: Desk) -> None:
    firm = book.sign(
        "treasurer", "counterparty.registered", "community", party="plumber", kind="company", name={"value": "样例公司"}
    )
    request = book.sign(
        "treasurer", "payment.requested", FUND, payment="p-1", kind="expense", amount=80_000, category="repairs",
        payee="plumber", purpose={"value": "更换水泵"}, invoices=[],
    )  # fmt: skip
    book.append(fund(book), firm, request)
    said = book.done("inbox", "--member", "chair").out.splitlines()[0]
    assert said.startswith("付款申请 p-1「更换水泵」（800.00）等您同意或否决 · payment p-1 “更换水泵” (800.00)")


def test_a_founder_is_told_the_command_that_enrols_the_key(desk: Desk) -> None:
    desk.found(enrolled=False)
    command = desk.done("inbox", "--member", "vice").out.splitlines()[1]
    assert command.endswith(" --key (the new key's file)")
    arguments = shlex.split(command.partition(" --key ")[0])[1:]
    desk.done(*arguments, "--key", desk.key("vice"))
    assert "nothing waits for you" in desk.done("inbox", "--member", "vice").out


def test_the_command_that_closes_a_motion_is_whole(book: Desk) -> None:
    motion = book.sign(
        "chair", "motion.tabled", "motion/m-1", title={"value": "更换水泵"}, text={"value": "同意"}, body="committee",
        form="meeting", matter="expense", **{"class": "ordinary"}, method="yes_no", options=[],
        opens=book.at.isoformat(), closes="2099-01-01T00:00:00+08:00", scope="all", secrecy="open",
    )  # fmt: skip
    book.append(motion)
    for who in ("chair", "vice", "treasurer", "secretary", "member"):
        book.append(book.sign(who, "ballot.cast", "motion/m-1", on=book.cast.ref(motion), choice="yes"))
    said, command = book.done("inbox", "--member", "chair").out.splitlines()
    assert "表决已结束" in said
    book.done(*shlex.split(command)[1:], "--key", book.key("chair"))
    assert "nothing waits for you" in book.done("inbox", "--member", "chair").out
