"""A whole log in memory: what it knows of what was admitted, and that a refusal leaves it as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import sealing
from ledger.errors import MingzhangError
from ledger.events import Event, parse_event
from ledger.rules.history import History
from ledger.rules.state import Community, Fund, new_state
from ledger.strict_json import Json
from tests.log_of import FUND, START, Book
from tests.random_books import ACTS, RandomBook, random_book
from tests.refusals import malformed, refused

Act = Callable[[RandomBook], None]


def event_of(signed: bytes) -> Event:
    return parse_event(sealing.split(signed)[0])


def everything(history: History) -> object:
    """Return all that a history holds; a stream that was only looked at is none."""
    states = {stream: repr(state) for stream, state in history.states.items() if state != new_state(stream)}
    return states, history.size, dict(history._targets), set(history._digests)


class Watched(RandomBook):
    """A random book that looks at its history before and after everything that is refused."""

    refusals = 0

    def put(self, signed: bytes) -> Event:
        before = everything(self.history)
        try:
            return super().put(signed)
        except MingzhangError:
            assert everything(self.history) == before
            self.refusals += 1
            raise


@given(st.randoms(use_true_random=False), st.lists(st.sampled_from(ACTS), max_size=25))
@settings(max_examples=15)
def test_whatever_is_refused_leaves_the_history_unchanged(rng: Random, acts: list[Act]) -> None:
    _watch(rng, acts)


def test_control_acts_are_refused_in_such_books() -> None:
    book = _watch(Random(7), [act for act in ACTS for _ in range(3)])
    assert book.refusals > 10


def test_an_entry_zero_that_is_refused_leaves_it_empty() -> None:
    book = Book()
    history = History()
    with refused("founding.sums"):
        history.admit(event_of(book.cast.founding(book.at, units_total=99)), START)
    hostile: Json = {"kty": "OKP", "crv": "Ed25519", "x": "A" * 43}
    with malformed("key.hostile_point"):
        history.admit(
            event_of(book.cast.founding(book.at, recovery=[{"name": {"value": "样例"}, "key": hostile}])), START
        )
    assert everything(history) == everything(History())
    assert history.community == Community()


def test_everything_admitted_is_known_by_id_and_by_digest() -> None:
    book = random_book(3, 150)
    events = [event_of(signed) for _, signed in book.signed]
    assert book.history.size == len(events)
    for position, event in enumerate(events):
        assert book.history.target(event.id) == (position, event.sha256, event.type, event.subject)
        assert all(map(book.history.has_digest, event.digests))
    assert book.history.target("01900000-0000-7000-8000-000000000000") is None
    assert not book.history.has_digest("A" * 43)
    assert sum(len(event.digests) for event in events) == len(book.history._digests) > 20


def test_the_same_entries_give_the_same_history() -> None:
    book = random_book(5, 150)
    replayed = History()
    for at, signed in book.signed:
        replayed.admit(event_of(signed), at)
    assert everything(replayed) == everything(book.history)


def test_only_what_is_opened_or_tabled_is_listed() -> None:
    book = Book()
    history = book.history
    assert (history.funds(), history.accounts(), history.motions()) == ({}, {}, {})
    with refused("fund.not_open"):
        book.income()
    assert isinstance(history.states[FUND], Fund), "it was looked at"
    assert history.funds() == {}
    book.with_money()
    book.table()
    assert history.funds() == {"common-income": history.states[FUND]}
    assert history.accounts() == {"bank": history.states["account/bank"]}
    assert history.motions() == {"m-1": history.states["motion/m-1"]}


def test_a_document_stays_known_when_it_is_withdrawn() -> None:
    book = Book()
    own, other, never = "ab" * 32, "cd" * 32, "ef" * 32
    document: dict[str, Json] = {
        "title": {"value": "会议纪要"}, "class": "minutes", "media_type": "application/pdf", "size": 2,
        "visibility": "public",
    }  # fmt: skip
    book.record("member", "document.registered", f"document/{own}", **document)
    book.record("member", "document.registered", f"document/{other}", **document)
    assert [book.history.has_document(one) for one in (own, other, never)] == [True, True, False]
    assert book.history.withdrawn() == set()

    book.record("secretary", "document.withdrawn", f"document/{other}", reason="personal_data")
    assert book.history.withdrawn() == {other}
    assert book.history.has_document(other)


def test_a_confirmation_of_what_waited_is_an_entry_of_its_own() -> None:
    book = Book().with_money()
    size = book.history.size
    book.at += timedelta(days=1)
    appointed = book.record("chair", "key.introduced", "community", member="vice", key=book.cast.jwk("vice-new"))
    book.confirm("secretary", appointed)
    assert book.history.size == size + 2
    target = book.history.target(event_of(appointed).id)
    assert target is not None
    assert target.position == size


def _watch(rng: Random, acts: list[Act]) -> Watched:
    book = Watched(rng)
    for act in acts:
        try:
            act(book)
        except MingzhangError:
            continue
    return book
