"""What the platform does by itself, and what is late or begins soon, for the system administrator and the monitor."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from celery import current_app
from django.conf import settings
from django.db.models import Count, Min, QuerySet, Value
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from blacklists.models import Blacklist, BlacklistFeed, BlacklistImport
from exports.models import Export
from feedback.models import LookupBatch
from feedback.states import LookupState
from foundation.denials import denial_of
from incentives.models import MeasureVersion
from mailing.models import Mail
from reorganisations.models import Reorganisation
from reorganisations.policies import check_possible
from reorganisations.wording import left_out_texts
from reports.models import PeriodReportRequest
from roster.models import RosterSubmission
from screening.actions.sweeps import seconds_since_sweep
from screening.models import Screening
from uploads.states import SubmissionState
from webhooks.models import Delivery

logger = logging.getLogger(__name__)
# A reorganisation that was not carried out with all that it names is shown for so many days.
SHOWN_AFTER_DAYS = 7


def broker_answers() -> bool:
    """Return whether the broker answers; log why not.

    A connection that breaks raises the client's RedisError, a new one Celery's OperationalError.
    A worker is not asked, because its reply is written to the broker's file. The last sweep shows that one works.
    """
    try:
        with current_app.pool.acquire(block=True, timeout=1) as broker:
            broker.default_channel.client.ping()
    except (OperationalError, RedisError, OSError) as error:
        logger.error("health: the broker does not answer: %s", error)
        return False
    return True


def sweep_is_recent(age: int | None) -> bool:
    """Whether the last sweep ended so many seconds ago as it should; False before the first."""
    return age is not None and age <= settings.SWEEP_LATE_SECONDS


@dataclass(frozen=True)
class Part:
    """A part of the platform: its name, whether it works (None: it is not in use), and what is known of it."""

    label: str
    works: bool | None
    remark: str


def parts() -> list[Part]:
    """Return the parts that the portal needs; the database works where the page is shown."""
    age = seconds_since_sweep()
    broker = broker_answers()
    swept = "从未完成" if age is None else f"最近一次完成于{age}秒前"
    return [
        Part("数据库", True, "可以读写"),
        Part("消息队列", broker, "可以连接" if broker else "不能连接，上传的文件不会被处理"),
        Part("后台处理", sweep_is_recent(age), f"巡检{swept}，应每{settings.SWEEP_SECONDS}秒一次"),
        Part("病毒扫描", bool(settings.CLAMD) or None, "已启用" if settings.CLAMD else "未设置，上传的文件不经扫描"),
    ]


@dataclass(frozen=True)
class Queue:
    """Rows of one kind that wait for a worker, the field with the time since which they wait, and rows that failed."""

    label: str
    waiting: QuerySet
    since: str
    failed: QuerySet


def queues() -> dict[str, Queue]:
    """Return the queues by the names that the metrics give them."""
    return {
        "roster": Queue(
            "读取名单",
            RosterSubmission.objects.waiting(),
            "uploaded_at",
            RosterSubmission.objects.filter(status=SubmissionState.FAILED),
        ),
        "import": Queue(
            "读取“黑名单”",
            BlacklistImport.objects.waiting(),
            "uploaded_at",
            BlacklistImport.objects.filter(status=SubmissionState.FAILED),
        ),
        "screening": Queue("交叉比对", Screening.objects.unfinished(), "created_at", Screening.objects.with_failure()),
        "pull": Queue(
            "拉取数据接口",
            BlacklistFeed.objects.due(),
            "next_at",
            BlacklistFeed.objects.filter(enabled=True, attempts__gt=0),
        ),
        "export": Queue(
            "生成下载文件",
            Export.objects.waiting(),
            "asked_at",
            Export.objects.kept().filter(made_at__isnull=False, file=""),
        ),
        "lookup": Queue(
            "批量查询",
            LookupBatch.objects.waiting(),
            "asked_at",
            LookupBatch.objects.filter(state=LookupState.GIVEN_UP),
        ),
        "report": Queue(
            "生成统计报告",
            PeriodReportRequest.objects.waiting(),
            "requested_at",
            PeriodReportRequest.objects.given_up(),
        ),
        "mail": Queue("发送邮件", Mail.objects.due(), "next_at", Mail.objects.with_fault()),
        "webhook": Queue("推送", Delivery.objects.due(), "next_at", Delivery.objects.stuck()),
    }


@dataclass(frozen=True)
class QueueState:
    """How many rows of a queue wait, the local time since which the first does, and how many failed."""

    label: str
    waiting: int
    since: datetime | None
    failed: int


def queue_states() -> list[QueueState]:
    """Return the state of each queue, by two queries for all queues."""
    listed = queues()
    waiting = {name: figures for name, *figures in _united(_waiting(name, queue) for name, queue in listed.items())}
    failed = dict(_united(_counted(name, queue.failed) for name, queue in listed.items()))
    states = []
    for name, queue in listed.items():
        count, first = waiting.get(name, (0, None))
        since = timezone.localtime(first) if first else None
        states.append(QueueState(queue.label, count, since, failed.get(name, 0)))
    return states


def _counted(name: str, rows: QuerySet) -> QuerySet:
    """Return one row: the name of the queue and how many rows there are; none where there are none."""
    of_queue = rows.order_by().annotate(queue_name=Value(name)).values("queue_name")
    return of_queue.annotate(row_count=Count("pk")).values_list("queue_name", "row_count")


def _waiting(name: str, queue: Queue) -> QuerySet:
    """Return the row of `_counted` with the time since which the first row waits."""
    counted = _counted(name, queue.waiting).annotate(first_at=Min(queue.since))
    return counted.values_list("queue_name", "row_count", "first_at")


def _united(rows: Iterable[QuerySet]) -> QuerySet:
    first, *others = rows
    return first.union(*others, all=True)


def late_feeds() -> list[BlacklistFeed]:
    """Return the enabled feeds without a recent success."""
    return [feed for feed in BlacklistFeed.objects.with_alerts() if feed.is_stale]


def late_blacklists() -> list[Blacklist]:
    """Return the blacklists without a recent update; not those whose feed is late, which `late_feeds` has."""
    fed = {feed.blacklist_id for feed in late_feeds()}
    return [each for each in Blacklist.objects.stale(on=timezone.localdate()) if each.pk not in fed]


def stuck_reorganisations() -> list[tuple[Reorganisation, str]]:
    """Return the reorganisations whose day has come, each with why it cannot be carried out."""
    due = Reorganisation.objects.due(on=timezone.localdate())
    denials = ((each, denial_of(partial(check_possible, each))) for each in due)
    return [(each, denial) for each, denial in denials if denial]


def partial_reorganisations() -> list[tuple[Reorganisation, list[str]]]:
    """Return the reorganisations that were carried out lately without all that they name, each with what is missing."""
    lately = Reorganisation.objects.done_in_part(since=timezone.now() - timedelta(days=SHOWN_AFTER_DAYS))
    return [(each, left_out_texts(each)) for each in lately]


def starting_amendments() -> QuerySet[MeasureVersion]:
    """Return the amendments of measures that come into force soon, the first one first."""
    soon = MeasureVersion.objects.starting_soon(on=timezone.localdate())
    return soon.select_related("measure").order_by("in_force_from", "measure")
