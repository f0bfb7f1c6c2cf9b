"""A simulated year: random acts through the public actions, and an independent model of what must follow.

`acts` are done in the portal (`city.py`) and in the model (`model.py`), and `comparison.py` compares the two.
`make simulate` runs many seeds (docs/testing.md).
"""
