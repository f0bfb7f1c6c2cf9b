"""All tests of feedback have the action plan and all departments."""

import pytest


@pytest.fixture(autouse=True)
def reference_data(decree: None) -> None:
    """Load the action plan."""
