"""Write the published schemas from the typed bodies: ``python -m ledger.schemas``."""

from pathlib import Path

from ledger.schemas import write

write(Path(__file__).parent)
