"""The errors of Mingzhang, all carrying the rule they rest on and what to do next.

    MingzhangError
    ├── FormatError         these bytes are not in the form they must have
    ├── RuleError           the event is well formed, but nobody may issue it now
    ├── VerificationError   what was published does not hold together
    ├── StoreError          the ledger on this machine cannot do what was asked
    └── UsageError          the command was called in a way that cannot work

The rule id (``payment.self_approval``) is the same word in the error, the documentation and the test.
"""

from __future__ import annotations


class MingzhangError(Exception):
    """Base of all errors that a user may see."""

    def __init__(self, rule_id: str, message: str, *, advice: str) -> None:
        super().__init__(rule_id, message)
        self.rule_id = rule_id
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.rule_id}: {self.message}"


class FormatError(MingzhangError):
    """Raised when bytes are not in the form that the format's specification demands."""


class RuleError(MingzhangError):
    """Raised by ``ledger.rules`` for an event that nobody may issue in the present state."""


class VerificationError(MingzhangError):
    """Raised when a signature, a proof, a sum or a published figure does not hold.

    ``where`` names the file, entry or figure that failed first.
    """

    def __init__(self, rule_id: str, message: str, *, advice: str, where: str = "") -> None:
        super().__init__(rule_id, message, advice=advice)
        self.where = where

    def __str__(self) -> str:
        at = f" ({self.where})" if self.where else ""
        return f"{self.rule_id}: {self.message}{at}"


class StoreError(MingzhangError):
    """Raised when the ledger's folder, its databases or its guard are not as they must be."""


class UsageError(MingzhangError):
    """Raised when a command's arguments do not fit together or name something that is not there."""
