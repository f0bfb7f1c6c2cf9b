"""The action plan, its sections, 39 measures and their versions (plan §4, §5).

The text of the plan is frozen in `reference/`; `load_reference` loads it.
"""
