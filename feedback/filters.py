"""Filters of the lists of enterprises, look-ups, applications and reports."""

from datetime import date
from functools import cache, cached_property, partial
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.choices import CallableChoiceIterator

from accounts.models import Department, User
from feedback.assignment_filters import AssigneeFilter
from feedback.figure_filters import ApplicationFigureFilter, EnterpriseFigureFilter
from feedback.models import (
    Following,
    LookupBatch,
    LookupLine,
    MeasureApplication,
    ReportReceipt,
    ViolationReport,
)
from feedback.states import LookupResult, ReportState
from foundation.postgres.lookups import place_in
from foundation.web.lists import ChipFilter, ListFilter, PeriodFilter, only_filter, order_by
from incentives.models import Measure, MeasureQuerySet, MeasureVersion
from roster.filters import EnterpriseFilter
from roster.look_up import Found, find_enterprises
from roster.models import Certification, Enterprise
from screening.states import StandingState


class MeasureField(django_filters.fields.ModelChoiceField):
    """A choice of measures as they are today."""

    def label_from_instance(self, measure: Measure) -> str:
        return "".join(f"{version}{version.status_note}" for version in measure.of_the_day)


class MeasureFilter(django_filters.ModelChoiceFilter):
    """Filter by a measure."""

    field_class = MeasureField


def _begun_measures(request: HttpRequest | None = None) -> MeasureQuerySet:
    return Measure.objects.begun(on=timezone.localdate())


def _measures_for(user: User) -> MeasureQuerySet:
    """The measures that have begun; for a department that sees its own applications only, those of its own."""
    begun = _begun_measures()
    return begun if user.sees_all_feedback else begun.of_department(user.department)


class EnterpriseListFilter(EnterpriseFigureFilter):
    """Filter enterprises by a look-up, their current state and their customs office.

    What a look-up finds stands in its order, the best first, unless another order is chosen.
    """

    permissions: ClassVar = {"followed": "feedback.follow_enterprise"}

    state = ChipFilter("激励资格", StandingState.choices)
    q = django_filters.CharFilter(label="企业名称或代码", method="look_up")
    office = django_filters.ModelChoiceFilter(
        label="主管海关",
        queryset=Department.objects.filter(is_customs=True),
        empty_label="全部",
        method="of_office",
    )

    certified_since = django_filters.DateFilter(
        label="认证日期不早于", widget=forms.DateInput(attrs={"type": "date"}), method="certified_from"
    )
    followed = django_filters.ChoiceFilter(
        label="关注",
        choices=[("all", "我关注的"), ("changed", "我关注的，有变化未看的")],
        empty_label="全部",
        method="followed_by_reader",
    )
    had_measure = MeasureFilter(label="适用过", queryset=_begun_measures, empty_label="不限", method="with_measure")
    never_had_measure = MeasureFilter(
        label="从未适用过", queryset=_begun_measures, empty_label="不限", method="without_measure"
    )

    order = order_by(sort_key="企业", customs_code="海关注册编码", state_since="现状起始日")

    class Meta:
        model = Enterprise
        fields = ("state", "q", "office", "certified_since", "followed", "had_measure", "never_had_measure", "order")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = ("had_measure", "never_had_measure")
        for name in names:
            self.filters[name].queryset = _measures_for(self.request.user)
        fields = [self.form.fields[name] for name in names]
        # Both fields offer the same measures, which are read once.
        offered = CallableChoiceIterator(cache(partial(list, fields[0].choices)))
        for field in fields:
            field.widget.choices = offered

    @cached_property
    def found(self) -> Found | None:
        """What the look-up finds; None without one."""
        text = self.form.cleaned_data.get("q") if self.form.is_valid() else None
        return find_enterprises(text) if text else None

    @property
    def qs(self) -> QuerySet:
        if self.found is None or self.form.cleaned_data["order"]:
            return super().qs
        place = place_in([hit.pk for hit in self.found.hits])
        return super().qs.annotate(place=place).order_by("place", "pk")

    def look_up(self, enterprises: QuerySet, name: str, value: str) -> QuerySet:
        return enterprises.filter(pk__any_of=[hit.pk for hit in self.found.hits])

    def of_office(self, enterprises: QuerySet, name: str, value: Department) -> QuerySet:
        return enterprises.filter(pk__in=Certification.objects.open().filter(office=value).values("enterprise"))

    def certified_from(self, enterprises: QuerySet, name: str, value: date) -> QuerySet:
        recent = Certification.objects.open().filter(certified_on__gte=value)
        return enterprises.filter(pk__in=recent.values("enterprise"))

    def followed_by_reader(self, enterprises: QuerySet, name: str, value: str) -> QuerySet:
        followings = Following.objects.filter(user=self.request.user)
        return enterprises.filter(
            pk__in=(followings.changed() if value == "changed" else followings).values("enterprise")
        )

    def with_measure(self, enterprises: QuerySet, name: str, value: Measure) -> QuerySet:
        return enterprises.filter(pk__in=self._applied(value))

    def without_measure(self, enterprises: QuerySet, name: str, value: Measure) -> QuerySet:
        return enterprises.exclude(pk__in=self._applied(value))

    def _applied(self, measure: Measure) -> QuerySet:
        """The enterprises to which the measure was ever applied, as far as the reader sees it."""
        applications = MeasureApplication.objects.for_user(self.request.user).not_cancelled()
        return applications.filter(measure=measure).values("enterprise")


class EnterprisesOfApiFilter(EnterpriseListFilter):
    """The same for programs, which name the customs office by its code."""

    office = django_filters.ModelChoiceFilter(
        queryset=Department.objects.filter(is_customs=True), to_field_name="code", method="of_office"
    )


class OpportunityFilter(ListFilter):
    """Filter eligible enterprises that have never had the measure of `version`."""

    q = django_filters.CharFilter(label="企业名称或代码", method="of_name_or_code")
    office = EnterpriseListFilter.declared_filters["office"]
    certified_since = EnterpriseListFilter.declared_filters["certified_since"]

    order = order_by(sort_key="企业", state_since="现状起始日")

    of_office = EnterpriseListFilter.of_office
    certified_from = EnterpriseListFilter.certified_from

    class Meta:
        model = Enterprise
        fields = ("q", "office", "certified_since", "order")

    def __init__(self, *args: Any, version: MeasureVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version = version

    def of_name_or_code(self, enterprises: QuerySet, name: str, value: str) -> QuerySet:
        return enterprises.filter(pk__in=Enterprise.objects.search(value).values("pk"))


class LookupFilter(ListFilter):
    """Filter look-ups of many by what they were for and by time."""

    title = django_filters.CharFilter(label="查询事由", lookup_expr="icontains")
    period = PeriodFilter("asked_at")

    class Meta:
        model = LookupBatch
        fields = ("title", "period")


class LookupLineFilter(ListFilter):
    """Filter the lines of a look-up of many by the answer."""

    result = ChipFilter("结论", LookupResult.choices)
    state = django_filters.ChoiceFilter(
        label="当日资格", field_name="standing__state", choices=StandingState.choices, empty_label="全部"
    )

    class Meta:
        model = LookupLine
        fields = ("result", "state")


class FeedbackFilter(ListFilter):
    """The filter of rows of departments; who sees those of one department is offered no other department."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.request.user
        if not user.sees_all_feedback:
            self.filters.pop("department", None)
            for name in {"applied_by", "advised", "in_charge"} & set(self.filters):
                self.filters[name].queryset = Department.objects.filter(pk=user.department_id)


class DepartmentField(django_filters.fields.ModelChoiceField):
    """A choice of departments, which names one that was renamed within a year by its former name as well."""

    def label_from_instance(self, department: Department) -> str:
        return department.shown_name


class DepartmentFilter(django_filters.ModelChoiceFilter):
    """Filter by the department whose rows these are, or that is in charge of them now."""

    field_class = DepartmentField

    def filter(self, qs: QuerySet, value: Department | None) -> QuerySet:
        return qs.of_department(value) if value else qs


class ApplicationFilter(FeedbackFilter, ApplicationFigureFilter):
    """Filter by department, measure, enterprise, day and state, and to those whose standing was corrected.

    `to_acknowledge`: only corrections that the reader's department has not acknowledged.
    """

    permissions: ClassVar = {"to_acknowledge": "feedback.acknowledge_correction"}

    department = DepartmentFilter(label="实施单位", queryset=Department.objects.all(), empty_label="全部")
    measure = MeasureFilter(label="措施", queryset=_begun_measures, empty_label="全部")
    enterprise = EnterpriseFilter()
    since = django_filters.DateFilter(
        label="自", field_name="applied_on", lookup_expr="gte", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = django_filters.DateFilter(
        label="至", field_name="applied_on", lookup_expr="lte", widget=forms.DateInput(attrs={"type": "date"})
    )
    state = django_filters.ChoiceFilter(
        label="状态",
        choices=[
            *(("valid", "未撤销"), ("running", "持续中"), ("abolished", "持续中，措施已废止")),
            *(("stopped", "已停止"), ("cancelled", "已撤销"), ("backfilled", "补登")),
        ],
        empty_label="全部",
        method="of_state",
    )
    period = PeriodFilter("applied_on")
    corrected = only_filter("当日资格", "只看当日资格后经更正的", "only_corrected")
    to_acknowledge = only_filter("知悉", "只看当日资格后经更正、本单位尚未知悉的", "only_to_acknowledge")
    typical = only_filter("典型", "只看标为典型的", "only_typical")

    order = order_by(enterprise__sort_key="企业", department__order="实施单位", measure="措施", applied_on="实施日期")

    class Meta:
        model = MeasureApplication
        fields = (
            *("department", "measure", "enterprise", "since", "until"),
            *("state", "period", "corrected", "to_acknowledge", "typical", "order"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer a department that sees its own applications only its measures."""
        super().__init__(*args, **kwargs)
        self.filters["measure"].queryset = _measures_for(self.request.user)

    def of_state(self, applications: QuerySet, name: str, value: str) -> QuerySet:
        if value == "running":
            return applications.running()
        if value == "abolished":
            return applications.of_abolished_measures(on=timezone.localdate())
        if value == "backfilled":
            return applications.backfilled()
        if value == "cancelled":
            return applications.filter(cancelled_at__isnull=False)
        valid = applications.not_cancelled()
        return valid.filter(stopped_on__isnull=False) if value == "stopped" else valid

    def only_corrected(self, applications: QuerySet, name: str, value: bool) -> QuerySet:
        return applications.standing_corrected() if value else applications

    def only_to_acknowledge(self, applications: QuerySet, name: str, value: bool) -> QuerySet:
        return applications.to_acknowledge(self.request.user.department) if value else applications

    def only_typical(self, applications: QuerySet, name: str, value: bool) -> QuerySet:
        return applications.typical() if value else applications


class ApplicationsOfApiFilter(ListFilter):
    """Filter for programs, which name department and enterprise by their codes."""

    department = DepartmentFilter(queryset=Department.objects.all(), to_field_name="code")
    enterprise = django_filters.ModelChoiceFilter(queryset=Enterprise.objects.all(), to_field_name="uscc")
    since = ApplicationFilter.declared_filters["since"]
    until = ApplicationFilter.declared_filters["until"]
    state = ApplicationFilter.declared_filters["state"]

    of_state = ApplicationFilter.of_state

    class Meta:
        model = MeasureApplication
        fields = ("department", "enterprise", "since", "until", "state")


class ReportFilter(FeedbackFilter):
    """Filter by department, state, enterprise and time, and to the reports that the reader's office has to decide."""

    permissions: ClassVar = {
        "mine": "feedback.decide_violationreport",
        "assignee": "feedback.decide_violationreport",
        "to_receive": "feedback.receive_violationreport",
    }

    department = DepartmentFilter(label="报送单位", queryset=Department.objects.all(), empty_label="全部")
    state = ChipFilter("状态", ReportState.choices)
    enterprise = EnterpriseFilter()
    mine = only_filter("处理单位", "只看待本单位处理的", "only_mine")
    assignee = AssigneeFilter()
    to_receive = only_filter("签收", "只看待本单位签收的", "only_to_receive")
    overdue = only_filter("期限", "只看逾期未处理的", "only_overdue")
    period = PeriodFilter("reported_at")

    order = order_by(enterprise__sort_key="企业", found_on="发现日期", reported_at="报送时间")

    class Meta:
        model = ViolationReport
        fields = (
            *("department", "state", "enterprise", "mine", "assignee"),
            *("to_receive", "overdue", "period", "order"),
        )

    def only_mine(self, reports: QuerySet, name: str, value: bool) -> QuerySet:
        return reports.to_decide(self.request.user.department) if value else reports

    def only_to_receive(self, reports: QuerySet, name: str, value: bool) -> QuerySet:
        receipts = ReportReceipt.objects.to_receive(self.request.user.department)
        return reports.filter(pk__in=receipts.values("report")) if value else reports

    def only_overdue(self, reports: QuerySet, name: str, value: bool) -> QuerySet:
        return reports.overdue(on=timezone.localdate()) if value else reports


class ReportsOfApiFilter(ListFilter):
    """Filter for programs, which name the department by its code."""

    department = DepartmentFilter(queryset=Department.objects.all(), to_field_name="code")
    state = django_filters.ChoiceFilter(choices=ReportState.choices)
    enterprise = EnterpriseFilter()

    class Meta:
        model = ViolationReport
        fields = ("department", "state", "enterprise")
