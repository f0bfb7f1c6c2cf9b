"""Texts that people type: no number of an identity document is kept, and a phone or card number only where needed."""
