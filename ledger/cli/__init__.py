"""The command ``mingzhang``: the one place where the parts are put together.

Each command is a module of this package with one function ``command``. What a command needs beyond the standard
library and Typer it imports when it runs, so that `verify` starts fast and `draft` and `sign` work where neither a
ledger nor the web is installed.

Exit codes: 0 done · 1 refused or not verified · 2 called in a way that cannot work · 3 could not be fetched.
"""

from __future__ import annotations

import sys

import typer

from ledger.cli import (
    append,
    demo,
    draft,
    export,
    import_,
    inbox,
    init,
    key,
    publish,
    rebuild,
    receipt,
    record,
    serve,
    sign,
    status,
    verify,
)
from ledger.errors import MingzhangError, UsageError

EXIT_REFUSED = 1
EXIT_USAGE = 2

app = typer.Typer(
    name="mingzhang",
    help="Mingzhang 明账: the open book of a residential community.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(key.app, name="key")
for name, module in {
    "init": init,
    "draft": draft,
    "sign": sign,
    "append": append,
    "record": record,
    "inbox": inbox,
    "import": import_,
    "publish": publish,
    "serve": serve,
    "rebuild": rebuild,
    "export": export,
    "verify": verify,
    "receipt": receipt,
    "status": status,
    "demo": demo,
}.items():
    app.command(name)(module.command)


def main() -> None:
    """Run the command line; show errors as one line of what and one line of what to do."""
    try:
        app()
    except MingzhangError as error:
        print(f"error: {error}", file=sys.stderr)
        print(f"what to do: {error.advice}", file=sys.stderr)
        sys.exit(EXIT_USAGE if isinstance(error, UsageError) else EXIT_REFUSED)
