"""Shared technical code without models: `web`, `jobs`, `postgres`, `denials` and `collector`. Imports no package."""
