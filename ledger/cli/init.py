"""``mingzhang init``: begin a book."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger.cli.common import HomeOption
from ledger.errors import UsageError


def command(
    origin: Annotated[str, typer.Argument(help="The book's name for ever, e.g. ledger.example/yuanqu-1.")],
    home: HomeOption,
) -> None:
    """Make the folder and the log key of a new book, and say what comes next.

    Example: mingzhang init ledger.example/yuanqu-1
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from ledger.application import Ledger
    from ledger.drafting import check_origin
    from ledger.rules.packs import PACKS, pin_of
    from ledger.tlog.note import vkey_of

    check_origin(origin)
    log_key = Ed25519PrivateKey.generate()
    folder = home / origin.rpartition("/")[2]
    try:
        Ledger.create(folder, origin, log_key)
    except OSError as error:
        raise UsageError(
            "home.unwritable",
            f"cannot make the folder {folder}: {error.strerror}",
            advice="Choose a folder that you can write to with --home.",
        ) from error
    typer.echo(f"book:     {folder}")
    typer.echo(f"log_vkey: {vkey_of(origin, log_key.public_key())}")
    for pack_id, version in PACKS:
        typer.echo(f"pack:     {pack_id} version {version} sha256 {pin_of(pack_id, version).sha256}")
    typer.echo("next: every member makes a key (mingzhang key new), then one of them drafts and signs", err=True)
    typer.echo(
        f"      community.founded with this log_vkey (mingzhang draft community.founded --origin {origin})", err=True
    )
