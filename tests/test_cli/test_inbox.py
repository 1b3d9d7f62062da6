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
