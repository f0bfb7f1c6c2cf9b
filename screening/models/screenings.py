"""交叉比对: screenings compare certified enterprises with blacklist entries, in chunks (plan §3)."""

from datetime import date, timedelta
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Case, Count, F, Q, Value, When
from django.utils import timezone

from accounts.models import User
from foundation.jobs.enqueue import enqueue
from foundation.postgres.states import ended_immutable, keep_transitions, state_field, states_known
from matching.rules import Thresholds
from screening.states import SCREENING_TRANSITIONS, ScreeningState, StandingState
from workdays.site_settings import site_settings


class Trigger(models.TextChoices):
    """The cause of a screening."""

    ROSTER = "roster", "名单确认"
    BLACKLIST = "blacklist", "“黑名单”导入"
    EVERYTHING = "everything", "全部重新比对"
    REPEAT = "repeat", "重新比对核验"


HIT_CHANGES = {
    "added": "新增命中",
    "changed": "改变的命中",
    "removed": "不再匹配",
    "needs_decision": "新提请核实",
    "no_longer_needs_decision": "不再提请核实",
}
SCREEN_TASK = "screening.tasks.screen"
UNFINISHED = (ScreeningState.WAITING.value, ScreeningState.RUNNING.value)


class ScreeningQuerySet(models.QuerySet["Screening"]):
    def request(self, **fields: Any) -> "Screening":
        """Create a screening and send it to a worker after commit."""
        screening = self.create(**fields)
        enqueue(SCREEN_TASK, screening.pk)
        return screening

    def unfinished(self) -> "ScreeningQuerySet":
        """Screenings that wait for a worker, run on one, or were left running by a worker that died."""
        return self.filter(state__in=UNFINISHED)

    def pending(self) -> "ScreeningQuerySet":
        """Screenings that wait, run or have failed. Trials are not among them."""
        return self.exclude(state=ScreeningState.DONE).filter(is_trial=False)

    def overdue(self) -> "ScreeningQuerySet":
        """Pending screenings that were requested longer ago than the site settings allow."""
        requested_before = timezone.now() - timedelta(minutes=site_settings().screening_alarm_minutes)
        return self.pending().filter(created_at__lt=requested_before)

    def without_first_completion(self) -> "ScreeningQuerySet":
        """Screenings of imports for which no screening of the same import is done."""
        files = self.pending().filter(blacklist_import__isnull=False)
        return files.exclude(blacklist_import__screenings__state=ScreeningState.DONE)

    def of_everything(self) -> "ScreeningQuerySet":
        """Screenings of every certified enterprise and every entry not ended, including trials and repetitions."""
        return self.filter(Q(trigger=Trigger.EVERYTHING) | Q(repeats__trigger=Trigger.EVERYTHING))

    def with_failure(self) -> "ScreeningQuerySet":
        """Screenings that were given up and have not succeeded since, whether or not a retry waits."""
        return self.filter(failure__isnull=False, is_trial=False)

    def with_cause(self) -> "ScreeningQuerySet":
        """The screenings with the rows of their cause and the number of chunks done, the newest first."""
        done = Count("chunks", filter=Q(chunks__state=ScreeningState.DONE))
        caused = self.select_related("submission__office", "blacklist_import__blacklist", "repeats", "requested_by")
        return caused.annotate(chunk_count=Count("chunks"), done_count=done).order_by("-pk")


class Screening(models.Model):
    """One comparison of enterprises with blacklist entries (terms in the docstring of the package).

    The row is the queue (docs/adr/0004): a waiting row is the order to a worker, and its message carries only the key.
    """

    trigger = models.CharField("起因", max_length=20, choices=Trigger.choices)
    submission = models.ForeignKey(
        "roster.RosterSubmission",
        verbose_name="名单报送",
        null=True,
        on_delete=models.PROTECT,
        related_name="screenings",
    )
    blacklist_import = models.ForeignKey(
        "blacklists.BlacklistImport",
        verbose_name="“黑名单”导入",
        null=True,
        on_delete=models.PROTECT,
        related_name="screenings",
    )
    repeats = models.ForeignKey(
        "self", verbose_name="核验哪一次", null=True, on_delete=models.PROTECT, related_name="repetitions"
    )
    requested_by = models.ForeignKey(User, verbose_name="发起人", null=True, on_delete=models.PROTECT, related_name="+")
    is_trial = models.BooleanField("试算", default=False, help_text="只说明会有什么变化，不改变任何命中和资格。")
    review_threshold = models.PositiveSmallIntegerField("提请核实的分值", default=Thresholds().review)
    ignore_below = models.PositiveSmallIntegerField("不记录的分值", default=Thresholds().ignore)
    state = state_field("状态", ScreeningState, ScreeningState.WAITING)
    # Annotated by `with_cause`.
    chunk_count: int
    done_count: int
    created_at = models.DateTimeField("创建时间", auto_now_add=True)
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("完成时间", null=True)
    input_versions = models.JSONField(
        "双方的版本", default=dict, help_text="企业、条目历史各到第几条，各名单截至哪次导入。"
    )
    enterprise_count = models.PositiveIntegerField("企业数", default=0)
    entry_count = models.PositiveIntegerField("条目数", default=0)
    candidate_count = models.PositiveIntegerField("候选组合数", default=0)
    hit_count = models.PositiveIntegerField("命中数", default=0)
    result_digest = models.CharField("结果摘要", max_length=32, blank=True, help_text="双方与规则相同，则摘要相同。")
    impact = models.JSONField("结果变化", default=dict, help_text="新增、消失、改变的命中，改变的激励资格。")
    failure = models.JSONField("失败原因", null=True, help_text="代码和参数。")

    objects = ScreeningQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "交叉比对"
        ordering = ("-pk",)
        constraints = [
            states_known("state", ScreeningState, name="screening_state_known"),
            models.CheckConstraint(
                condition=Q(
                    trigger=Trigger.ROSTER,
                    submission__isnull=False,
                    blacklist_import__isnull=True,
                    repeats__isnull=True,
                )
                | Q(
                    trigger=Trigger.BLACKLIST,
                    submission__isnull=True,
                    blacklist_import__isnull=False,
                    repeats__isnull=True,
                )
                | Q(
                    trigger=Trigger.EVERYTHING,
                    submission__isnull=True,
                    blacklist_import__isnull=True,
                    repeats__isnull=True,
                    requested_by__isnull=False,
                )
                | Q(
                    trigger=Trigger.REPEAT,
                    submission__isnull=True,
                    blacklist_import__isnull=True,
                    repeats__isnull=False,
                    requested_by__isnull=False,
                ),
                name="screening_has_its_cause",
            ),
            models.CheckConstraint(
                condition=Q(is_trial=False) | Q(trigger=Trigger.EVERYTHING), name="screening_trial_of_everything"
            ),
            models.CheckConstraint(
                condition=Q(ignore_below__lte=F("review_threshold"), review_threshold__lte=100),
                name="screening_thresholds_in_order",
            ),
        ]
        triggers = [keep_transitions("state", SCREENING_TRANSITIONS, name="screening_transition")]

    def __str__(self) -> str:
        return f"第{self.pk}次{'试算' if self.is_trial else '交叉比对'}"

    @property
    def scope(self) -> "Screening":
        """The screening that defines which enterprises and entries are compared: the repeated one, or this."""
        return self.repeats or self

    @property
    def cause(self) -> object:
        """The cause: the confirmed file, the repeated screening, or the thresholds."""
        thresholds = f"满{self.review_threshold}分提请核实，不满{self.ignore_below}分不记录"
        return self.submission or self.blacklist_import or self.repeats or thresholds

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(review=self.review_threshold, ignore=self.ignore_below)

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED

    @property
    def seconds(self) -> float | None:
        """Seconds from start to end, or to now while it runs; a retry continues the same screening."""
        if self.started_at is None:
            return None
        ended = None if self.is_unfinished else self.finished_at
        return ((ended or timezone.now()) - self.started_at).total_seconds()

    @property
    def seconds_left(self) -> float | None:
        """Estimated seconds left, by the chunks done so far; None without an estimate. Requires `with_cause`."""
        done, chunks = self.done_count, self.chunk_count
        if self.state != ScreeningState.RUNNING or self.failure or not done or self.seconds is None:
            return None
        return self.seconds / done * (chunks - done)

    @property
    def changes(self) -> list[tuple[str, str]]:
        """Label and number of each change of hits and standings, which a trial only computes; zeros are left out."""
        hits = [(label, f"{self.impact[kind]}处") for kind, label in HIT_CHANGES.items() if self.impact.get(kind)]
        return hits + [
            (f"{StandingState(before).label} → {StandingState(after).label}", f"{count}家")
            for before, after, count in self.impact.get("transitions", [])
        ]

    @property
    def same_as_repeated(self) -> bool | None:
        """Whether a finished repetition has the result digest of the screening that it repeats."""
        if self.repeats is None or self.state != ScreeningState.DONE:
            return None
        return self.result_digest == self.repeats.result_digest

    @property
    def same_inputs_as_repeated(self) -> bool:
        """Whether a repetition had the same input versions, day and thresholds."""
        first = self.scope
        return (self.input_versions, self.day, self.thresholds) == (first.input_versions, first.day, first.thresholds)

    @property
    def day(self) -> date:
        """The day for which the blacklists are compared."""
        return timezone.localdate(self.started_at or timezone.now())


class ScreeningChunkQuerySet(models.QuerySet["ScreeningChunk"]):
    def unfinished(self) -> "ScreeningChunkQuerySet":
        """Chunks that a worker has to run, or was running when it died."""
        return self.filter(state__in=UNFINISHED)

    def failed_first(self) -> "ScreeningChunkQuerySet":
        failed = Case(When(state=ScreeningState.FAILED, then=Value(0)), default=Value(1))
        return self.order_by(failed, "number")


class ScreeningChunk(models.Model):
    """A part of a screening for one worker: all its enterprises, and its entries in a range of primary keys."""

    screening = models.ForeignKey(Screening, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField("序号")
    low = models.BigIntegerField("自条目")
    high = models.BigIntegerField("至条目")
    state = state_field("状态", ScreeningState, ScreeningState.WAITING)
    attempts = models.PositiveSmallIntegerField("处理次数", default=0)
    sent_at = models.DateTimeField("派发时间", null=True)
    # By the clock of the database, both.
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("完成时间", null=True)
    entry_count = models.PositiveIntegerField("条目数", default=0)
    candidate_count = models.PositiveIntegerField("候选组合数", default=0)
    hit_count = models.PositiveIntegerField("命中数", default=0)
    result_digest = models.CharField("结果摘要", max_length=32, blank=True)
    impact = models.JSONField("结果变化", default=dict)
    failure = models.JSONField("失败原因", null=True, help_text="代码和参数。")

    objects = ScreeningChunkQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "比对分块"
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["screening", "number"], name="chunk_number_once"),
            models.CheckConstraint(condition=Q(low__lte=F("high")), name="chunk_range_in_order"),
            states_known("state", ScreeningState, name="chunk_state_known"),
        ]
        indexes = [
            models.Index(fields=["screening"], condition=Q(state__in=UNFINISHED), name="chunk_waiting"),
        ]
        triggers = [keep_transitions("state", SCREENING_TRANSITIONS, name="chunk_transition")]

    def __str__(self) -> str:
        return f"{self.screening}第{self.number}块"

    @property
    def seconds(self) -> float | None:
        """Seconds from start to end; None for a chunk that has not ended."""
        if not (self.started_at and self.finished_at) or self.state in UNFINISHED:
            return None
        return (self.finished_at - self.started_at).total_seconds()


class ScreenedPeriod(models.Model):
    """A period in which a certification is screened, or in which its screening has failed (docs/screening.md).

    `is_complete`: the certification has been compared with every excluding blacklist, except with files that were
    confirmed later and wait for their screening. Without a complete period a certified enterprise is unscreened, never
    clear. `until` is set once, when another period begins or an excluding blacklist has no file.
    """

    certification = models.ForeignKey(
        "roster.Certification", verbose_name="高级认证", on_delete=models.PROTECT, related_name="screened"
    )
    screening = models.ForeignKey(
        Screening,
        verbose_name="交叉比对",
        on_delete=models.PROTECT,
        db_index=False,
        related_name="screened_periods",
        help_text="完成或失败的那次比对。",
    )
    is_complete = models.BooleanField("已完成比对")
    since = models.DateField("自")
    until = models.DateField("至", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "高级认证的比对"
        constraints = [
            models.UniqueConstraint(
                fields=["certification"], condition=Q(until__isnull=True), name="screened_period_open_once"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="screened_period_ends_after_start"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            ended_immutable(pgtrigger.Q(old__until__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.certification}（{self.screening}）"
