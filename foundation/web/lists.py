"""Pages and filters of lists; exports/lists.py has the lists that are files too."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, TextChoices
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from foundation.days import end_of, start_of
from foundation.web.forms import parameters
from foundation.web.keyset import KeysetForm, KeysetPage

PER_PAGE = 20
# The session holds with which parameters the lists were seen last: path → query. The oldest go first.
LISTS, MOST_LISTS = "lists", 20
# Parameters of every list beside its filter: the page, and what WeChat adds to an address that is shared.
BESIDE_FILTER = ("page", "after", "before", "from", "isappinstalled")
View = Callable[..., HttpResponse]


class PageForm(forms.Form):
    """Which page of a list is shown."""

    page = forms.CharField(required=False)


class KnownParametersForm(forms.Form):
    """The parameters of a list. One that is neither known nor one of the filter is an error."""

    def __init__(self, *args: Any, filtered_by: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {*self.fields, *BESIDE_FILTER, *filtered_by}

    def clean(self) -> None:
        for name in self.data:
            if name not in self.known:
                self.add_error(None, f"网址中的“{name}”不是这一列表的筛选条件。")


class ListFilterForm(forms.Form):
    """The form above a list; a period must not end before it begins."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", "结束日期早于开始日期。")
        return data


class ChipFilter(django_filters.ChoiceFilter):  # type: ignore[misc]
    """Shows the rows with a value. Its choices stand above the list as links, each with the number of its rows."""

    def __init__(self, label: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__(label=label, choices=choices, widget=forms.HiddenInput)


class ListFilter(django_filters.FilterSet):  # type: ignore[misc]
    """The filter of a list. While one of its fields is invalid, it finds nothing, and the form says why.

    `chips` is the name of its ChipFilter, "" without one. `permissions` are the fields that only a reader with the
    permission is offered.
    """

    permissions: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, permission in self.permissions.items():
            if not self.request.user.has_perm(permission):
                del self.filters[field]

    @property
    def qs(self) -> QuerySet[Any]:
        found: QuerySet[Any] = super().qs if not self.is_bound or self.is_valid() else self.queryset.none()
        return found

    @property
    def chips(self) -> str:
        return next((name for name, field in self.filters.items() if isinstance(field, ChipFilter)), "")

    def chip_counts(self) -> dict[str, int]:
        """Return choice → number of its rows, while the other fields of the form stay as they are."""
        rows = self.queryset
        for name, value in self.form.cleaned_data.items():
            if name != self.chips:
                rows = self.filters[name].filter(rows, value)
        return dict(rows.order_by().values_list(self.filters[self.chips].field_name).annotate(Count("pk")))

    def get_form_class(self) -> type[forms.Form]:
        return type(f"{type(self).__name__}Form", (ListFilterForm, super().get_form_class()), {})


class ListOrder(django_filters.OrderingFilter):  # type: ignore[misc]
    """Sorts a list, equal rows by their key; a value of nothing but commas keeps the order of the list."""

    def filter(self, qs: QuerySet[Any], value: Sequence[str] | None) -> QuerySet[Any]:
        chosen = [self.get_ordering_value(field) for field in value or () if field]
        return qs.order_by(*chosen, "pk") if chosen else qs


def order_by(**fields: str) -> django_filters.OrderingFilter:
    """Return the filter that sorts a list: field → its label. Each field is offered ascending and descending."""
    choices = [
        (prefix + field, label + arrow)
        for field, label in fields.items()
        for prefix, arrow in (("", " ↑"), ("-", " ↓"))
    ]
    return ListOrder(label="排序", empty_label="默认", choices=choices, fields=[(field, field) for field in fields])


class Period(TextChoices):
    """A period that a list is often read for."""

    THIS_WEEK = "this_week", "本周"
    THIS_MONTH = "this_month", "本月"
    LAST_MONTH = "last_month", "上月"
    THIS_YEAR = "this_year", "今年"


# The periods that most lists offer.
PERIODS = (Period.THIS_MONTH, Period.LAST_MONTH, Period.THIS_YEAR)


def days_of(period: str, today: date) -> tuple[date, date]:
    """Return the first and the last day of the period; the last one of a period that still runs is today."""
    if period == Period.THIS_WEEK:
        return today - timedelta(days=today.weekday()), today
    first = today.replace(day=1)
    if period == Period.LAST_MONTH:
        last = first - timedelta(days=1)
        return last.replace(day=1), last
    return (today.replace(month=1, day=1) if period == Period.THIS_YEAR else first), today


class PeriodFilter(django_filters.ChoiceFilter):  # type: ignore[misc]
    """Shows the rows whose day, or moment `at` or `..._at`, is in the period. Its choices are links."""

    def __init__(self, field: str, *, offered: Sequence[Period] = PERIODS) -> None:
        choices = [(period.value, period.label) for period in offered]
        super().__init__(
            label="期间", field_name=field, choices=choices, empty_label="不限时间", widget=forms.HiddenInput
        )

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return qs
        first, last = days_of(value, timezone.localdate())
        is_moment = self.field_name == "at" or self.field_name.endswith("_at")
        limits = (start_of(first), end_of(last)) if is_moment else (first, last)
        found: QuerySet[Any] = qs.filter(**{f"{self.field_name}__range": limits})
        return found


def only_filter(label: str, shown: str, method: str) -> django_filters.BooleanFilter:
    """Return the filter that shows all rows, or those that the filter set's method finds; `shown` is their label."""
    return django_filters.BooleanFilter(
        label=label, method=method, widget=forms.Select(choices=[("", "全部"), ("true", shown)])
    )


def paginate(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], *, per_page: int = PER_PAGE) -> Page[Any]:
    """Return the page of the parameter `page`; the first or the last one where that page does not exist."""
    return Paginator(rows, per_page).get_page(parameters(PageForm(request.GET))["page"])


def paginate_moving(request: HttpRequest, rows: QuerySet[Any], *, is_counted: bool = True) -> KeysetPage:
    """Return the page that the parameters `after` or `before` name; the first one where no row is there.

    Its `is_replaced` says that another page was asked for, by a mark or by a number.
    With `is_counted=False` the page does not say how many rows there are, because counting them takes too long.
    """
    marks = parameters(KeysetForm(request.GET))
    after, before = marks["after"] or "", marks["before"] or ""
    with suppress(ValidationError):
        if page := KeysetPage(rows, PER_PAGE, after=after, before=before, is_counted=is_counted):
            page.is_replaced = not (after or before) and parameters(PageForm(request.GET))["page"] not in ("", "1")
            return page
    first = KeysetPage(rows, PER_PAGE, is_counted=is_counted)
    first.is_replaced = bool(after or before)
    return first


def refuses_unknown(list_name: str, *, filter_form: type[forms.Form] = forms.Form) -> Callable[[View], View]:
    """Return the decorator of the view of a list that is no file.

    It refuses a parameter that the list does not have, and a value that the filter does not know.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            known = KnownParametersForm(request.GET, filtered_by=filter_form.base_fields)
            for form in (known, filter_form(request.GET)):
                if not form.is_valid():
                    return refuse_list(request, form, list_name=list_name)
            return view(request, *args, **kwargs)

        return answer

    return decorate


def refuse_list(request: HttpRequest, form: forms.Form, *, list_name: str, query: str = "") -> HttpResponse:
    """Answer 400 with the errors of the form, and the way back to the list as the query chooses its rows."""
    list_url = f"{request.path}?{query}" if query else request.path
    context = {"reason": _errors_text(form), "list_name": list_name, "list_url": list_url}
    return render(request, "400.html", context, status=HTTPStatus.BAD_REQUEST)


def _errors_text(form: forms.Form) -> str:
    """The errors of the form, those of a field with its label."""
    errors = [(field, error) for field, errors in form.errors.items() for error in errors]
    return "".join(f"{form[field].label}：{error}" if field in form.fields else str(error) for field, error in errors)


def page_query(request: HttpRequest) -> dict[str, str]:
    """Return the parameters that say which page of a list is shown."""
    chosen = parameters(PageForm(request.GET)) | parameters(KeysetForm(request.GET))
    return {name: text for name, text in chosen.items() if text}


def remember_list(request: HttpRequest, query: str) -> None:
    """Keep in the session with which parameters the reader sees the list, for the way back to it."""
    lists = request.session.get(LISTS, {})
    if query == lists.get(request.path, ""):
        return
    others = [(path, kept) for path, kept in lists.items() if path != request.path]
    request.session[LISTS] = dict([*others, (request.path, query)][-MOST_LISTS:])


def way_back(request: HttpRequest, path: str) -> str:
    """Return the address of the list as the reader last saw it."""
    query = request.session.get(LISTS, {}).get(path)
    return f"{path}?{query}" if query else path


def redirect_to_list(request: HttpRequest, name: str) -> HttpResponseRedirect:
    """Redirect to the list as the reader last saw it."""
    return HttpResponseRedirect(way_back(request, reverse(name)))
