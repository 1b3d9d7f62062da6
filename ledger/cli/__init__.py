"""The command ``mingzhang``: the one place where the parts are put together.

Each command is a module of this package with one function ``command``; only the module of the command that was called
is imported. What a command needs beyond the standard library and Typer it imports when it runs, so that `verify` starts
fast and `draft` and `sign` work where neither a ledger nor the web is installed.

Exit codes: 0 done · 1 refused or not verified · 2 called in a way that cannot work · 3 could not be fetched ·
4 verified in part ·
5 verified, and something is to be explained.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module

import typer

from ledger.cli.common import printable
from ledger.errors import MingzhangError, UsageError

EXIT_REFUSED = 1
EXIT_USAGE = 2
COMMANDS = {
    "key": "key",
    "init": "init",
    "draft": "draft",
    "sign": "sign",
    "append": "append",
    "record": "record",
    "inbox": "inbox",
    "import": "import_",
    "confirm": "confirm",
    "publish": "publish",
    "serve": "serve",
    "rebuild": "rebuild",
    "export": "export",
    "verify": "verify",
    "audit": "audit",
    "receipt": "receipt",
    "status": "status",
    "demo": "demo",
}
"""Command to module."""
HELP = """Mingzhang 明账: the open book of a residential community.

Example: mingzhang demo --home demo-home
"""


def app_with(commands: Iterable[str]) -> typer.Typer:
    """Return the command line with some of its commands."""
    app = typer.Typer(
        name="mingzhang",
        help=HELP,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    # With a callback the name of a command is asked for even where there is no other.
    app.callback()(lambda: None)
    for name in commands:
        module = import_module(f"ledger.cli.{COMMANDS[name]}")
        if name == "key":
            app.add_typer(module.app, name=name)
        else:
            # What stands in the list of commands is cut off where it is not given whole.
            app.command(name, short_help=str(module.command.__doc__).partition("\n")[0])(module.command)
    return app


def main() -> None:
    """Run the command line; show errors as one line of what and one line of what to do."""
    called = [word for word in sys.argv[1:2] if word in COMMANDS]
    try:
        app_with(called or COMMANDS)()
    except SystemExit as ended:
        # A missing option or a value that is none: Typer has said what, but not what to do.
        if ended.code == EXIT_USAGE and called:
            print(
                f"what to do: Give the command what it asks for; `mingzhang {called[0]} --help` lists all of it, "
                "with an example.",
                file=sys.stderr,
            )
        raise
    except MingzhangError as error:
        print(f"error: {printable(str(error))}", file=sys.stderr)
        print(f"what to do: {printable(error.advice)}", file=sys.stderr)
        sys.exit(EXIT_USAGE if isinstance(error, UsageError) else EXIT_REFUSED)
