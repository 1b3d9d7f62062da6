"""`mingzhang confirm`, and the whole way of a newer edition: looked at, imported, confirmed, verified, shown."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from projections import VIEWS
from tests.test_api.serving import client_of
from tests.test_cli.desk import Desk
from tests.test_cli.test_import import COMMUNITY, Treasurer
from tests.test_ledger.test_importing.samples import TABLE
from tests.test_ledger.test_importing.test_plan import BALANCES
from tests.test_projections.test_catching_up import dump

EDITION = (
    TABLE.replace("1月5日,换水泵,样例水电公司,,￥300.50,899.50,\n", "")
    .replace('2025-01-09,停车费,甲样例,200.00,,"1,099.50",', '2025-01-09,停车费,甲样例,250.00,,"1,450.00",')
    .replace('2025-01-09,停车费,乙样例,200.00,,"1,299.50",', '2025-01-09,停车费,乙样例,200.00,,"1,650.00",')
    .replace(
        "合计,,,600.00,300.50,1299.50,", '2025-02-03,停车费,甲样例,10.00,,"1,660.00",\n合计,,,660.00,0.00,1660.00,'
    )
)
"""Row 5, the only payment, has vanished; row 7 has another amount; one row is new."""
AFTER = {"bank": 66_000, "parking": -66_000, "other": 0}


@pytest.fixture
def treasurer(book: Desk) -> Treasurer:
    return Treasurer(book)


class Story(Treasurer):
    """A source that is imported and confirmed, and its newer edition that waits for its second person."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        first = self.done(TABLE)
        self.confirm(first["completed"])
        self.first = str(first["source"])
        self.before = desk.size()
        self.found = self.done(EDITION, "--replaces", self.first, "--yes", name="2025-v2.csv")
        self.second = str(self.found["source"])

    def agree(self, *more: object) -> Any:
        return self.desk.done("confirm", self.second, "--key", self.desk.key("chair"), *more)

    def views(self, statement: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.desk.home / COMMUNITY / "public" / VIEWS)) as tables:
            return tables.execute(statement).fetchall()

    def get(self, path: str) -> Any:
        with client_of(self.desk.home) as client:
            answer = client.get(f"/{COMMUNITY}/v1/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def figures(self, size: int) -> dict[str, int]:
        return {line["code"]: line["amount"] for line in self.get(f"balances?size={size}")["balances"]}


@pytest.fixture
def story(book: Desk) -> Story:
    return Story(book)


def test_what_an_edition_corrects_is_listed_and_somebody_must_agree(treasurer: Treasurer) -> None:
    source = treasurer.done(TABLE)["source"]
    said = treasurer.refused("import.corrections", EDITION, "--replaces", source, code=2)
    short = source[:8]
    assert f"changed:  row 7 of {short} is now row 6: 2025-01-09 bank 200.00, parking -200.00 p-0001 -> " in said
    assert "-> 2025-01-09 bank 250.00, parking -250.00 p-0001" in said
    assert f"vanished: row 5 of {short}: 2025-01-05 bank -300.50, other 300.50 f-0001" in said
    assert "added:    row 8: 2025-02-03 bank 10.00, parking -10.00 p-0001" in said


def test_control_an_edition_that_corrects_nothing_asks_nobody(treasurer: Treasurer) -> None:
    source = treasurer.done(TABLE)["source"]
    found = treasurer.done(TABLE.replace("收支明细表", "收支表"), "--replaces", source)
    assert (found["replaced"], found["added"], found["changed"], found["vanished"]) == (4, 0, [], [])


def test_old_and_new_figures_stand_side_by_side_through_the_whole_way_of_an_edition(story: Story) -> None:
    """Import, newer edition, confirm, verify, rebuild: no row is gone, and the old figures are there as of then."""
    rows = story.views("SELECT position, amount FROM movement WHERE type = 'movement.imported' ORDER BY position")
    assert (story.found["changed"], story.found["added"]) == ([{"source": story.first, "row": 7, "is_now": 6}], 1)
    assert story.found["vanished"] == [{"source": story.first, "row": 5}]
    said = story.agree("--yes").err
    assert f"vanished: row 5 of {story.first[:8]}: 2025-01-05 bank CNY -300.50" in said
    assert "complete: 9 rows, 1 added, 1 changed, 1 vanished" in said
    assert {code: amount for code, amount in story.balances().items() if amount} == {
        code: amount for code, amount in AFTER.items() if amount
    }
    assert story.figures(story.before) == BALANCES
    assert story.figures(story.desk.size()) == AFTER
    shown = story.views("SELECT position, amount FROM movement WHERE type = 'movement.imported' ORDER BY position")
    assert set(rows) <= set(shown)
    story.desk.done("verify", story.exported())
    views = story.desk.home / COMMUNITY / "public" / VIEWS
    before = dump(views)
    story.desk.done("rebuild")
    assert dump(views) == before


def test_a_second_person_confirms_all_of_it_with_one_command_and_nothing_is_left(story: Story) -> None:
    assert story.done(EDITION, name="2025-v2.csv")["confirmed"] is False
    story.agree("--yes")
    assert "nothing waits for you" in story.desk.done("inbox", "--member", "chair").out
    assert story.done(EDITION, name="2025-v2.csv")["confirmed"]
    story.desk.refused("confirm.nothing", "confirm", story.second, "--yes", "--key", story.desk.key("chair"), code=2)


def test_nobody_confirms_unasked_nor_their_own_import(story: Story) -> None:
    desk = story.desk
    desk.refused("confirm.not_agreed", "confirm", story.second, "--key", desk.key("chair"), code=2)
    desk.refused("confirmation.own", "confirm", story.second, "--yes", "--key", desk.key("treasurer"))
    desk.refused("confirm.nothing", "confirm", "ab" * 32, "--yes", "--key", desk.key("chair"), code=2)


def test_the_command_that_the_import_prints_is_the_one_that_confirms_it(treasurer: Treasurer) -> None:
    source = treasurer.done(TABLE)["source"]
    file = treasurer.write("2025-v2.csv", EDITION)
    run = treasurer.desk.done(*treasurer.arguments(file, "--replaces", source, "--yes"))
    assert "until then old and new both count" in run.err
    (command,) = [line for line in run.err.splitlines() if "mingzhang confirm" in line]
    treasurer.desk.done(*command.split()[1:3], "--key", treasurer.desk.key("vice"), "--yes")


def test_each_edition_says_what_it_added_changed_and_dropped(story: Story) -> None:
    assert [one["added"] for one in story.get("sources")["sources"]] == [4, None]
    story.agree("--yes")
    found = story.get("sources")["sources"]
    assert [(one["added"], one["changed"], one["vanished"]) for one in found] == [(4, 0, 0), (1, 1, 1)]
    assert [one["replaces"] for one in found] == [None, story.first]


def test_a_row_and_what_became_of_it_name_each_other(story: Story) -> None:
    story.agree("--yes")
    shown = {one["index"]: one for one in story.get("funds/common-income/movements?limit=100")["movements"]}
    backs = [one for one in shown.values() if one["edition"] == story.second and one["reverses"] is not None]
    assert {shown[one["reverses"]]["source_row"] for one in backs} == {5, 7}
    assert all(shown[one["reverses"]]["reversed"] == one["index"] for one in backs)
    (now,) = [one for one in shown.values() if one["replaces"] is not None]
    assert (now["source"], now["source_row"], shown[now["replaces"]]["source_row"]) == (story.second, 6, 7)
    assert shown[now["replaces"]]["replaced"] == now["index"]
