"""“黑名单”导入: upload, check, confirm and withdraw the files of blacklists."""

from functools import partial

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from blacklists.actions.import_approval import reject_import
from blacklists.actions.imports import approve_import, confirm_import, live_count, receive_import, withdraw_import
from blacklists.forms import ConfirmImportForm, ImportForm, RejectionForm
from blacklists.models import BlacklistImport
from blacklists.policies import needs_end_count
from foundation.web.actions import refuse, run_action
from foundation.web.bodies import Body, takes
from foundation.web.confirmations import Confirmation
from foundation.web.forms import VersionForm, parameters
from spreadsheets.columns import BLACKLIST_COLUMNS
from uploads.views import (
    blank_table,
    file_context,
    file_of_set_aside_rows,
    original_file,
    post_as_of,
    post_row_decision,
    show_progress,
)


def import_of(pk: int) -> BlacklistImport:
    """Return the import; raise Http404 for an unknown one."""
    related = ("blacklist", "uploaded_by", "confirmed_by", "approval__proposed_by")
    imports = BlacklistImport.objects.select_related(*related)
    return get_object_or_404(imports, pk=pk)


@require_safe
@requires("blacklists.add_blacklistimport")
def import_blank(request: HttpRequest) -> HttpResponse:
    """Download an empty blacklist to be filled in."""
    return blank_table(BLACKLIST_COLUMNS, "严重失信主体名单（空白模板）")


@takes(Body.FILE)
@requires("blacklists.add_blacklistimport")
def import_create(request: HttpRequest) -> HttpResponse:
    """Upload a file of a blacklist."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        receive = partial(
            receive_import,
            blacklist=form.cleaned_data["blacklist"],
            upload=form.cleaned_data["file"],
            mode=form.cleaned_data["mode"],
            as_of=form.cleaned_data["as_of"],
            by=request.user,
        )
        if received := run_action(request, receive, ""):
            submission, is_new = received.result
            if not is_new:
                messages.info(request, "这份文件与此前上传的内容完全相同，已为您打开那一次导入。")
            return redirect("blacklists:import_detail", submission.pk)
    return render(request, "blacklists/import_form.html", {"form": form})


@require_safe
@requires("blacklists.view_blacklist")
def import_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one import: its progress, its problems and the possible actions."""
    return _show(request, import_of(pk))


def _show(
    request: HttpRequest,
    submission: BlacklistImport,
    *,
    confirm_form: ConfirmImportForm | None = None,
    reason_form: RejectionForm | None = None,
) -> HttpResponse:
    """Show the import, with the form that was posted and refused."""
    impacts = list(submission.impacts.with_standings()) if submission.is_checked else []
    context = {
        **file_context(request, submission),
        "confirm_form": confirm_form or ConfirmImportForm(),
        "needs_ended_count": submission.is_checked and needs_end_count(submission, live=live_count(submission)),
        "reason_form": reason_form or RejectionForm(),
        "impacts": impacts,
        "may_lose_hits": submission.blacklist.excludes and any(impact.may_lose_hits for impact in impacts),
        "screenings": submission.screenings.all(),
    }
    return render(request, "blacklists/import_detail.html", context)


@require_safe
@requires("blacklists.view_blacklist")
def import_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the progress of the worker, which the page polls until the import is read."""
    return show_progress(request, import_of(pk))


@require_POST
@requires("blacklists.add_blacklistimport")
def import_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm an import; its valid rows take effect."""
    submission = import_of(pk)
    form = ConfirmImportForm(request.POST)
    if not form.is_valid():
        refuse(request, " ".join(text for texts in form.errors.values() for text in texts))
        return _show(request, submission, confirm_form=form)
    confirm = partial(confirm_import, submission=submission, **form.cleaned_data, by=request.user)
    run_action(request, confirm, _confirmed)
    return redirect("blacklists:import_detail", pk)


def _confirmed(submission: BlacklistImport, act: str = "已导入") -> Confirmation:
    """What follows the confirmation of an import, or the proposal to confirm it."""
    links = _links(submission)
    if submission.awaits_approval:
        follows = ["另一名信用管理人员复核同意后生效，在此之前可以撤回"]
        return Confirmation("已提请确认", number=submission.number, follows=follows, links=links)
    follows = ["正在与在册企业交叉比对，进度和结果在本页下方", "资格有变化的企业将通报各成员单位"]
    return Confirmation(f"{act}：{submission.filename}", number=submission.number, follows=follows, links=links)


def _not_imported(submission: BlacklistImport, act: str, can: str) -> Confirmation:
    """What follows the withdrawal of an import, or the rejection of its confirmation; `can`: what is possible now."""
    follows = ["“黑名单”没有改变", can]
    links = [("导入“黑名单”", reverse("blacklists:import_create")), *_links(submission)]
    return Confirmation(f"{act}：{submission.filename}", number=submission.number, follows=follows, links=links)


def _links(submission: BlacklistImport) -> list[tuple[str, str]]:
    blacklist = submission.blacklist
    return [
        (f"“黑名单”{blacklist}", reverse("blacklists:blacklist_detail", args=[blacklist.code])),
        ("“黑名单”和导入记录", reverse("blacklists:blacklist_list")),
    ]


@require_POST
@requires("blacklists.add_blacklistimport")
def import_approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the proposed confirmation of an import as a second user."""
    version = parameters(VersionForm(request.POST))["version"]
    approve = partial(approve_import, submission=import_of(pk), expected_version=version, by=request.user)
    run_action(request, approve, partial(_confirmed, act="已复核同意并导入"))
    return redirect("blacklists:import_detail", pk)


@require_POST
@requires("blacklists.add_blacklistimport")
def import_reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Reject the proposed confirmation of an import, or withdraw one's own."""
    submission, form = import_of(pk), RejectionForm(request.POST)
    if not form.is_valid():
        refuse(request, " ".join(form.errors["reason"]))
        return _show(request, submission, reason_form=form)
    is_own = submission.approval is not None and submission.approval.proposed_by_id == request.user.pk
    version, reason = parameters(VersionForm(request.POST))["version"], form.cleaned_data["reason"]
    reject = partial(reject_import, submission=submission, expected_version=version, reason=reason, by=request.user)
    act = "已撤回提请" if is_own else "已退回提请"
    run_action(request, reject, _not_imported(submission, act, "可以重新提请确认，或撤回这次导入"))
    return redirect("blacklists:import_detail", pk)


@takes(Body.ROWS)
@require_POST
@requires("blacklists.add_blacklistimport")
def import_decide_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide whether rows are entries, and have the file read again."""
    post_row_decision(request, import_of(pk))
    return redirect("blacklists:import_detail", pk)


@takes(Body.ROWS)
@require_POST
@requires("blacklists.add_blacklistimport")
def import_as_of(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the as-of day, and have the file read again."""
    post_as_of(request, import_of(pk))
    return redirect("blacklists:import_detail", pk)


@require_POST
@requires("blacklists.add_blacklistimport")
def import_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an import before it is confirmed."""
    submission = import_of(pk)
    withdraw = partial(withdraw_import, submission=submission, by=request.user)
    run_action(request, withdraw, _not_imported(submission, "已撤回", "改正后的文件可以重新导入"))
    return redirect("blacklists:import_detail", pk)


@require_safe
@requires("blacklists.view_blacklist")
def import_file(request: HttpRequest, pk: int) -> FileResponse:
    """Download the stored file; 404 for one that was not kept."""
    return original_file(request, import_of(pk))


@require_safe
@requires("blacklists.view_blacklist")
def import_set_aside(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download all rows that are no entries, with their reasons."""
    back_url = reverse("blacklists:import_detail", args=[pk])
    return file_of_set_aside_rows(request, import_of(pk), back_url=back_url)
