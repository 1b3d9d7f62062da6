"""What each page shows, gathered from the book: figures of the right moment, and no link to what is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from api import contexts
from api.books import Book, Library
from api.entries import published
from api.problems import ProblemError
from ledger.demo.cast import SEATS, Cast
from ledger.keys import kid_of
from tests.test_api.sample import Sample

JUNE = datetime(2026, 6, 25, 20, 0, tzinfo=UTC)


@pytest.fixture
def book(home: Path) -> Iterator[Book]:
    with Library(home).open("yuanqu-1") as found:
        yield found


def test_a_day_that_is_asked_for_is_taken_at_its_noon_in_the_communitys_own_time(book: Book) -> None:
    assert contexts.moment_of(book, date(2026, 6, 25)).isoformat() == "2026-06-25T12:00:00+08:00"


def test_a_made_up_story_is_shown_at_its_end(book: Book) -> None:
    assert contexts.moment_of(book, None).isoformat() == "2026-06-25T19:00:00+08:00"


def test_a_real_book_is_shown_as_of_now_to_the_minute(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    sample = Sample(home, simulated=False)
    sample.publish()
    sample.close()
    with Library(home).open("yuanqu-1") as book:
        before = datetime.now(UTC)
        moment = contexts.moment_of(book, None)
        assert before - timedelta(minutes=1) < moment <= datetime.now(UTC)
        assert (moment.second, moment.utcoffset()) == (0, timedelta(hours=8))


def test_the_first_page_adds_up_the_money_of_the_owners(book: Book) -> None:
    shown = contexts.first(book, JUNE, asked=False)
    assert shown["totals"] == {"CNY": sum(fund.money for fund in shown["owners"])}
    assert shown["totals"]["CNY"] == 1_255_596_350
    assert shown["others"] == []
    assert contexts.of_moment(book, JUNE, asked=False) == {
        "asked": None, "last_movement": "2026-06-22", "written_until": "2026-06-25",
    }  # fmt: skip


def test_the_first_page_asks_about_each_payment_that_lacks_something(book: Book) -> None:
    shown = contexts.first(book, JUNE, asked=False)
    assert [(spent.index, behind.missing) for spent, behind in shown["unexplained"]] == [(43, ["approvals", "invoice"])]
    assert [spent.movement.index for spent, _ in shown["recent"]] == [44, 43, 40]
    assert (shown["looked_at"], shown["imported"]) == (3, [])


def test_a_vote_is_open_within_its_window_only(book: Book) -> None:
    for moment, running in ((JUNE, ["lamps"]), (JUNE + timedelta(days=30), [])):
        shown = contexts.all_motions(book, moment, None)
        assert [one.id for one in shown["open_motions"]] == running
        assert {one.id for one in shown["motions"]} == {"lamps", "lift"} - set(running)
        assert contexts.one_motion(book, "lamps", moment)["is_open"] is bool(running)


def test_what_waits_and_who_is_in_office(book: Book) -> None:
    shown = contexts.all_members(book)
    assert {one.id for one in shown["in_office"]} == set(SEATS)
    assert shown["former"] == []
    assert [one.type for one in shown["waiting"]] == ["member.appointed"]


@pytest.mark.parametrize(
    ("what", "page"),
    [
        ("fund", lambda book: contexts.one_fund(book, "none", None)),
        ("movement", lambda book: contexts.one_movement(book, 0, JUNE)),
        ("motion", lambda book: contexts.one_motion(book, "none", JUNE)),
        ("meeting", lambda book: contexts.one_meeting(book, "none", JUNE)),
    ],
)
def test_what_the_book_does_not_have_is_unknown(
    book: Book, what: str, page: Callable[[Book], contexts.Context]
) -> None:
    with pytest.raises(ProblemError) as caught:
        page(book)
    assert (caught.value.problem.status, caught.value.problem.rule) == (404, f"{what}.unknown")


def test_entries_come_the_latest_first_and_page_by_page(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contexts, "ENTRIES_A_PAGE", 20)
    walked: list[int] = []
    before: int | None = None
    pages = 0
    while pages == 0 or before is not None:
        shown = contexts.all_entries(book, before)
        assert shown["later"] is (pages > 0)
        walked += [line.index for line in shown["entries"]]
        before = shown["next"]
        pages += 1
    assert (walked, pages) == (list(range(48, -1, -1)), 3)
    assert contexts.all_entries(book, 10**6)["entries"][0].index == 48, "beyond the end is the end"
    assert contexts.all_entries(book, 0)["entries"] == []


def test_whose_key_is_whose(book: Book) -> None:
    cast = Cast()
    assert contexts.signers(book)["members"] == {kid_of(cast.key(who)): who for who in SEATS}


def test_an_entry_names_its_signer_and_whether_money_moved(book: Book) -> None:
    head = published(book)
    for index, member, moved in ((0, "chair", False), (40, "treasurer", True), (44, "treasurer", True)):
        shown = contexts.one_entry(book, index, head, JUNE)
        assert (shown["members"][shown["event"].kid], shown["is_movement"], shown["size"]) == (member, moved, 49)
        assert shown["event"].type in shown["payload"]


def test_a_motion_shows_the_payments_that_rest_on_it(book: Book) -> None:
    assert [one.index for one in contexts.one_motion(book, "lift", JUNE)["payments"]] == [40]
    assert contexts.one_motion(book, "lamps", JUNE)["payments"] == []


def test_every_page_knows_the_names_that_are_public(book: Book) -> None:
    shown = contexts.common(book, "en")
    assert all(shown["name_of"](who, 48) for who in SEATS)
    assert shown["name_of"]("nobody", 48) is None
    assert shown["parties"]["lift-firm"] == "样例电梯公司"
    assert shown["persons"] == set()
    assert contexts.common(book, "zh")["chart"].keys() == shown["chart"].keys()
    assert contexts.common(book, "zh")["chart"]["parking"] != shown["chart"]["parking"]


def test_only_plain_files_of_public_are_linked(tmp_path: Path) -> None:
    documents = tmp_path / "yuanqu-1/public/documents"
    documents.mkdir(parents=True)
    here, linked, folder, absent = ("1" * 64, "2" * 64, "3" * 64, "4" * 64)
    (documents / here).write_bytes(b"x")
    (documents / linked).symlink_to(documents / here)
    (documents / folder).mkdir()
    book = Book(documents.parent)
    assert contexts.held(book, here, linked, folder, absent, None) == {here}
    documents.rename(tmp_path / "elsewhere")
    documents.symlink_to(tmp_path / "elsewhere")
    assert contexts.held(book, here) == frozenset()
    documents.unlink()
    assert contexts.held(book, here) == frozenset()
