"""Where a community's book rests on this machine: SQLite files, the vault, the guard, and a read-only way in."""
