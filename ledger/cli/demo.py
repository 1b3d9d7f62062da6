"""``mingzhang demo``: found the made-up sample community, and serve it."""

from __future__ import annotations

import shlex
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.common import progress_bar

if TYPE_CHECKING:
    from ledger.demo.home import Places

SPENDING_LOOKED_AT = 100


def command(
    home: Annotated[Path, typer.Option("--home", help="Folder to put the demo into.")] = Path("demo-home"),
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 for everybody in the network.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 for any free one.")] = 8000,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve it, or build it alone.")] = True,
) -> None:
    """Build a made-up community with two years of history, serve it, and say what to open and what to try.

    A demo that is there already is served as it is. Everything is written below --home and nowhere else.

    Example: mingzhang demo --home demo-home --port 8000
    """
    import projections
    from ledger.demo.home import PASSPHRASE, Places, build

    places = Places(home.absolute())
    if places.unfinished.path.exists():
        typer.echo("an earlier build did not come to its end: it is thrown away", err=True)
    began = time.monotonic()
    with progress_bar("the story") as progress:
        new = build(places.path, projections.catch_up, progress)
    shown = projections.catch_up(places.community / "public")
    if new:
        typer.echo(f"built in {time.monotonic() - began:.1f} s: {places.community}, {shown} entries, all made up")
    else:
        typer.echo(f"{places.community} is there already: left as it is, {shown} entries (to build it anew, delete it)")

    def guide(address: str) -> list[str]:
        return [*_to_open(places, address), *_to_try(places, address, PASSPHRASE)]

    if not serve:
        typer.echo(f"serve it: {_program()} serve --home {shlex.quote(str(places.path))} --port {port}")
        typer.echo("\n".join(guide(f"http://{host}:{port}")))
        return
    from ledger.cli.serve import run

    run(places.path, host, port, guide)


def _program() -> str:
    """Return how this program can be called again."""
    called = Path(sys.argv[0])
    return called.name if shutil.which(called.name) == str(called.absolute()) else shlex.quote(str(called))


def _to_open(places: Places, address: str) -> Iterator[str]:
    """Yield the pages to look at: found in the views, because a visitor may have written into the book."""
    from ledger.store.wal import connect_reader
    from projections import VIEWS
    from projections.queries import book, motions, movements

    base = f"{address}/{places.community.name}"
    yield "open:"
    yield f"  {base}/  where the owners' money is"
    with closing(connect_reader(places.community / "public" / VIEWS)) as tables:
        pack = book.pack_of(book.community(tables))
        spent = [
            (one, behind)
            for one in movements.outgoing(tables, SPENDING_LOOKED_AT)
            if (behind := movements.backing(tables, pack, one)) is not None
        ]
        whole = (one for one, behind in spent if behind.motion and behind.invoices and not behind.missing)
        lacking = (one for one, behind in spent if behind.missing)
        for found, words in ((whole, "a payment with its chain"), (lacking, "a payment with something missing")):
            for one in list(found)[:1]:
                yield f"  {base}/movements/{one.index}  {words}: {_first_line(one.description)}"
        now = book.last_admitted_at(tables)
        for motion in motions.open_at(tables, now):
            yield f"  {base}/motions/{motion.id}  what is being decided: {_first_line(motion.title)}"


def _first_line(text: str | None) -> str:
    return (text or "").partition("\n")[0]


def _to_try(places: Places, address: str, passphrase: str) -> Iterator[str]:
    """Yield commands for another terminal; they carry their own settings, and so write nothing outside the demo."""
    program = _program()
    settings = {
        "MINGZHANG_HOME": places.path,
        "MINGZHANG_GUARD": places.guard,
        "MINGZHANG_PASSPHRASE_FILE": places.passphrase,
    }
    anchor = shlex.quote(str(places.anchor))
    yield "try, in another terminal:"
    yield f"  export {' '.join(f'{name}={shlex.quote(str(path))}' for name, path in settings.items())}"
    yield f"  {program} verify {address}/{places.community.name} --anchor {anchor}"
    yield f"  {program} export copy --community {places.community.name} && {program} verify copy --anchor {anchor}"
    yield f"  {program} inbox --community {places.community.name} --member chair"
    yield f"  and do what it says, with --key {shlex.quote(str(places.key('chair')))}"
    yield f"The keys in {places.kit} are for everybody (passphrase: {passphrase}): what they sign proves nothing."
