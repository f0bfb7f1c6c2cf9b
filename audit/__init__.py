"""Audit events: who did what to what, when.

Actions call `recording.record` inside their transaction. The pages are in `accounts`, because they need permissions.
"""
