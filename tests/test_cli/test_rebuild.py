"""`mingzhang rebuild`: the views anew, the same as before, and whatever state they were in."""

from __future__ import annotations

import json

from tests.other_user import as_nobody, let_others_in, needs_root
from tests.test_cli.desk import FOUNDERS, Desk
from tests.test_cli.test_bad_input import fund


def test_the_views_are_made_anew_and_are_the_same(book: Desk) -> None:
    before = book.stored()
    assert book.done("rebuild").out == f"the views of yuanqu-1 show {FOUNDERS} entries\n"
    assert book.stored() == before


def test_as_json(book: Desk) -> None:
    run = book.done("rebuild", "--json", "--community", "yuanqu-1")
    assert json.loads(run.out) == {"community": "yuanqu-1", "shown": FOUNDERS}


def test_views_that_are_gone_or_damaged_are_made_again(book: Desk) -> None:
    before = book.stored()
    views = book.home / "yuanqu-1/public/views.db"
    for damage in (views.unlink, lambda: views.write_bytes(b"garbage" * 999)):
        damage()
        for suffix in ("-wal", "-shm"):
            views.with_name(f"{views.name}{suffix}").unlink(missing_ok=True)
        assert book.done("rebuild").code == 0
        assert book.stored() == before
    assert book.size() == FOUNDERS


def test_a_book_of_which_nothing_is_published(desk: Desk) -> None:
    desk.done("init", "ledger.example/yuanqu-1")
    assert desk.done("rebuild").out == "the views of yuanqu-1 show 0 entries\n"


@needs_root
def test_without_the_right_to_write_every_writing_command_says_whose_it_is(book: Desk) -> None:
    folder = book.home / "yuanqu-1"
    event = book.file(b"")
    event.write_bytes(fund(book))
    let_others_in(folder)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)  # read by everybody, written by nobody but root
    (folder / "private/log.key").chmod(0o600)
    for command in (["rebuild"], ["publish"], ["append", str(event)]):
        code = f"sys.argv = ['mingzhang', *{command!r}, '--home', {str(book.home)!r}]\ntry:\n    main()\nexcept "
        code += "SystemExit:\n    pass"
        said = as_nobody(
            "import projections, ledger.application\nfrom ledger.cli import main", f"sys.stderr = sys.stdout\n{code}"
        )
        assert "error: community.denied: you have no right to write " in said
        assert "which belongs to root" in said
        assert "what to do: Nothing is damaged. Run the command as root" in said


def test_a_book_that_is_not_there(desk: Desk) -> None:
    desk.refused("community.missing", "rebuild", code=2)
