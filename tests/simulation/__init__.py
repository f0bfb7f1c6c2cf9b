"""A simulated year: random acts through the public actions, and an independent model of what must follow.

`acts` are done in the portal (`city.py`) and in the model (`model.py`), and `comparison.py` compares the two.
`test_controls.py` plants defects that the comparison must notice. `make simulate` runs many seeds (docs/testing.md).
"""
