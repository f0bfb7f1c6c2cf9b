"""Counts that all processes share, on however many machines: in Redis or Valkey, by its clock."""

import logging
import time
from typing import NamedTuple

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionLost
from redis.exceptions import RedisError
from redis.retry import Retry

logger = logging.getLogger(__name__)
# The longest that a request waits for the store.
ANSWER_SECONDS = 0.5
# A store that does not answer is not asked again for so long, so that not every request waits for it.
PAUSE_SECONDS = 10


class Count(NamedTuple):
    """How many were counted since the first one, and the seconds until counting begins anew."""

    number: int
    seconds_left: int


class SharedCounters:
    """Counters in the store of that address; what a process counts, all others see."""

    def __init__(self, url: str) -> None:
        # A connection that the store has closed is opened again once; a store that is silent is not asked twice.
        retry = Retry(NoBackoff(), 1, supported_errors=(ConnectionLost,))
        timeouts = {"socket_connect_timeout": ANSWER_SECONDS, "socket_timeout": ANSWER_SECONDS}
        self.store = Redis.from_url(url, retry=retry, **timeouts)
        self._asked_from = 0.0

    def count(self, key: str, *, seconds: int) -> Count | None:
        """Count one more under the key, which counts anew so many seconds after the first; None without an answer."""
        if time.monotonic() < self._asked_from:
            return None
        try:
            with self.store.pipeline() as commands:
                commands.set(key, 0, ex=seconds, nx=True)
                commands.incr(key)
                commands.ttl(key)
                _, number, left = commands.execute()
        except (RedisError, OSError) as error:
            self._asked_from = time.monotonic() + PAUSE_SECONDS
            logger.error("counters: nothing is counted for %s seconds: %s", PAUSE_SECONDS, error)
            return None
        return Count(number, max(left, 1))
