"""Shared technical code without models, listed in docs/map.md. Imports no other package of the portal."""
