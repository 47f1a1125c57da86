"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# A first call may build a grammar or a model, and machines differ: no test is judged by its time.
settings.register_profile("tfgen", deadline=None)
settings.load_profile("tfgen")
