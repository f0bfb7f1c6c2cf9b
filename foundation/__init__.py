"""Shared technical means, without models: `web`, `jobs`, `postgres`, and `denials`. Knows no other package."""
