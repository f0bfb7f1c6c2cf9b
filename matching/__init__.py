"""Compare enterprises with blacklist entries by identifiers and names: pure Python, no Django (docs/screening.md).

`names` parses a name, `blocking` finds candidate pairs, `scoring` scores a pair by the table in `rules`.
"""
