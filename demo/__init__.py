"""The fictional city and the one-command demo: `python -m demo`."""
