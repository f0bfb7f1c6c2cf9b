"""The filters of the lists of bulletins, of objections, and of pages that are gone."""

import django_filters
from django.db.models import QuerySet

from foundation.web.lists import ChipFilter, ListFilter, PeriodFilter, only_filter, order_by
from publicity.models import Bulletin, Objection, Publication
from publicity.states import BulletinState, Channel, ObjectionState, Subject
from roster.filters import EnterpriseFilter


class BulletinFilter(ListFilter):
    """Filter by state."""

    state = ChipFilter("状态", BulletinState.choices)

    class Meta:
        model = Bulletin
        fields = ("state",)


class ObjectionFilter(ListFilter):
    """Filter by state, subject, channel, enterprise and time, and to those that wait for something.

    They wait for the answer or the opinion of the reader's desk, are overdue, or are marked in public.
    """

    state = ChipFilter("状态", ObjectionState.choices)
    subject = django_filters.ChoiceFilter(label="反映事项", choices=Subject.choices, empty_label="全部")
    channel = django_filters.ChoiceFilter(label="渠道", choices=Channel.choices, empty_label="全部")
    enterprise = EnterpriseFilter()
    mine = only_filter("承办单位", "只看本单位承办的", "only_mine")
    opinion = only_filter("意见", "只看待主管海关提出意见的", "only_without_opinion")
    marked = only_filter("标注", "只看正在标注的", "only_marked")
    overdue = only_filter("逾期", "只看逾期未答复的", "only_overdue")
    period = PeriodFilter("recorded_at")

    order = order_by(received_on="收到日期", due_on="答复期限")

    class Meta:
        model = Objection
        fields = (
            *("state", "subject", "channel", "enterprise"),
            *("mine", "opinion", "marked", "overdue", "period", "order"),
        )

    def only_mine(self, objections: QuerySet, name: str, value: bool) -> QuerySet:
        return objections.filter(in_charge=self.request.user.department) if value else objections

    def only_without_opinion(self, objections: QuerySet, name: str, value: bool) -> QuerySet:
        return objections.without_opinion() if value else objections

    def only_marked(self, objections: QuerySet, name: str, value: bool) -> QuerySet:
        return objections.marked() if value else objections

    def only_overdue(self, objections: QuerySet, name: str, value: bool) -> QuerySet:
        return objections.overdue() if value else objections


class RemovalFilter(ListFilter):
    """Filter to those whose deletion was not submitted to search engines yet."""

    waiting = only_filter("提交", "只看待提交的", "only_waiting")

    class Meta:
        model = Publication
        fields = ("waiting",)

    def only_waiting(self, publications: QuerySet, name: str, value: bool) -> QuerySet:
        return publications.filter(removal_submitted_at__isnull=True) if value else publications
