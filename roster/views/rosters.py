"""现行名单: the roster in force on any day, and the changes between two days."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import requires
from foundation.web.lists import paginate
from roster.difference import RosterEnterprise, compare
from roster.forms import RosterDayForm
from roster.history import roster_on, stated_rows
from spreadsheets.columns import ROSTER_COLUMNS


@require_safe
@requires("roster.view_rostersubmission")
def roster_detail(request: HttpRequest) -> HttpResponse:
    """Show the roster of one office on a day; with a second day, the changes between the two."""
    form = RosterDayForm(request.user, request.GET or None)
    context = {"form": form, "enterprises": None, "changes": None}
    if form.is_valid():
        office, day, until = (form.cleaned_data[name] for name in ("office", "day", "until"))
        enterprises = roster_on(office, day)
        if until:
            context["changes"] = paginate(request, list(_changes(enterprises, roster_on(office, until))))
        else:
            if form.cleaned_data["review_passed"]:
                stated = stated_rows(office, day, list(enterprises))
                enterprises = {uscc: enterprises[uscc] for uscc, row in stated.items() if row.is_review_passed}
            page = paginate(request, list(enterprises.values()))
            rows = stated_rows(office, day, [enterprise.uscc for enterprise in page])
            page.object_list = [(enterprise, rows.get(enterprise.uscc)) for enterprise in page]
            context["enterprises"] = page
    return render(request, "roster/roster_detail.html", context)


def _changes(before: dict[str, RosterEnterprise], after: dict[str, RosterEnterprise]):
    """Yield kind, enterprise, and title, old and new text of each changed field, of each enterprise that differs."""
    difference = compare(after.values(), before, whole=True)
    for kind, known, enterprise in zip(difference.kinds, difference.before, after.values(), strict=True):
        if kind == "added":
            yield "新增", enterprise, []
        elif kind == "changed":
            changed_cells = [
                (column.title, getattr(known, column.key), getattr(enterprise, column.key))
                for column in ROSTER_COLUMNS
                if column.key in RosterEnterprise._fields
                and getattr(known, column.key) != getattr(enterprise, column.key)
            ]
            yield "变更", enterprise, changed_cells
    for enterprise in difference.removed:
        yield "退出", enterprise, []
