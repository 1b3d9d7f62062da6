"""The ledger of one community: what it answers for is stored, whole and once, and nothing else ever is."""

from __future__ import annotations

import gc
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from eventsourcing.application import Application
from eventsourcing.persistence import EventStore

from ledger import sealing
from ledger.application import Appended, Ledger
from ledger.errors import MingzhangError, StoreError
from ledger.events import parse_entry
from ledger.publishing import receipt
from ledger.store.reader import Reader
from ledger.store.wal import leave_side_files
from ledger.tlog.merkle import leaf_hash
from ledger.tlog.proof import verify_proof
from tests.log_of import FUND
from tests.open_book import FOUNDED, OpenBook
from tests.other_user import ROOT
from tests.refusals import refused, unstorable, unusable
from tests.soundness import HandedIn, assert_sound


def dump(book: OpenBook) -> list[str]:
    """Return every row of the ledger, the vault and the guard."""
    rows = []
    for path in (book.folder.ledger_db, book.folder.vault_db, book.guard):
        with closing(sqlite3.connect(path)) as database:
            rows += [line for line in database.iterdump() if line.startswith("INSERT")]
    return rows


def founded(tmp_path: Path) -> OpenBook:
    """Return a book with its founding, published and closed."""
    book = OpenBook(tmp_path)
    with book.open() as ledger:
        ledger.append(book.founding())
        ledger.publish()
    return book


@pytest.fixture
def book(tmp_path: Path) -> OpenBook:
    return founded(tmp_path)


def test_what_is_appended_stands_where_the_answer_says(tmp_path: Path) -> None:
    book = OpenBook(tmp_path)
    files = [*book.founding(), book.income(100), book.person("p-1")]
    with book.open() as ledger:
        answers = ledger.append(files)
        assert [(one.index, one.known) for one in answers] == [(index, False) for index in range(len(files))]
        assert ledger.size == len(files)
        ledger.publish()
    with Reader.open(book.folder.public) as reader:
        for file, answer in zip(files, answers, strict=True):
            assert parse_entry(reader.entry(answer.index)).event == sealing.split(file)[0]
            assert reader.index_of_event(answer.event_id) == answer.index
    assert assert_sound(book.folder, book.guard, book.cast.log_vkey, HandedIn(files)) == len(files)


def test_nothing_appended_is_no_append(book: OpenBook) -> None:
    before = dump(book)
    with book.open() as ledger:
        assert ledger.append([]) == []
    assert dump(book) == before


# Once.


def test_a_known_event_is_answered_with_its_index_and_not_stored_again(book: OpenBook) -> None:
    files = [book.income(100), book.income(200)]
    with book.open() as ledger:
        first = ledger.append(files)
        before = dump(book)
        book.now += timedelta(days=1)
        again = ledger.append(files[::-1])
    with book.open() as ledger:
        after_reopening = ledger.append(files[::-1])
    assert again == after_reopening == [Appended(one.index, one.event_id, known=True) for one in first[::-1]]
    assert dump(book) == before


def test_a_batch_of_known_and_new_events_stores_the_new_ones(book: OpenBook) -> None:
    old, new = book.income(100), book.income(200)
    with book.open() as ledger:
        ledger.append([old])
        answers = ledger.append([old, new, old, new])
        assert [(one.index - FOUNDED, one.known) for one in answers] == [(0, True), (1, False), (0, True), (1, True)]
        assert ledger.size == FOUNDED + 2


def test_an_append_whose_answer_was_lost_is_repeated_without_harm(
    book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = book.account("new")
    put = EventStore.put

    def put_and_crash(*arguments: object, **settings: object) -> object:
        put(*arguments, **settings)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with book.open() as ledger:
        with monkeypatch.context() as patch:
            patch.setattr(EventStore, "put", put_and_crash)
            with pytest.raises(KeyboardInterrupt):
                ledger.append([file])
        assert [(one.index, one.known) for one in ledger.append([file])] == [(FOUNDED, True)]
        ledger.publish()
    files = HandedIn([*OpenBook(book.guard.parent / "again").founding(), file])
    assert assert_sound(book.folder, book.guard, book.cast.log_vkey, files) == FOUNDED + 1


# Whole or not at all.


def bad_files(book: OpenBook) -> dict[str, bytes]:
    good = book.income(100)
    compact, disclosures = sealing.split(good)
    return {
        "not even a JWS": b"hello",
        "nothing": b"",
        "cut off": good[:-1],
        "a broken signature": sealing.join(compact[:-4] + b"AAAA", [one.text for one in disclosures]),
        "no disclosure": compact,
        "an unknown key": book.cast.sign("stranger", "fund.opened", "fund/x", _FUND, book.now),
        "a role not held": book.cast.sign("member", "fund.opened", "fund/x", _FUND, book.now),
        "an account that is not there": book.sign(
            "treasurer", "balance.opened", FUND, {"account": "nowhere", "amount": 1, "as_of": "2024-06-30"}
        ),
    }


_FUND = {"name": "公共收益", "kind": "common_income", "currency": "CNY", "owner_of_money": "owners", "scope": "all"}
KINDS = [
    "not even a JWS", "nothing", "cut off", "a broken signature", "no disclosure", "an unknown key", "a role not held",
    "an account that is not there",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_bad_file_and_nothing_of_the_batch_is_stored(book: OpenBook, kind: str, place: int) -> None:
    """And the states that the good files before it have changed do not stay behind in the cache."""
    good = [book.account("second"), book.person("p-1")]
    batch = [*good[:place], bad_files(book)[kind], *good[place:]]
    before = dump(book)
    with book.open() as ledger:
        with pytest.raises(MingzhangError):
            ledger.append(batch)
        assert dump(book) == before
        assert [(one.index, one.known) for one in ledger.append(good)] == [(FOUNDED, False), (FOUNDED + 1, False)]


def test_control_with_the_cache_kept_the_good_append_behind_it_would_be_refused(
    book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = book.account("second")
    with book.open() as ledger:
        monkeypatch.setattr(Ledger, "construct_repository", lambda self: self._repository)
        with pytest.raises(MingzhangError):
            ledger.append([good, b"hello"])
        with refused("account.opened_twice"):
            ledger.append([good])


def test_an_interruption_while_files_are_judged_stores_nothing(book: OpenBook) -> None:
    good = [book.account("second"), book.person("p-1")]
    before = dump(book)

    def interrupt(done: int, _total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with book.open() as ledger:
        with pytest.raises(KeyboardInterrupt):
            ledger.append(good, progress=interrupt)
        assert dump(book) == before
        ledger.append(good)


def test_progress_is_told_file_by_file(book: OpenBook) -> None:
    told: list[tuple[int, int]] = []
    with book.open() as ledger:
        ledger.append([book.income(1), book.income(2)], progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_a_crash_between_vault_and_entries_leaves_orphans_that_the_next_writer_drops(
    book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost, kept = book.account("lost"), book.person("p-1")

    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with book.open() as ledger:
        with monkeypatch.context() as patch:
            patch.setattr(EventStore, "put", crash)
            with pytest.raises(KeyboardInterrupt):
                ledger.append([lost])
        assert len(list(ledger._vault.disclosures(FOUNDED))) == 1
        ledger.append([])
        assert list(ledger._vault.disclosures(FOUNDED)) == []
        ledger.append([kept])
        ledger.publish()
        assert [one.text for one in ledger._vault.disclosures(FOUNDED)] == [sealing.split(kept)[1][0].text]


@pytest.mark.parametrize("full", ["ledger", "vault"])
def test_a_disk_without_room_stores_nothing_and_says_so(book: OpenBook, full: str) -> None:
    before = dump(book)
    files = [book.account(f"a-{number}") for number in range(200)]
    with book.open() as ledger:
        connection = ledger.recorder._writer._sqlite_conn if full == "ledger" else ledger._vault._connection  # type: ignore[attr-defined]
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")
        with unstorable("store.failed" if full == "ledger" else "vault.unusable"):
            ledger.append(files)
        assert dump(book) == before
        connection.execute("PRAGMA max_page_count=1000000")
        assert len(ledger.append(files)) == 200


# The clock.


def test_a_suspect_clock_stops_the_append_until_a_person_has_looked(book: OpenBook) -> None:
    files = [book.income(100)]
    before = dump(book)
    with book.open() as ledger:
        for off in (timedelta(seconds=-121), timedelta(days=401)):
            book.now += off
            with unstorable("clock.suspect"):
                ledger.append(files)
            book.now -= off
        assert dump(book) == before
        book.now += timedelta(days=401)
        ledger.append(files, clock_ok=True)


def test_admission_never_runs_back_when_the_clock_does(book: OpenBook) -> None:
    with book.open() as ledger:
        book.now += timedelta(minutes=10)
        ledger.append([book.income(1)])
        book.now -= timedelta(minutes=1)
        ledger.append([book.income(2)])
        book.now -= timedelta(days=1)
        ledger.append([book.income(3)], clock_ok=True)
        ledger.publish()
    with Reader.open(book.folder.public) as reader:
        times = [parse_entry(raw).admitted_at for raw in reader.entries(FOUNDED, FOUNDED + 3)]
    assert len(set(times)) == 1


# The guard.


def _copy(book: OpenBook, to: Path) -> Path:
    shutil.copytree(book.folder.path, to)
    return to


def _restore(book: OpenBook, copy: Path) -> None:
    shutil.rmtree(book.folder.path)
    shutil.copytree(copy, book.folder.path)


def test_an_old_copy_put_back_takes_nothing_and_publishes_nothing(book: OpenBook, tmp_path: Path) -> None:
    copy = _copy(book, tmp_path / "copy")
    with book.open() as ledger:
        ledger.append([book.income(100)])
        ledger.publish()
    _restore(book, copy)
    before = dump(book)
    with book.open() as ledger:
        with unstorable("guard.ahead"):
            ledger.append([book.income(200)])
        for new_guard in (False, True):
            with unstorable("guard.ahead"):
                ledger.publish(new_guard=new_guard)
    assert dump(book) == before


def test_an_old_copy_that_went_its_own_way_is_a_fork(book: OpenBook, tmp_path: Path) -> None:
    copy = _copy(book, tmp_path / "copy")
    with book.open() as ledger:
        ledger.append([book.income(100)])
        ledger.publish()
    _restore(book, copy)
    with book.open(tmp_path / "elsewhere.db") as ledger:
        ledger.publish(new_guard=True)
        ledger.append([book.income(200), book.income(300)])
    before = dump(book)
    with book.open() as ledger, unstorable("guard.fork"):
        ledger.publish()
    assert dump(book) == before


def test_the_newest_copy_put_back_goes_on(book: OpenBook, tmp_path: Path) -> None:
    with book.open() as ledger:
        ledger.append([book.income(100)])
        ledger.publish()
    _restore(book, _copy(book, tmp_path / "copy"))
    with book.open() as ledger:
        assert ledger.append([book.income(200)])[0].index == FOUNDED + 1
        ledger.publish()


def test_a_lost_guard_needs_a_person(book: OpenBook, tmp_path: Path) -> None:
    lost = tmp_path / "new.db"
    with book.open(lost) as ledger:
        before = dump(book)
        with unstorable("guard.missing"):
            ledger.append([book.income(100)])
        with unstorable("guard.missing"):
            ledger.publish()
        assert dump(book) == before
        ledger.publish(new_guard=True)
        ledger.append([book.income(100)])
        ledger.publish()


def test_the_guard_lies_below_the_users_state_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    book = OpenBook(tmp_path)
    with Ledger.open(book.folder.path, clock=lambda: book.now) as ledger:
        ledger.append(book.founding())
        ledger.publish()
    assert [path.suffix for path in (tmp_path / "state" / "mingzhang" / "guard").iterdir()] == [".db"]
    assert not list(book.folder.path.rglob("*guard*"))


# Several writers.


def test_two_open_ledgers_see_each_others_entries(book: OpenBook) -> None:
    """Each has states of its own in its cache, and brings them up to date before it judges."""
    with book.open() as one, book.open() as other:
        for number in range(6):
            ledger = (one, other)[number % 2]
            assert ledger.append([book.person(f"p-{number}"), book.income(number + 1)])[0].index == FOUNDED + 2 * number
        for ledger in (one, other):
            with refused("party.id_reused"):
                ledger.append([book.person("p-3")])
        assert one.publish() == other.publish()


@pytest.mark.parametrize("private", [True, False])
def test_a_writer_that_minds_no_lock_is_noticed_before_anything_is_stored(book: OpenBook, private: bool) -> None:
    first, second = (book.account("a-1"), book.account("a-2")) if private else (book.income(1), book.income(2))
    with book.open() as one, book.open() as other:

        def barge_in(_done: int, _total: int) -> None:
            batch, _ = other._judge([second], clock_ok=False, progress=lambda _d, _t: None)
            other._store(batch)

        with unstorable("ledger.conflict"):
            one.append([first], progress=barge_in)
        assert one.size == FOUNDED + 1
        assert one.append([first])[0].index == FOUNDED + 1
        one.publish()
    files = HandedIn([*OpenBook(book.guard.parent / "again").founding(), first, second])
    assert_sound(book.folder, book.guard, book.cast.log_vkey, files)


APPEND = """
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from ledger.application import Ledger
from tests.log_of import START
folder, guard, files = map(Path, sys.argv[1:])
print("ready", flush=True)
sys.stdin.readline()
for file in sorted(files.iterdir()):
    with Ledger.open(folder, clock=lambda: START, guard=guard) as ledger:
        answer, = ledger.append([file.read_bytes()])
        ledger.publish()
    print(answer.index, flush=True)
"""


def test_two_processes_append_and_publish_at_once_and_nothing_is_lost(book: OpenBook, tmp_path: Path) -> None:
    handed_in = [*OpenBook(tmp_path / "again").founding()]
    processes = []
    for name in ("one", "other"):
        files = [book.income(number + 1) if number % 2 else book.person(f"{name}-{number}") for number in range(12)]
        handed_in += files
        (tmp_path / name).mkdir()
        for number, file in enumerate(files):
            (tmp_path / name / f"{number:02}").write_bytes(file)
        command = [sys.executable, "-c", APPEND, str(book.folder.path), str(book.guard), str(tmp_path / name)]
        processes.append(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT))
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    answers = []
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        out, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        answers += [int(line) for line in out.split()]
    assert sorted(answers) == list(range(FOUNDED, FOUNDED + 24))
    size = assert_sound(book.folder, book.guard, book.cast.log_vkey, HandedIn(handed_in))
    with Reader.open(book.folder.public) as reader:
        assert (size, reader.size) == (FOUNDED + 24, FOUNDED + 24)


# What else could move the storage.

STRAY = {
    "PERSISTENCE_MODULE": "eventsourcing.popo",
    "COMPRESSOR_TOPIC": "zlib",
    "CIPHER_TOPIC": "eventsourcing.cipher:AESCipher",
    "CIPHER_KEY": "x",
    "MAPPER_TOPIC": "eventsourcing.persistence:Mapper",
    "TRANSCODER_TOPIC": "eventsourcing.persistence:JSONTranscoder",
    "APPLICATION_RECORDER_TOPIC": "eventsourcing.sqlite:SQLiteApplicationRecorder",
    "EVENT_STORE_TOPIC": "eventsourcing.persistence:EventStore",
    "SQLITE_DBNAME": "elsewhere.db",
    "SQLITE_LOCK_TIMEOUT": "x",
    "CREATE_TABLE": "y",
    "ORIGINATOR_ID_TYPE": "uuid",
    "IS_SNAPSHOTTING_ENABLED": "y",
    "AGGREGATE_CACHE_MAXSIZE": "",
    "AGGREGATE_CACHE_FASTFORWARD": "n",
    "DEEPCOPY_FROM_AGGREGATE_CACHE": "y",
}


def test_stray_variables_of_the_shell_do_not_move_or_change_the_storage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plain").mkdir()
    (tmp_path / "stray").mkdir()
    plain = founded(tmp_path / "plain")
    monkeypatch.chdir(tmp_path)
    for name, value in STRAY.items():
        for prefix in ("", "LEDGER_", "APPLICATION_"):
            monkeypatch.setenv(prefix + name, value)
    stray = founded(tmp_path / "stray")
    with stray.open() as ledger:
        assert isinstance(ledger, Application)
        assert ledger.append([stray.income(100)])[0].index == FOUNDED
    with plain.open() as ledger:
        ledger.append([plain.income(100)])
    assert dump(stray) == dump(plain)
    names = [path.name for path in tmp_path.iterdir()]
    assert sorted(names) == ["plain", "stray"]


# What a receipt is worth, and what a book is after its writer has gone.


def test_the_receipt_of_every_entry_verifies_with_nothing_but_the_logs_key(book: OpenBook) -> None:
    with book.open() as ledger:
        ledger.append([book.income(number + 1) for number in range(30)])
        ledger.publish()
    with Reader.open(book.folder.public) as reader:
        for index in range(reader.size):
            checkpoint = verify_proof(receipt(reader, index), leaf_hash(reader.entry(index)), book.cast.log_vkey)
            assert checkpoint.size == FOUNDED + 30


def side_files(book: OpenBook) -> set[str]:
    return {path.name for path in book.folder.public.glob("ledger.db-*")}


BOTH = {"ledger.db-wal", "ledger.db-shm"}


def test_a_closed_book_is_left_readable(book: OpenBook) -> None:
    ledger = book.open()
    ledger.append([book.income(100)])
    ledger.close()
    ledger.close()
    assert side_files(book) == BOTH


def _expose_the_key(book: OpenBook) -> None:
    book.folder.log_key.chmod(0o644)


def _lose_the_vault(book: OpenBook) -> None:
    book.folder.vault_db.unlink()


def _break_the_guard(book: OpenBook) -> None:
    book.guard.write_bytes(b"not a database" * 1000)


def _come_from_the_future(book: OpenBook) -> None:
    with closing(sqlite3.connect(book.folder.ledger_db)) as database:
        database.execute("PRAGMA user_version=99")
    leave_side_files(book.folder.ledger_db)


def _refusal(book: OpenBook) -> str:
    try:
        book.open()
    except MingzhangError as error:
        return error.rule_id
    return "opened"


@pytest.mark.parametrize(
    ("trouble", "rule_id"),
    [
        (_expose_the_key, "key.exposed"),
        (_lose_the_vault, "vault.missing"),
        (_break_the_guard, "guard.unusable"),
        (_come_from_the_future, "store.version"),
    ],
)
def test_a_book_that_cannot_be_opened_for_writing_stays_readable(
    book: OpenBook, trouble: Callable[[OpenBook], None], rule_id: str
) -> None:
    """Who closes the database last takes away what readers without rights need, and must put it back."""
    trouble(book)
    assert _refusal(book) == rule_id
    gc.collect()
    assert side_files(book) == BOTH


def test_a_folder_without_a_book(tmp_path: Path) -> None:
    with unstorable("community.missing"):
        Ledger.open(tmp_path / "nowhere", clock=lambda: OpenBook(tmp_path).now, guard=tmp_path / "guard.db")
    assert not (tmp_path / "guard.db").exists()


def test_a_log_key_that_is_gone(book: OpenBook) -> None:
    book.folder.log_key.unlink()
    with unusable("key.missing"):
        book.open()


def test_an_altered_entry_is_found_when_the_next_event_of_its_stream_is_judged(book: OpenBook) -> None:
    with closing(sqlite3.connect(book.folder.ledger_db, isolation_level=None)) as database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute("UPDATE stored_events SET topic = 'mingzhang.fund.opened.v1' WHERE rowid = 1")
    with book.open() as ledger, pytest.raises(StoreError) as caught:
        ledger.append([book.person("p-1")])
    assert caught.value.rule_id == "store.altered"
