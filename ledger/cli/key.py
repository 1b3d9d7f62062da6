"""``mingzhang key``: make and look at a member's key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.common import PassphraseOption, read_key, read_passphrase
from ledger.errors import UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PASSPHRASE_CHARACTERS_MIN = 8
"""As NIST SP 800-63B asks of a secret that people choose."""

HELP = """Make and look at your key.

Example: mingzhang key new treasurer.pem
"""

app = typer.Typer(help=HELP, no_args_is_help=True, rich_markup_mode=None)


@app.command("new")
def new(
    file: Annotated[Path, typer.Argument(help="Where to put the key.")], passphrase_file: PassphraseOption = None
) -> None:
    """Make a key: encrypted, readable by you alone, on your own machine. A passphrase has 8 characters or more.

    Example: mingzhang key new treasurer.pem
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from ledger.keys import write_private_key

    passphrase = read_passphrase(passphrase_file, "A passphrase for the new key", confirm=True)
    if len(passphrase.decode(errors="replace")) < PASSPHRASE_CHARACTERS_MIN:
        raise UsageError(
            "key.passphrase_length",
            f"the passphrase has fewer than {PASSPHRASE_CHARACTERS_MIN} characters, and is soon guessed",
            advice="Use several words that you remember, and that nobody would guess of you.",
        )
    private_key = Ed25519PrivateKey.generate()
    write_private_key(file, private_key, passphrase)
    _print_public(private_key)
    typer.echo(f"Keep {file} and its passphrase to yourself; a lost one is replaced, never recovered.", err=True)


@app.command("show")
def show(file: Annotated[Path, typer.Argument(help="The key file.")], passphrase_file: PassphraseOption = None) -> None:
    """Print the public half of a key, as it stands in an event, and its kid.

    Example: mingzhang key show treasurer.pem
    """
    _print_public(read_key(file, passphrase_file))


def _print_public(private_key: Ed25519PrivateKey) -> None:
    from ledger import strict_json
    from ledger.keys import jwk_of, kid_of

    typer.echo(strict_json.dump({"kid": kid_of(private_key), "key": dict(jwk_of(private_key))}).decode())
