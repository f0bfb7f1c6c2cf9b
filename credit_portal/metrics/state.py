"""What waits and how old it is, asked of the database at each scrape."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection
from django.db.models import Count, Min
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from blacklists.models import BlacklistFeed
from credit_portal.health import database_answers
from screening.actions.sweeps import seconds_since_sweep
from screening.models import Screening
from workbench.operations import broker_answers, queues


def _age(since: datetime) -> float:
    return (timezone.now() - since).total_seconds()


class StateCollector(Collector):
    """Metrics of the database and of the broker. Where the database does not answer, its others are missing."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the metrics; the connection of the thread that was asked is closed."""
        try:
            is_up = database_answers()
            yield GaugeMetricFamily("portal_database_up", "1 if the database answers.", value=is_up)
            yield GaugeMetricFamily("portal_broker_up", "1 if the broker answers.", value=broker_answers())
            if is_up:
                yield from _sweep()
                yield from _queues()
                yield from _feeds()
        finally:
            connection.close()


def _sweep() -> Iterator[GaugeMetricFamily]:
    age = GaugeMetricFamily("portal_sweep_age_seconds", "Seconds since the last sweep; missing before the first.")
    if (seconds := seconds_since_sweep()) is not None:
        age.add_metric([], seconds)
    yield age


def _queues() -> Iterator[GaugeMetricFamily]:
    rows = GaugeMetricFamily("portal_waiting_rows", "Rows that wait for a worker.", labels=["queue"])
    oldest = GaugeMetricFamily("portal_oldest_waiting_seconds", "Seconds that the oldest waits.", labels=["queue"])
    for name, queue in queues().items():
        found = queue.waiting.order_by().aggregate(count=Count("pk"), since=Min(queue.since))
        rows.add_metric([name], found["count"])
        oldest.add_metric([name], _age(found["since"]) if found["count"] else 0)
    yield rows
    yield oldest
    failed = Screening.objects.with_failure().count()
    yield GaugeMetricFamily("portal_failed_screenings", "Screenings that were given up.", value=failed)


def _feeds() -> Iterator[GaugeMetricFamily]:
    labels = ["feed", "blacklist"]
    age = GaugeMetricFamily("portal_feed_age_seconds", "Seconds since the last successful pull.", labels=labels)
    limit = GaugeMetricFamily("portal_feed_late_seconds", "The age from which the feed is late.", labels=labels)
    for feed in BlacklistFeed.objects.filter(enabled=True).with_related():
        of_feed = [str(feed.pk), feed.blacklist.code]
        age.add_metric(of_feed, _age(feed.without_success_since))
        limit.add_metric(of_feed, feed.stale_after_minutes * 60)
    yield age
    yield limit
