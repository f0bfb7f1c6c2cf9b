"""保存的查询: the conditions of the list of enterprises that a user saved."""

from functools import partial

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from exports.tables import Table
from feedback.actions.searches import delete_search, rename_search, save_search
from feedback.filters import EnterpriseListFilter
from feedback.forms.searches import ConditionsForm, SavedSearchForm, SearchNameForm
from feedback.lookup_policies import check_may_save_search
from foundation.denials import denial_of
from foundation.web.actions import refuse, run_action
from foundation.web.forms import parameters
from roster.models import Enterprise


@require_safe
@requires("feedback.save_search")
def search_list(request: HttpRequest) -> HttpResponse:
    """List what the reader saved."""
    return render(request, "feedback/search_list.html", {"searches": request.user.saved_searches.all()})


@requires("feedback.save_search")
def search_create(request: HttpRequest) -> HttpResponse:
    """Save the conditions that the list of enterprises had, under a name."""
    typed = parameters(ConditionsForm(request.POST or request.GET))
    conditions = _conditions(request, typed["query"] or "")
    if not conditions.form.is_valid() or not conditions.query:
        refuse(request, "请先选择查询条件，再保存。")
        return redirect("feedback:enterprise_list")
    found = conditions.filter.found
    if denial := denial_of(partial(check_may_save_search, request.user, conditions.query, found)):
        refuse(request, denial)
        return redirect(_address(conditions))
    form = SavedSearchForm(request.POST or None, initial=typed, user=request.user)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        save = partial(save_search, name=name, query=conditions.query, found=found, by=request.user)
        if saved := run_action(request, save, f"已保存为“{name}”，以后可在“查企业”打开。"):
            return redirect(saved.result)
    context = {"form": form, "conditions": conditions, "search": None, "address": _address(conditions)}
    return render(request, "feedback/search_form.html", context)


@requires("feedback.save_search")
def search_rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a saved search another name."""
    search = get_object_or_404(request.user.saved_searches, pk=pk)
    form = SearchNameForm(request.POST or None, initial={"name": search.name}, user=request.user, search=search)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["name"]
        if run_action(
            request, partial(rename_search, search=search, name=name, by=request.user), f"已改名为“{name}”。"
        ):
            return redirect("feedback:search_list")
    context = {"form": form, "conditions": _conditions(request, search.query), "search": search}
    return render(request, "feedback/search_form.html", {**context, "address": reverse("feedback:search_list")})


@require_POST
@requires("feedback.save_search")
def search_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a saved search."""
    search = get_object_or_404(request.user.saved_searches, pk=pk)
    run_action(request, partial(delete_search, search=search, by=request.user), f"已删除保存的查询“{search}”。")
    return redirect("feedback:search_list")


def _conditions(request: HttpRequest, query: str) -> Table:
    """Return the list of enterprises that the query chooses, for its conditions; no row is read."""
    shown = EnterpriseListFilter(QueryDict(query), queryset=Enterprise.objects.all(), request=request)
    return Table("企业", [], {}, shown)


def _address(conditions: Table) -> str:
    return f"{reverse('feedback:enterprise_list')}?{conditions.query}"
