"""What is to be explained, as JSON, CSV and on the pages: filtered, counted, and beside what it is about."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import httpx
import pytest

from api import contexts, explained
from api.books import Book
from projections.findings.base import FACTS, Fact
from projections.queries.findings import Finding

PATH = "/yuanqu-1/v1/findings"
DAY = "2026-07-01"


def listed(client: httpx.Client, **params: str) -> list[Any]:
    answer = client.get(PATH, params={"today": DAY} | params)
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["findings"]
    return found


def test_the_list_is_kept_to_code_seriousness_state_and_entry(client: httpx.Client) -> None:
    whole = listed(client)
    assert {one["code"] for one in whole} >= {"A0", "B3", "D6", "E1", "F4"}
    assert [one["id"] for one in listed(client, code="A0")] == ["A0-43"]
    assert {one["severity"] for one in listed(client, severity="hint")} == {"hint"}
    assert {one["code"] for one in listed(client, about="43")} == {"A0", "B3"}
    assert listed(client, about="41") == listed(client, about="43"), "it is the request of that payment"
    assert listed(client, state="open") == whole
    assert listed(client, state="ended") == []
    for wrong in ({"code": "A"}, {"severity": "mild"}, {"state": "late"}, {"about": "x"}, {"today": "2026-7-1"}):
        assert client.get(PATH, params=wrong).status_code == 422


def test_a_day_has_what_held_on_it(client: httpx.Client) -> None:
    assert [one["code"] for one in listed(client, today="2026-06-22", code="A0")] == ["A0"]
    assert listed(client, today="2026-06-21", code="A0") == []


def test_a_day_that_is_too_far_away_is_refused(client: httpx.Client) -> None:
    for path in ("v1/findings", "v1/duties", "zh/findings"):
        near, far = (client.get(f"/yuanqu-1/{path}?today={day}").status_code for day in ("2036-12-31", "2037-01-01"))
        assert (near, far) == (200, 422), path


def test_one_finding_has_its_article_its_facts_and_its_words(client: httpx.Client) -> None:
    one = client.get(f"{PATH}/A0-43", params={"today": DAY}).json()["finding"]
    assert (one["index"], one["refs"], one["since"], one["until"], one["answers"]) == (43, [41], "2026-06-22", None, [])
    assert one["facts"][0] == {"name": "amount", "value": 150_000, "currency": "CNY"}
    assert one["says_zh"].startswith("依据")
    missing = client.get(f"{PATH}/A0-44", params={"today": DAY})
    assert (missing.status_code, missing.json()["rule"]) == (404, "finding.unknown")


def test_the_csv_has_the_lines_of_the_json(client: httpx.Client) -> None:
    answer = client.get(f"{PATH}.csv", params={"today": DAY})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row["id"] for row in rows] == [one["id"] for one in listed(client)]
    row = next(row for row in rows if row["id"] == "A0-43")
    assert row["facts"] == "amount=150000 CNY; lacking=approvals; approvals=1; needed=2"


@pytest.mark.parametrize(
    ("path", "code"), [("movements/43", "A0"), ("entries/43", "B3"), ("entries/41", "A0"), ("meetings/m-june", "D6")]
)
def test_it_stands_beside_the_entry_the_payment_and_the_meeting(client: httpx.Client, path: str, code: str) -> None:
    text = client.get(f"/yuanqu-1/zh/{path}").text
    assert f'<span class="soft small">{code}</span>' in text
    assert "这不等于有问题，请业委会说明。" in text


def test_control_a_payment_with_everything_behind_it_says_nothing(client: httpx.Client) -> None:
    assert 'id="A' not in client.get("/yuanqu-1/zh/movements/40").text


def test_the_first_page_counts_them_and_leads_to_the_list(client: httpx.Client) -> None:
    first = client.get(f"/yuanqu-1/zh/?today={DAY}").text
    assert f"{len(listed(client, state='open'))}件事待说明" in first
    assert 'href="/yuanqu-1/zh/findings"' in first
    words = client.get(f"/yuanqu-1/zh/findings?today={DAY}").text
    assert all(f'id="{one["id"]}"' in words for one in listed(client))
    before = client.get("/yuanqu-1/zh/findings?today=2026-05-01").text
    assert "没有要说明的事。" in before


def test_facts_stand_in_everyday_words_in_both_languages() -> None:
    facts = [Fact("lacking", "motion"), Fact("duty", "fund_audit"), Fact("declared", "adopted"), Fact("number", 3)]
    one = finding(facts)
    assert [(fact.label, fact.value) for fact in explained.facts_of(one, "zh")] == [
        ("未发现", "这个金额需要决议，没有找到"), ("应做的事", "资金审计"), ("宣布的结果", "通过"), ("数量", 3),
    ]  # fmt: skip
    assert [fact.value for fact in explained.facts_of(one, "en")][1:3] == ["Have the fund audited", "Adopted"]
    assert set(FACTS) >= {fact.name for fact in facts}


def test_they_are_counted_by_seriousness_the_most_serious_first() -> None:
    shown = [finding([], severity) for severity in ("warn", "critical", "warn")]
    assert explained.counted(shown, "en") == [("Most serious", 1), ("To be looked at", 2)]


def test_the_same_state_and_day_are_worked_out_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = Book(home / "yuanqu-1/public")
    moment = contexts.moment_of(book, None)
    first = explained.findings_of(book, moment)
    monkeypatch.setattr(explained, "findings", lambda *_of: pytest.fail("asked again"))
    assert explained.findings_of(book, moment) is first
    with pytest.raises(pytest.fail.Exception, match="asked again"):
        explained.findings_of(book, moment.replace(year=moment.year + 1))
    book.close()


def finding(facts: list[Fact], severity: Any = "warn") -> Finding:
    return Finding(
        "A1-1", "A1", severity, "T", "题", "By", "依据", "", "verified", 1, [], "2026-05-04", None, facts, []
    )
