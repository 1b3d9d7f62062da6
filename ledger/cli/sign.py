"""``mingzhang sign``: seal and sign a draft with your own key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from ledger.cli.common import KeyOption, PassphraseOption, read_file, read_key, write_file
from ledger.errors import UsageError

SUFFIX = ".sdjwt"


def command(
    draft: Annotated[Path, typer.Argument(help="The draft, as `mingzhang draft` wrote it.")],
    key: KeyOption,
    passphrase_file: PassphraseOption = None,
    out: Annotated[Path | None, typer.Option(help="File to write; default: the draft's name with .sdjwt.")] = None,
) -> None:
    """Sign a draft on your own machine; works without a ledger.

    Example: mingzhang sign plumber.json --key treasurer.pem
    """
    from ledger import drafting

    try:
        payload = json.loads(read_file(draft))
    except ValueError as error:
        raise UsageError(
            "draft.data", f"{draft} is not JSON: {error}", advice="Draft it with `mingzhang draft`."
        ) from error
    if not isinstance(payload, dict):
        raise UsageError("draft.data", f"{draft} is no draft", advice="Draft it with `mingzhang draft`.")
    target = out or draft.with_suffix(SUFFIX)
    write_file(target, drafting.sign(payload, read_key(key, passphrase_file)))
    typer.echo(f"signed: {target}", err=True)
