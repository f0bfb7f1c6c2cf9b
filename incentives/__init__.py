"""The action plan, its sections, 39 measures and their versions (plan §4, §5).

The text of the decree is frozen in `reference/` and loaded by `load_reference`.
"""
