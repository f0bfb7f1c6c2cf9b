"""Counts that processes share, and what happens while their store is away."""

import socket
import subprocess
import sys
from uuid import uuid4

import pytest
from django.conf import settings
from redis import Redis

from credit_portal.embedded import free_port
from foundation.counters import SharedCounters
from tests.source import PROJECT

COUNT = """
import sys
from foundation.counters import SharedCounters
counters = SharedCounters(sys.argv[1])
print(*(counters.count(sys.argv[2], seconds=60).number for _ in range(50)))
"""


@pytest.fixture
def counters() -> SharedCounters:
    return SharedCounters(settings.RATE_LIMIT_URL)


@pytest.fixture
def key() -> str:
    return f"test-{uuid4()}"


def number_of(counters: SharedCounters, key: str) -> int:
    counted = counters.count(key, seconds=60)
    assert counted is not None
    assert 1 <= counted.seconds_left <= 60
    return counted.number


def test_two_processes_count_together(counters: SharedCounters, key: str) -> None:
    command = [sys.executable, "-c", COUNT, settings.RATE_LIMIT_URL, key]
    processes = [subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    numbers = [int(number) for process in processes for number in process.communicate()[0].split()]
    assert sorted(numbers) == list(range(1, 101))
    assert number_of(counters, key) == 101


def test_counting_begins_anew_after_its_time(counters: SharedCounters, key: str) -> None:
    assert [number_of(counters, key) for _ in range(2)] == [1, 2]
    # What the store does by itself after the seconds.
    Redis.from_url(settings.RATE_LIMIT_URL).expire(key, 0)
    assert number_of(counters, key) == 1


def test_connection_that_the_store_closed_is_opened_again(counters: SharedCounters, key: str) -> None:
    assert number_of(counters, key) == 1
    used = counters.store.client_id()
    Redis.from_url(settings.RATE_LIMIT_URL).client_kill_filter(_id=used)
    assert number_of(counters, key) == 2


@pytest.mark.parametrize("listens", [False, True])
def test_store_that_does_not_answer_counts_nothing_and_is_left_alone(
    listens: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """One that listens takes the connection and says nothing, as a machine under load does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1] if listens else free_port()
        counters = SharedCounters(f"redis://127.0.0.1:{port}/0")
        assert [counters.count("test", seconds=60) for _ in range(3)] == [None] * 3
    (line,) = caplog.messages
    assert line.startswith("counters: nothing is counted for 10 seconds: ")
