"""``mingzhang sign``: seal and sign a draft with your own key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli.common import KeyOption, PassphraseOption, read_key, read_object, write_file
from ledger.cli.summary import YesOption, approve

SUFFIX = ".sdjwt"


def command(
    draft: Annotated[Path, typer.Argument(help="The draft, as `mingzhang draft` wrote it.")],
    key: KeyOption,
    passphrase_file: PassphraseOption = None,
    yes: YesOption = False,
    out: Annotated[Path | None, typer.Option(help="File to write; default: the draft's name with .sdjwt.")] = None,
) -> None:
    """Sign a draft on your own machine; works without a ledger.

    Example: mingzhang sign plumber.json --key treasurer.pem
    """
    from ledger import drafting

    payload = read_object(draft)
    drafting.check(payload)
    approve(payload, yes=yes)
    target = out or draft.with_suffix(SUFFIX)
    write_file(target, drafting.sign(payload, read_key(key, passphrase_file)))
    typer.echo(f"signed: {target}", err=True)
