"""The departments' desk: look-up, applications of measures, violation reports, notices and stop advice (plan §2, §3).

`actions/follow.py` turns changed standings into notices and stop advice (docs/flow.md).
"""
