"""All tests of feedback have the action plan and all departments."""

import pytest


@pytest.fixture(autouse=True)
def reference_data(reference_data: None) -> None:
    """Load the reference data for every test."""
