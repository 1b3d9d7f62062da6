"""What pages say of books that are out of the ordinary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api import contexts
from ledger.strict_json import Json
from projections.queries import motions, people
from tests.test_api.serving import client_of, pages_of
from tests.test_projections.shown import Shown, with_money


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Shown]:
    yield from with_money(tmp_path)


def pages(book: Shown, *paths: str) -> list[str]:
    """Return pages of the book, without the marks of language inside their texts."""
    return [_SPAN.sub(r"\1", page) for page in pages_of(book, *paths)]


_SPAN = re.compile(r'<span lang="[^"]*">([^<]*)</span>')


def pay_back(book: Shown, amount: int) -> None:
    """Take a deposit of 3,000 minor units from the firm, and pay back an amount."""
    receipt = book.income(3_000, nature="deposit", category="premises", payer="firm")
    request = book.request(3_000, kind="refund", category="parking", refund_of=book.cast.ref(receipt), invoices=[])
    book.execute(request, amount)


def test_a_deposit_paid_back_beyond_what_came_in_is_to_be_explained(book: Shown) -> None:
    pay_back(book, 300_000)
    first, fund = pages(book, "en/", "en/funds/common")
    for page in (first, fund):
        assert "To 样例公司 more of a deposit was paid back than the book shows as deposited: ¥2,970.00 more." in page
        assert "−¥2,970.00" in page
    assert "Nothing is open" not in first
    assert "退给样例公司的押金，比账上收到的多 ¥2,970.00。" in pages(book, "zh/")[0]


def test_control_a_deposit_paid_back_in_full_is_nothing_to_explain(book: Shown) -> None:
    pay_back(book, 3_000)
    assert all("more of a deposit" not in page for page in pages(book, "en/", "en/funds/common"))


def test_each_act_bears_the_name_of_whoever_had_the_id_then(book: Shown) -> None:
    motion = book.table()
    before = book.size
    book.record("member", "ballot.cast", "motion/m-1", {"on": book.cast.ref(motion), "choice": "no"})
    book.meet()
    book.record("member", "attendance.recorded", "meeting/t-1", {"member": "member", "mode": "present"})
    book.succeed()
    after = book.size
    minutes = book.minutes()
    book.record("member-2", "minutes.signed", "meeting/t-1", {"on": book.cast.ref(minutes), "stance": "agree"})
    ballot, vote, signed, members, meeting = pages(
        book, f"zh/entries/{before}", "zh/motions/m-1", f"zh/entries/{after + 1}", "zh/members", "zh/meetings/t-1"
    )
    with book.tables() as tables:
        former = next(one.name for one in people.members(tables) if (one.id, one.index) == ("member", 0))
    assert former
    for page in (ballot, vote):
        assert former in page
        assert "继样例" not in page
    assert "继样例" in signed
    assert former not in signed
    in_office, gone = members.split("曾经任职")
    assert former in gone
    assert former not in in_office
    assert "继样例" in in_office
    for name in (former, "继样例"):
        assert name in meeting, "one was there, the other has signed"


def test_a_movement_says_which_day_it_counts_in_where_that_is_another(book: Shown) -> None:
    index = book.size
    book.outflow(date="2026-04-30", book_date="2026-05-02")
    for page in pages(book, "en/", "en/funds/common", f"en/movements/{index}"):
        assert '<time datetime="2026-04-30">30 April 2026</time> · counted on 2 May 2026' in page


def test_control_a_movement_that_counts_on_its_day_has_one_day(book: Shown) -> None:
    index = book.size
    book.outflow()
    assert all("counted on" not in page for page in pages(book, "en/", "en/funds/common", f"en/movements/{index}"))


def test_transfers_and_paid_back_deposits_are_not_spent_but_asked_about(book: Shown) -> None:
    pay_back(book, 3_000)
    book.execute(book.request(kind="transfer", to_fund="repairs", category="other", invoices=[]))
    book.execute(book.request(50_000, kind="advance", purpose={"value": "备用"}), 50_000)
    (page,) = pages(book, "en/")
    spent = page[page.index('id="recent"') : page.index('id="votes"')]
    assert [amount for amount in ("¥30.00", "¥800.00", "¥500.00") if amount in spent] == ["¥500.00"]
    assert "An advance" in spent
    asked = page[page.index('id="explain"') :]
    assert all(amount in asked for amount in ("−¥30.00", "−¥800.00", "−¥500.00"))


def test_a_motion_says_what_it_is_about_its_class_and_what_it_needs(book: Shown) -> None:
    book.table(matter="common_business")
    book.table("m-2", matter="new_code")
    english, chinese, plain = pages(book, "en/motions/m-1", "zh/motions/m-1", "en/motions/m-2")
    assert "Earning with what everybody owns · Ordinary matter" in english
    assert "利用共有部分经营 · 一般事项" in chinese
    assert "new_code · Ordinary matter" in plain
    for words in ("votes from more than half of all seats", "more than half of all seats in favour"):
        assert f"Needed: {words}" in english
    with book.tables() as tables:
        assert [(one.matter, one.kind) for one in motions.motions(tables, None, 9).motions] == [
            ("new_code", "ordinary"), ("common_business", "ordinary"),
        ]  # fmt: skip


def test_a_recovery_key_its_keeper_and_what_it_introduced_are_shown(book: Shown) -> None:
    index = book.size
    book.record("recovery", "key.introduced", "community", {"member": "vice", "key": book.cast.jwk("vice-2")})
    members, entry, entries = pages(book, "en/members", f"en/entries/{index}", "en/entries")
    assert "Kept by 样例居委会" in members
    assert members.count("introduced by a recovery key") == 1
    assert f'<a href="/yuanqu-1/en/entries/{index}"><strong>introduced by a recovery key' in members
    assert all("a recovery key kept by 样例居委会" in page for page in (entry, entries))


def test_hours_in_a_zone_that_the_server_does_not_know_are_said_to_be_utc(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    book = Shown(home, timezone="Mars/Olympus_Mons")
    english, chinese = pages(book, "en/entries/0", "zh/")
    book.close()
    assert "4 May 2026, 11:00" in english
    assert "Days and hours are those of UTC: this server does not know the book's time zone, Mars/Olympus_Mons." in (
        english
    )
    assert "Mars/Olympus_Mons" in chinese


def test_control_hours_in_a_known_zone_need_no_word(book: Shown) -> None:
    (page,) = pages(book, "en/entries/0")
    assert "4 May 2026, 19:00" in page
    assert "UTC" not in page


def test_a_motion_links_to_its_meeting_where_there_is_one(book: Shown) -> None:
    book.meet("t-1")
    book.table("m-1")
    book.table("m-2", form="meeting", meeting="t-1")
    without, called = pages(book, "en/motions/m-1", "en/motions/m-2")
    assert "see the meeting" not in without
    assert 'href="/yuanqu-1/en/meetings/t-1"' in called


def test_another_day_shows_what_was_being_decided_then_and_says_what_is_of_the_whole_book(book: Shown) -> None:
    motion = book.table("m-1", title={"value": "换灯"})
    book.outflow()
    book.at("2026-05-05", 20)
    book.decide_motion(motion, yes=5)
    then, votes, one, now, chinese = pages(
        book,
        "en/?today=2026-05-05",
        "en/motions?today=2026-05-05",
        "en/motions/m-1?today=2026-05-05",
        "en/",
        "zh/?today=2026-05-05",
    )
    for page in (then, votes):
        assert "换灯" in page[: page.index('id="explain"' if page is then else 'id="decided"')]
        assert "0 of 5 committee members have voted" in page
        assert "Open at 5 May 2026, 12:00, with the votes that were in by then." in page
    assert then.count("As the whole book has it, up to 5 May 2026.") == 6, (
        "money, month, spent, asked for, explain, whom to ask"
    )
    assert "As the whole book has it" in votes[votes.index('id="decided"') :]
    assert "5 May 2026, 12:00: open for votes" in one
    assert "As the whole book has it" in one
    assert "Nothing is being voted on today." in now
    assert "whole book" not in now
    assert "按整本账，记到 2026年5月5日。" in chinese
    (later,) = pages(book, "en/?today=2026-05-06")
    assert "Nothing was being voted on then." in later


def test_now_is_never_before_the_last_entry_though_the_readers_clock_lags(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    book = Shown(home, simulated=False)
    tabled = book.table(closes="2101-01-01T00:00:00+08:00")
    (before,) = pages(book, "en/")
    book.at("2100-01-01")
    book.decide_motion(tabled, yes=5)
    (after,) = pages(book, "en/")
    book.close()
    assert "Open until" in before
    assert "Nothing is being voted on today." in after


def test_many_motions_and_meetings_come_page_by_page(book: Shown) -> None:
    for number in range(contexts.ROWS_A_PAGE + 2):
        day = f"2026-{number // 28 + 6:02}-{number % 28 + 1:02}"
        book.table(f"m-{number}", opens=f"{day}T00:00:00+08:00", closes=f"{day}T20:00:00+08:00")
        called: dict[str, Json] = {
            "kind": "committee",
            "at": f"{day}T19:00:00+08:00",
            "place": {"value": day},
            "agenda": [],
        }
        book.record("chair", "meeting.called", f"meeting/t-{number}", called)
    for name, first_id in (("motions", "m"), ("meetings", "t")):
        (first,) = pages(book, f"en/{name}")
        assert first.count(f"/en/{name}/{first_id}-") == contexts.ROWS_A_PAGE
        (following,) = re.findall(rf'<a href="/yuanqu-1/(en/{name}\?after=[^"]+)" rel="next">Earlier', first)
        (second,) = pages(book, following)
        assert second.count(f"/en/{name}/{first_id}-") == 2
        assert f'<a href="/yuanqu-1/en/{name}">Latest</a>' in second
    asked, later = pages(book, "en/motions?today=2026-05-05", "en/motions?today=2026-05-05&after=2026-06-04.1")
    assert 'today=2026-05-05" rel="next">' in asked
    assert '<a href="/yuanqu-1/en/motions?today=2026-05-05">Latest</a>' in later
    assert 'id="open"' not in later


def test_a_fund_can_be_added_up_line_by_line(book: Shown) -> None:
    book.confirm("chair", book.opening(500_000))
    book.income(120_000)
    book.income(30_000, nature="deposit", category="premises", payer="firm")
    book.execute(book.request(80_000))
    book.execute(book.request(50_000, kind="transfer", to_fund="repairs", category="other", invoices=[]), 50_000)
    english, chinese = pages(book, "en/funds/common", "zh/funds/common")
    lines = ["Brought forward", "+¥5,000.00", "Came in", "+¥1,200.00", "Went out", "−¥800.00"]
    lines += [
        "Now in the fund, the owners' own",
        "¥5,400.00",
        "+¥300.00",
        "Altogether on the accounts",
        "¥5,700.00",
    ]
    place = 0
    for line in lines:
        place = english.index(line, place)
    assert "Received in advance" not in english, "what there is none of takes no line"
    for line in ("这些钱是怎么来的", "上期结余", "+¥5,000.00", "另外代收的押金"):
        assert line in chinese


def test_the_book_is_written_up_to_its_last_movement_and_says_apart_when_it_was_last_signed(book: Shown) -> None:
    book.income(120_000)
    book.at("2026-11-25")
    party: dict[str, Json] = {"party": "visitor", "kind": "company", "name": {"value": "来访公司"}}
    book.record("secretary", "counterparty.registered", "community", party)
    english, chinese = pages(book, "en/", "zh/")
    assert 'Written up to <strong><time datetime="2026-05-04">' in english
    assert 'Last entry of any kind: <strong><time datetime="2026-11-25">' in english
    assert "The last month in which money moved" in english
    assert "This month" not in english
    assert "¥1,200.00" in english
    assert "最近有收支的一个月" in chinese
    assert "虚构故事的最后一天" not in chinese
    (asked,) = pages(book, "en/?today=2026-11-25")
    assert "November 2026" in asked


def test_a_vote_that_ended_without_a_declared_result_is_to_be_explained(book: Shown) -> None:
    book.table("m-1", title={"value": "换灯"})
    book.at("2026-05-09")
    book.outflow()
    first, one = pages(book, "en/", "en/motions/m-1")
    assert "Voting ended on 7 May 2026, 19:00; nobody has declared a result." in first[first.index('id="explain"') :]
    assert "Voting has ended; nobody has declared a result." in one


def test_control_a_vote_that_is_open_or_declared_is_not(book: Shown) -> None:
    book.decide_motion(book.table("m-1"), yes=5)
    book.table("m-2")
    (first,) = pages(book, "en/")
    assert "nobody has declared" not in first


def test_what_is_to_be_explained_says_of_which_days_it_is(book: Shown) -> None:
    book.outflow(date="2026-04-30", book_date="2026-05-04")
    book.outflow()
    english, chinese = pages(book, "en/", "zh/")
    assert "For 2 payments (30 April 2026 – 4 May 2026) the book does not show" in english
    assert "有 2 笔支出（2026年4月30日 – 2026年5月4日）" in chinese


def test_a_meeting_says_who_signed_without_having_been_on_the_list(book: Shown) -> None:
    book.meet()
    book.record("chair", "attendance.recorded", "meeting/t-1", {"member": "chair", "mode": "present"})
    minutes = book.minutes()
    for who in ("chair", "vice"):
        book.record(who, "minutes.signed", "meeting/t-1", {"on": book.cast.ref(minutes), "stance": "agree"})
    english, chinese = pages(book, "en/meetings/t-1", "zh/meetings/t-1")
    assert english.count("(signed, not on the list of those present)") == 1
    assert "（签了字，但不在到会名单上）" in chinese


def test_where_too_few_took_part_the_pages_say_how_many_did_and_how_many_were_needed(book: Shown) -> None:
    book.meet()
    motion = book.table("m-1", form="meeting", meeting="t-1")
    for who in ("chair", "vice"):
        book.record(who, "ballot.cast", "motion/m-1", {"on": book.cast.ref(motion), "choice": "yes"})
    book.at("2026-05-09")
    tally: list[Json] = [{"choice": c, "ballots": n} for c, n in (("yes", 2), ("no", 0), ("abstain", 0), ("recuse", 0))]
    closed: dict[str, Json] = {"tally": tally, "outcome": "no_quorum", "elected": [], "alternates": []}
    book.record("chair", "motion.closed", "motion/m-1", closed)
    for page in pages(book, "en/meetings/t-1", "en/motions/m-1", "en/motions"):
        assert "Too few took part (2 of 5 seats took part, 3 were needed)" in page
    for page in pages(book, "zh/meetings/t-1", "zh/motions/m-1"):
        assert "人数不够 (5 席中 2 席参加，至少要 3 席)" in page


def test_a_threshold_of_half_is_said_in_words_and_an_own_slug_stands_in_quotes(book: Shown) -> None:
    book.table("m-1")
    book.income(category="parking/north-gate")
    motion, fund = pages(book, "zh/motions/m-1", "zh/funds/common")
    assert "超过半数席位参加表决" in motion
    assert "超过半数席位同意" in motion
    assert "1/2" not in motion
    assert "停车 · “north-gate”" in fund or "· “north-gate”" in fund


@pytest.mark.parametrize(
    ("path", "tag", "words"), [("zh/movements/0", "zh-CN", "回这本账的首页"), ("en/x/y/z", "en", "To the first page")]
)
def test_what_is_not_in_a_book_keeps_its_menu_and_its_language(book: Shown, path: str, tag: str, words: str) -> None:
    book.publish()
    with client_of(book.folder.parent) as client:
        answer = client.get(f"/yuanqu-1/{path}", headers={"Accept": "text/html"})
        elsewhere = client.get(f"/nowhere/{path}", headers={"Accept": "text/html"})
    assert (answer.status_code, elsewhere.status_code) == (404, 404)
    assert f'<html lang="{tag}">' in answer.text
    assert '<nav class="main"' in answer.text
    assert f'href="/yuanqu-1/{path[:2]}/funds"' in answer.text
    assert words in answer.text
    machine = answer.text.index(".unknown")
    assert answer.text.index("<details") < machine, "words for machines are folded"
    assert '<nav class="main"' not in elsewhere.text
