"""The filters of the public list, and of the lists of bulletins, of objections, and of pages that are gone."""

from functools import cached_property
from string import ascii_uppercase
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Department
from foundation.postgres.lookups import place_in
from foundation.web.lists import ChipFilter, ListFilter, PeriodFilter, only_filter, order_by
from publicity.kept_pages import at_version
from publicity.models import Bulletin, Objection, Publication
from publicity.models.publications import public_enterprises
from publicity.states import BulletinState, Channel, ObjectionState, Subject
from roster.filters import EnterpriseFilter
from roster.look_up import Found, find_enterprises
from roster.models import Enterprise

# A longer text is no name and no code.
LONGEST_TEXT = 200
# Enterprises that one look-up of the public reads at most.
MOST_READ = 400
# The pinyin of no name begins with another letter.
INITIALS = [(letter, letter) for letter in ascii_uppercase if letter not in "IUV"]
# Since then there is the certification 高级认证 (海关总署令第225号).
FIRST_YEAR = 2014


def _offices() -> list[tuple[str, str]]:
    return list(Department.objects.filter(is_customs=True).values_list("code", "name"))


def _years() -> list[tuple[str, str]]:
    return [(str(year), f"{year}年以来") for year in range(timezone.localdate().year, FIRST_YEAR - 1, -1)]


class PublicListFilter(ListFilter):
    """Filter of the public list (listed_enterprises) by a look-up, office, initial and year of the certification.

    What a look-up finds stands in its order, the best first. It finds nothing but the public enterprises.
    """

    office = ChipFilter("主管海关", [])
    q = django_filters.CharFilter(
        label="企业名称或代码",
        method="look_up",
        max_length=LONGEST_TEXT,
        error_messages={"max_length": f"输入的内容太长，请只输入名称中的几个字或代码，至多{LONGEST_TEXT}个字。"},
    )
    initial = django_filters.ChoiceFilter(
        label="拼音首字母",
        choices=INITIALS,
        method="with_initial",
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "没有这个首字母，请从A至Z的字母中选择。"},
    )
    since = django_filters.ChoiceFilter(
        label="认证年份",
        choices=[],
        method="certified_since",
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": f"没有这个年份，请从{FIRST_YEAR}年至今年中选择。"},
    )

    class Meta:
        model = Enterprise
        fields = ("office", "q", "initial", "since")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        office = self.filters["office"]
        office.field_name = "certified__office__code"
        offices = at_version(self.request, "offices", _offices)
        office.extra |= {"choices": offices, "error_messages": {"invalid_choice": "没有这个海关。"}}
        self.filters["since"].extra["choices"] = _years()

    @cached_property
    def found(self) -> Found | None:
        """What the look-up finds; None without one."""
        text = self.form.cleaned_data.get("q") if self.form.is_valid() else None
        return find_enterprises(text, among=public_enterprises(), most=MOST_READ) if text else None

    def chip_counts(self) -> dict[str, int]:
        if self.found is not None:
            return super().chip_counts()
        # The numbers of all enterprises take longer than all else on the page.
        chosen = [self.form.cleaned_data[name] for name in ("initial", "since")]
        return dict(at_version(self.request, f"offices {chosen}", super().chip_counts))

    @property
    def qs(self) -> QuerySet[Enterprise]:
        if self.found is None:
            return super().qs
        keys = [hit.pk for hit in self.found.hits]
        return super().qs.with_former_names().annotate(place=place_in(keys)).order_by("place", "pk")

    def look_up(self, enterprises: QuerySet[Enterprise], name: str, value: str) -> QuerySet[Enterprise]:
        return enterprises.filter(pk__any_of=[hit.pk for hit in self.found.hits])

    def with_initial(self, enterprises: QuerySet[Enterprise], name: str, value: str) -> QuerySet[Enterprise]:
        letter = value.lower()
        return enterprises.filter(sort_key__gte=letter, sort_key__lt=chr(ord(letter) + 1))

    def certified_since(self, enterprises: QuerySet[Enterprise], name: str, value: str) -> QuerySet[Enterprise]:
        return enterprises.filter(certified_on__year__gte=int(value))


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
