"""Reorganisations are proposed, approved or rejected by people, and carried out on their day."""
