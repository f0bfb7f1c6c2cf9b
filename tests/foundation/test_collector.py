"""The garbage collector stays paused until the last block that pauses it has ended."""

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from foundation.collector import without_collector

SECONDS = 30


@pytest.fixture(autouse=True)
def enabled() -> Iterator[None]:
    was_enabled = gc.isenabled()
    gc.enable()
    yield
    (gc.enable if was_enabled else gc.disable)()


def test_collector_after_a_block_is_enabled_again() -> None:
    with without_collector():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_collector_after_an_inner_block_stays_paused() -> None:
    with without_collector():
        with without_collector():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_collector_disabled_before_a_block_stays_disabled() -> None:
    gc.disable()
    with without_collector():
        pass
    assert not gc.isenabled()


def test_collector_after_a_failed_block_is_enabled_again() -> None:
    with pytest.raises(ValueError, match="failed"), without_collector():
        raise ValueError("failed")
    assert gc.isenabled()


def test_collector_with_overlapping_threads_is_enabled_after_the_last() -> None:
    """The first thread that enters its block leaves it first."""
    first_is_in, second_is_in, first_is_out = Event(), Event(), Event()

    def first() -> None:
        with without_collector():
            first_is_in.set()
            assert second_is_in.wait(SECONDS)
        first_is_out.set()

    def second() -> bool:
        assert first_is_in.wait(SECONDS)
        with without_collector():
            second_is_in.set()
            assert first_is_out.wait(SECONDS)
            return gc.isenabled()

    with ThreadPoolExecutor(2) as threads:
        leaving, staying = threads.submit(first), threads.submit(second)
        leaving.result(SECONDS)
        assert staying.result(SECONDS) is False
    assert gc.isenabled()
