"""The duty calendar as a file: another library reads it back, lines are folded, and nothing in it is of this moment."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import httpx
from icalendar import Calendar

from api.calendar import Feed, ics
from projections.queries.duties import DutyLine

PATH = "/yuanqu-1/v1/duties"
FEED = Feed("样例园区（虚构）", "ledger.example/yuanqu-1", "https://ledger.example/yuanqu-1/zh/duties", "zh")
HOSTILE = "=cmd|'/c calc'!A1"


def line(**changes: Any) -> DutyLine:
    members: dict[str, Any] = {
        "id": "fund_publication/common/2026-H1", "code": "fund_publication", "words_en": "Publish",
        "words_zh": "公示资金收支", "thing": "fund", "about": "common", "name": "公共收益", "period": "2026-H1",
        "begins": "2026-05-04", "due": "2026-07-30", "state": "overdue", "done_on": None, "late_days": 2, "refs": [7],
        "done_by": [], "changed": "2026-05-04T11:00:00Z", "parameter": "publication.common_income_months",
        "kind": "law", "article": "某条例第一条", "status": "memory",
    }  # fmt: skip
    return DutyLine(**members | changes)


def events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_what_the_library_reads_back_is_what_the_json_says(client: httpx.Client) -> None:
    answer = client.get(f"{PATH}.ics", params={"today": "2026-09-01"})
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    found = {str(one["UID"]): one for one in events(answer.content)}
    duties = client.get(PATH, params={"today": "2026-09-01"}).json()["duties"]
    assert len(found) == len(duties) > 10
    for duty in duties:
        one = found[f"{duty['id']}@ledger.example/yuanqu-1"]
        assert one["DTSTART"].dt == date.fromisoformat(duty["due"])
        assert one["DTSTAMP"].dt == datetime.fromisoformat(duty["changed"])
        assert duty["words_zh"] in one["SUMMARY"]
        assert str(one["SUMMARY"]).startswith("已办：") == (duty["state"] == "done")
        assert str(one["SUMMARY"]).startswith("逾期：") == (duty["state"] == "overdue")


def test_a_day_is_a_day_that_blocks_nobody_and_says_where_it_is_written() -> None:
    (one,) = events(ics([line()], FEED))
    assert (one["DTSTART"].dt, one["DTEND"].dt) == (date(2026, 7, 30), date(2026, 7, 31))
    assert one["DTSTART"].params == {"VALUE": "DATE"}
    assert one["TRANSP"] == "TRANSPARENT"
    assert one["SUMMARY"] == "逾期：公示资金收支：公共收益，2026-H1"
    assert one["DESCRIPTION"] == "2026年7月30日到期\n法律法规 · 某条例第一条\n（条文未核对原文）"
    assert one["URL"] == FEED.address
    assert one["DTSTAMP"].dt == datetime(2026, 5, 4, 11, tzinfo=UTC)


def test_lines_are_folded_at_75_octets_between_characters(client: httpx.Client) -> None:
    long = ics([line(name="长" * 180, article="第" * 300)], FEED)
    for content in (client.get(f"{PATH}.ics").content, long):
        lines = content.split(b"\r\n")
        assert lines[-1] == b""
        assert max(map(len, lines)) <= 75
        assert all(one.decode("utf-8") is not None for one in lines), "no character is cut in two"
    assert "长" * 180 in str(events(long)[0]["SUMMARY"])


def test_control_a_text_cannot_add_a_line_of_its_own() -> None:
    content = ics([line(name="一\r\nATTACH:http://evil.example\nEND:VEVENT")], FEED)
    (one,) = events(content)
    assert "ATTACH" not in one
    assert content.count(b"END:VEVENT\r\n") == 1


def test_the_same_day_gives_the_same_bytes_and_304(client: httpx.Client) -> None:
    for form in ("", ".csv", ".ics"):
        first, second = (client.get(f"{PATH}{form}", params={"today": "2026-09-01"}) for _ in range(2))
        assert first.content == second.content
        etag = first.headers["etag"]
        later = client.get(f"{PATH}{form}", params={"today": "2026-09-02"})
        assert later.headers["etag"] != etag, "another day, other states"
        known = client.get(f"{PATH}{form}", params={"today": "2026-09-01"}, headers={"If-None-Match": etag})
        assert known.status_code == 304


def test_the_words_are_in_the_language_that_is_asked_for(client: httpx.Client) -> None:
    (one,) = events(
        ics([line(state="due", words_en="Publish it")], Feed("A", "b.example/a", "https://b.example", "en"))
    )
    assert one["SUMMARY"] == "Publish it: 公共收益, 2026-H1"
    assert "Duty calendar" in client.get(f"{PATH}.ics?language=en").text
    assert client.get(f"{PATH}.ics?language=fr").status_code == 422


def test_the_csv_has_the_members_of_the_json(client: httpx.Client) -> None:
    answer = client.get(f"{PATH}.csv", params={"today": "2026-09-01", "state": "overdue"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    duties = client.get(PATH, params={"today": "2026-09-01", "state": "overdue"}).json()["duties"]
    assert [row["id"] for row in rows] == [one["id"] for one in duties]
    assert list(rows[0]) == list(duties[0])
    assert [row["refs"] for row in rows] == [" ".join(map(str, one["refs"])) for one in duties]


def test_the_list_is_kept_to_state_and_days_and_refuses_others(client: httpx.Client) -> None:
    whole = client.get(PATH, params={"today": "2026-09-01"}).json()
    assert whole["on"] == "2026-09-01"
    kept = client.get(PATH, params={"today": "2026-09-01", "from": "2026-07-01", "to": "2026-07-30"}).json()["duties"]
    assert kept == [one for one in whole["duties"] if "2026-07-01" <= one["due"] <= "2026-07-30"]
    assert kept
    for wrong in ({"state": "late"}, {"from": "yesterday"}, {"today": "2026-9-1"}):
        assert client.get(PATH, params=wrong).status_code == 422
