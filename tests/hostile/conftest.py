"""The feed and its server, as in the tests of blacklists."""

from tests.blacklists.conftest import feed, upstream

__all__ = ["feed", "upstream"]
