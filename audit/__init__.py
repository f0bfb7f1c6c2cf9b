"""Audit events: who did what to what, when.

Actions call `recording` inside their transaction. There are no pages here; they need grants and are in `accounts`.
"""
