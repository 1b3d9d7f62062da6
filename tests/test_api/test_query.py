"""Strict parameters: one form for each value, nothing unknown, nothing twice; cursors and limits."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.problems import ProblemError
from api.query import LIMIT_MAX, cursor_of, described
from ledger.strict_json import INTEGER_MAX
from projections.queries.paging import Cursor

MOVEMENTS = "/yuanqu-1/v1/funds/common/movements"


@pytest.mark.parametrize(
    ("query", "status", "rule"),
    [
        ("?x=1", 400, "query.unknown"),
        ("?limit=1&limit=2", 400, "query.repeated"),
        ("?Limit=1", 400, "query.unknown"),
        ("?limit=0", 422, "query.invalid"),
        ("?limit=1001", 422, "query.invalid"),
        ("?limit=one", 422, "query.invalid"),
        ("?limit=", 422, "query.invalid"),
        ("?after=", 422, "query.cursor"),
        ("?after=2026-06-22", 422, "query.cursor"),
        ("?after=2026-06-22.44'--", 422, "query.cursor"),
        (f"?after={'9' * 31}", 422, "query.invalid"),
    ],
)
def test_a_parameter_that_is_not_understood_is_a_problem(
    client: httpx.Client, query: str, status: int, rule: str
) -> None:
    answer = client.get(f"/yuanqu-1/v1/funds/common/movements{query}")
    assert (answer.status_code, answer.json()["rule"]) == (status, rule)
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status", "detail", "rule", "advice"}


@pytest.mark.parametrize("index", ["007", "+7", "-1", "7.0", "1e3", "٧", "0x7", "9007199254740992", "x"])
def test_an_index_has_one_form(client: httpx.Client, index: str) -> None:
    answer = client.get(f"/yuanqu-1/v1/entries/{index}")
    assert (answer.status_code, answer.json()["rule"]) == (422, "query.invalid")


@pytest.mark.parametrize("limit", [1, 7, LIMIT_MAX])
def test_a_limit_is_kept(client: httpx.Client, limit: int) -> None:
    found = client.get(f"{MOVEMENTS}?limit={limit}").json()
    assert len(found["movements"]) == min(limit, 8)
    assert (found["next"] is None) == (limit >= 8)


def test_what_an_address_takes_stands_in_the_advice(client: httpx.Client) -> None:
    assert client.get(f"{MOVEMENTS}?x=1").json()["advice"] == "This address takes: after, limit, size."
    assert client.get("/yuanqu-1/v1/members?x=1").json()["advice"] == "This address takes: none."


@pytest.mark.parametrize("path", ["/", "/-/none.css", "/yuanqu-1/", "/yuanqu-1/log/checkpoint", "/yuanqu-1/v1/status"])
def test_every_kind_of_address_refuses_what_it_does_not_know(client: httpx.Client, path: str) -> None:
    answer = client.get(f"{path}?utm_source=x")
    assert (answer.status_code, answer.json()["rule"]) == (400, "query.unknown")
    assert "'utm_source'" in answer.json()["detail"]


def test_without_a_cursor_a_list_begins_at_its_beginning() -> None:
    assert cursor_of(None) is None


@given(st.dates(), st.integers(0, 10**16 - 1))
def test_a_cursor_of_a_list_is_read_back(day: Any, index: int) -> None:
    assert cursor_of(f"{day.isoformat()}.{index}") == Cursor(day.isoformat(), index)


@pytest.mark.parametrize(
    "text",
    ["", ".", "2026-06-22.", ".44", "2026-06-22.044", "2026-06-22.-1", "2026-06-22.+4", "2026-06-22.4 ", "2026-6-2.4",
     "２０２６-06-22.4", "2026-06-22.4\n", "2026-06-22.99999999999999999"],
)  # fmt: skip
def test_what_is_no_cursor_is_a_422_problem(text: str) -> None:
    with pytest.raises(ProblemError) as caught:
        cursor_of(text)
    problem = caught.value.problem
    assert (problem.status, problem.rule) == (422, "query.cursor")
    assert "`next`" in problem.advice


def test_a_cursor_of_a_day_that_no_calendar_has_shows_what_lies_before_it(client: httpx.Client) -> None:
    """A cursor is a place in an order and not a date: it is compared as text."""
    whole = client.get(f"{MOVEMENTS}?limit=1000").json()["movements"]
    rest = client.get(f"{MOVEMENTS}?limit=1000&after=2026-06-31.0").json()["movements"]
    assert rest == [one for one in whole if (one["date"], one["index"]) < ("2026-06-31", 0)]


def test_the_largest_index_is_the_largest_whole_number_of_json(client: httpx.Client) -> None:
    assert client.get(f"/yuanqu-1/v1/entries/{INTEGER_MAX}").status_code == 404
    assert client.get(f"/yuanqu-1/v1/entries/{INTEGER_MAX + 1}").status_code == 422


def test_every_json_route_describes_its_answer_and_its_problems(client: httpx.Client) -> None:
    routes = client.get("/openapi.json").json()["paths"]
    for path, route in routes.items():
        if "/v1/" in path and not path.endswith("receipt"):
            assert {"200", "304", "400", "404", "422", "503"} <= set(route["get"]["responses"]), path
            for status in ("400", "404", "422", "503"):
                assert "application/problem+json" in route["get"]["responses"][status]["content"], path
    assert described(int)["responses"][200] == {"model": int}
