"""Problems as RFC 9457 says: the members, the media type, the status, and nothing about this machine."""

from __future__ import annotations

import json
from http import HTTPStatus

import pytest

from api import problems
from api.problems import Problem, ProblemError, found, of_error, unknown
from ledger.errors import FormatError, MingzhangError, RuleError, StoreError, VerificationError

TEAPOT = Problem("about:blank", "I'm a Teapot", 418, "it is short and stout", "tea.pot", "Tip it over.")


def test_a_problem_has_the_members_of_the_standard_and_ours_in_this_order() -> None:
    answer = problems.respond(TEAPOT)
    assert answer.status_code == 418
    assert answer.headers["content-type"] == "application/problem+json"
    assert list(json.loads(bytes(answer.body)).items()) == [
        ("type", "about:blank"), ("title", "I'm a Teapot"), ("status", 418), ("detail", "it is short and stout"),
        ("rule", "tea.pot"), ("advice", "Tip it over."),
    ]  # fmt: skip


@pytest.mark.parametrize("status", [HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY])
def test_a_problem_of_no_type_has_the_phrase_of_its_status_as_title(status: HTTPStatus) -> None:
    """RFC 9457 section 4.2.1: with ``about:blank`` the title is the HTTP status phrase."""
    problem = ProblemError(status, "a.rule", "what", advice="Do.").problem
    assert (problem.type, problem.title, problem.status) == ("about:blank", status.phrase, status)


@pytest.mark.parametrize("status", [400, 404, 405, 422, 500, 503])
def test_nobody_keeps_a_problem(status: int) -> None:
    phrase = HTTPStatus(status).phrase
    headers = problems.respond(Problem("about:blank", phrase, status, "what", "a.rule", "Do.")).headers
    assert headers["cache-control"] == "no-store"
    assert ("allow" in headers) == (status == 405)
    assert ("retry-after" in headers) == (status == 503)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (FormatError("tile.path", "what", advice="Do."), 404),
        (StoreError("entry.unknown", "what", advice="Do."), 404),
        (StoreError("tile.unknown", "what", advice="Do."), 404),
        (StoreError("checkpoint.unknown", "what", advice="Do."), 404),
        (FormatError("json.syntax", "what", advice="Do."), 400),
        (StoreError("store.damaged", "what", advice="Do."), 503),
        (RuleError("pack.unknown", "what", advice="Do."), 500),
        (VerificationError("log.leaf", "what", advice="Do."), 500),
    ],
)
def test_our_own_errors_have_the_status_that_they_mean_to_a_reader(error: MingzhangError, status: int) -> None:
    problem = of_error(error)
    assert (problem.status, problem.title, problem.rule) == (status, HTTPStatus(status).phrase, error.rule_id)
    if status != 503:
        assert (problem.detail, problem.advice) == ("what", "Do.")


def test_a_store_that_fails_says_nothing_of_where_it_lies() -> None:
    problem = of_error(StoreError("store.damaged", "/home/secret/ledger.db is torn", advice="Look at /home/secret."))
    assert "secret" not in repr(problem)
    assert problem.advice


def test_what_is_found_is_returned_even_where_it_is_empty() -> None:
    assert found("fund", "common", 0) == 0
    assert found("fund", "common", "") == ""


def test_what_is_not_found_is_a_404_of_its_kind() -> None:
    with pytest.raises(ProblemError) as caught:
        found("fund", "none", None)
    assert caught.value.problem == unknown("fund", "none").problem
    assert (caught.value.problem.status, caught.value.problem.rule) == (404, "fund.unknown")
    assert caught.value.problem.detail == "this book has no fund none"
