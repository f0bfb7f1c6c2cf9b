"""现行名单: the roster in force on any day, and the changes between two days."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from operator import attrgetter
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.models import Department
from exports.lists import downloadable
from exports.tables import Columns, Table
from foundation.web.dates import shown_text
from foundation.web.lists import paginate
from matching.names import parse
from matching.pinyin import sort_keys
from roster.difference import RosterEnterprise, compare
from roster.forms import BY_FILE, BY_NAME, RosterDayForm
from roster.history import places_in_files, roster_on, stated_rows
from roster.models import RosterRow, RosterSubmission
from spreadsheets.columns import ROSTER_COLUMNS


class Change(NamedTuple):
    """An enterprise that differs between two days: the kind, and title, old and new text of each changed field."""

    kind: str
    enterprise: RosterEnterprise
    cells: list[tuple[str, str, str]]

    @property
    def cells_text(self) -> str:
        """The changed fields in one line."""
        return "；".join(f"{title}：{old or '（空）'} → {new or '（空）'}" for title, old, new in self.cells)


ENTERPRISE_COLUMNS: Columns = {
    "企业": attrgetter("name"),
    "统一社会信用代码": attrgetter("uscc"),
    "海关注册编码": attrgetter("customs_code"),
    "工商注册号": attrgetter("registration_number"),
    "认证日期": lambda enterprise: date.fromisoformat(enterprise.certified_on),
    "地址": attrgetter("address"),
}
CHANGE_COLUMNS: Columns = {
    "变化": attrgetter("kind"),
    "企业": attrgetter("enterprise.name"),
    "统一社会信用代码": attrgetter("enterprise.uscc"),
    "原来 → 后来": attrgetter("cells_text"),
}


def _roster(request: HttpRequest) -> Table:
    """The roster of one office on a day; with a second day, the changes between the two."""
    form = RosterDayForm(request.user, request.GET or None)
    if not form.is_valid():
        return Table("名单历史", [], ENTERPRISE_COLUMNS, form)
    office, day, until = (form.cleaned_data[name] for name in ("office", "day", "until"))
    enterprises = roster_on(office, day)
    if until:
        changes = list(_changes(enterprises, roster_on(office, until)))
        return Table(f"{office}名单的变化", changes, CHANGE_COLUMNS, form, as_of=until)
    if form.cleaned_data["review_passed"]:
        stated = stated_rows(office, day, list(enterprises))
        enterprises = {uscc: enterprises[uscc] for uscc, row in stated.items() if row.is_review_passed}
    columns = {**ENTERPRISE_COLUMNS, **_stated_columns(office, day, list(enterprises))}
    rows = _sorted(enterprises, form.cleaned_data["order"], office, day)
    return Table(f"{office}名单", rows, columns, form, as_of=day)


def _sorted(
    enterprises: dict[str, RosterEnterprise], order: str, office: Department, day: date
) -> list[RosterEnterprise]:
    """Return the enterprises in the chosen order."""
    rows = list(enterprises.values())
    if order == BY_FILE:
        places = places_in_files(office, day, list(enterprises))
        return sorted(rows, key=lambda enterprise: places[enterprise.uscc])
    if order == BY_NAME:
        keys = dict(zip(enterprises, sort_keys([parse(enterprise.name).key for enterprise in rows]), strict=True))
        return sorted(rows, key=lambda enterprise: (keys[enterprise.uscc], enterprise.uscc))
    return rows


def _stated_columns(office: Department, day: date, usccs: list[str]) -> Columns:
    """The column of what the rosters state beside the certification; their rows are read when it is asked for."""

    @cache
    def rows() -> dict[str, RosterRow]:
        return stated_rows(office, day, usccs)

    def text_of(enterprise: RosterEnterprise) -> str:
        row = rows().get(enterprise.uscc)
        return "；".join(f"{title}：{text}" for title, text in row.details) if row else ""

    return {"证书与复核": text_of}


@require_safe
@requires("roster.view_rostersubmission")
@downloadable(_roster)
def roster_detail(request: HttpRequest, table: Table) -> HttpResponse:
    """Show the roster of one office on a day; with a second day, the changes between the two."""
    form = table.form
    context = {"form": form, "enterprises": None, "changes": None, "downloadable": True}
    if form.is_valid():
        confirmed = RosterSubmission.objects.confirmed().filter(office=form.cleaned_data["office"])
        confirmed = confirmed.order_by("confirmed_at")
        context["in_force"] = confirmed.filter(confirmed_at__date__lte=form.cleaned_data["day"]).last()
        context["first"] = confirmed.first()
        page = paginate(request, table.rows)
        if form.cleaned_data["until"]:
            context["changes"] = page
        else:
            usccs = [enterprise.uscc for enterprise in page]
            rows = stated_rows(form.cleaned_data["office"], form.cleaned_data["day"], usccs)
            page.object_list = [(enterprise, rows.get(enterprise.uscc)) for enterprise in page]
            context["enterprises"] = page
    return render(request, "roster/roster_detail.html", context)


def _changes(before: dict[str, RosterEnterprise], after: dict[str, RosterEnterprise]) -> Iterator[Change]:
    """Yield each enterprise that differs."""
    difference = compare(after.values(), before, whole=True)
    for kind, known, enterprise in zip(difference.kinds, difference.before, after.values(), strict=True):
        if kind == "added":
            yield Change("新增", enterprise, [])
        elif kind == "changed":
            changed_cells = [
                (column.title, *(shown_text(getattr(side, column.key)) for side in (known, enterprise)))
                for column in ROSTER_COLUMNS
                if column.key in RosterEnterprise._fields
                and getattr(known, column.key) != getattr(enterprise, column.key)
            ]
            yield Change("变更", enterprise, changed_cells)
    for enterprise in difference.removed:
        yield Change("退出", enterprise, [])
