"""Other sectors' blacklists (“黑名单”, plan §3): their settings, entries, imports and feeds.

An import is uploaded, pushed (`api.py`) or pulled (`actions/feeds.py`), read by `uploads`, and applied to the entries
in force by `actions/imports.py` and `actions/entries.py`. Consequences for standings are announced in `signals.py`.
"""
