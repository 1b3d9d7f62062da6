"""Settings of all tests."""

from __future__ import annotations

from hypothesis import settings

# What is slow on a busy machine is not wrong; no test here is about time.
settings.register_profile("mingzhang", deadline=None)
settings.load_profile("mingzhang")
