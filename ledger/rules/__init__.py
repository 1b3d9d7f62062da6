"""The rules: pure functions that decide what the ledger admits, and that the verifier replays.

`decide` raises `RuleError` for what nobody may issue now; `fold` lets an admitted event change the state of its own
stream and no other. Both look at nothing but their arguments: no clock, no file, no database.
"""

from ledger.rules.dispatch import decide, fold
from ledger.rules.state import Index, States, StreamState, Target, new_state

__all__ = ["Index", "States", "StreamState", "Target", "decide", "fold", "new_state"]
