"""现行名单: the roster in force, on any day, and what changed between two days."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import requires
from foundation.web.lists import page_of
from roster.difference import Firm, compare
from roster.forms import RosterDayForm
from roster.history import roster_on
from spreadsheets.columns import ROSTER_COLUMNS


@requires("roster.view_rostersubmission")
def roster_detail(request: HttpRequest) -> HttpResponse:
    """One office's roster as it stood on a day; with a second day, what changed up to then."""
    form = RosterDayForm(request.user, request.GET or None)
    context = {"form": form, "firms": None, "changes": None}
    if form.is_valid():
        office, day, until = (form.cleaned_data[name] for name in ("office", "day", "until"))
        firms = roster_on(office, day)
        if until:
            context["changes"] = page_of(request, list(_changes(firms, roster_on(office, until))))
        else:
            context["firms"] = page_of(request, list(firms.values()))
    return render(request, "roster/roster_detail.html", context)


def _changes(before: dict[str, Firm], after: dict[str, Firm]):
    """Kind, firm, and title, old and new text of what changed, of each firm that did."""
    difference = compare(after.values(), before, whole=True)
    for kind, known, firm in zip(difference.kinds, difference.before, after.values(), strict=True):
        if kind == "joining":
            yield "新增", firm, []
        elif kind == "changed":
            said = [
                (column.title, getattr(known, column.key), getattr(firm, column.key))
                for column in ROSTER_COLUMNS
                if getattr(known, column.key) != getattr(firm, column.key)
            ]
            yield "变更", firm, said
    for firm in difference.leaving:
        yield "退出", firm, []
