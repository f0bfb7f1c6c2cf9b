"""The action plans, their sections, measures and their versions (plan §4, §5).

The text of the first plan is frozen in `reference/`; `load_reference` loads it.
"""
