"""The checkpoints of the log (检查点) and their cosigning (会签) by the customs offices and the auditor."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from accounts.access import confirmed, requires
from accounts.lock_out import Party, count_failure, forget_failures, locked_until, wait_text
from audit.chain import NO_HEAD
from audit.recording import record, record_read
from audit.types import EventType
from certificates.actions.cosigning import WrongPassphrase, cosign_checkpoint, make_sealed_key, record_cosignature
from certificates.forms import CosignedNoteForm, NewKeyForm, PassphraseForm
from certificates.log import request_to_cosign
from certificates.models import Checkpoint, Cosignature, CosigningKey
from certificates.policies import check_may_cosign, check_may_make_sealed_key
from foundation.denials import ActionDenied
from foundation.web.actions import refuse, run_action
from foundation.web.bodies import Body, takes
from foundation.web.lists import paginate, refuses_unknown


@require_safe
@requires("certificates.view_checkpoint")
@refuses_unknown("证明日志的检查点")
def checkpoint_list(request: HttpRequest) -> HttpResponse:
    """List the checkpoints, the newest first, with who cosigned each."""
    page = paginate(request, Checkpoint.objects.with_cosignatures().order_by("-day"))
    return render(request, "certificates/checkpoint_list.html", {"page": page, "key": _key_of(request)})


@require_safe
@requires("certificates.view_checkpoint")
def checkpoint_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one checkpoint, with what its cosigner does."""
    return _show(request, _checkpoint(pk))


@require_safe
@requires("certificates.cosign_checkpoint")
def checkpoint_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Download the checkpoint to be cosigned outside of the portal."""
    checkpoint = _checkpoint(pk)
    try:
        content = str(request_to_cosign(checkpoint, check_may_cosign(checkpoint, request.user)))
    except ActionDenied as denied:
        refuse(request, denied.message)
        return redirect("certificates:checkpoint_detail", pk)
    record_read(EventType.FILE_DOWNLOADED, target=checkpoint, by=request.user)
    response = HttpResponse(content, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, _file_name(checkpoint))
    return response


@require_POST
@takes(Body.ROWS)
@requires("certificates.cosign_checkpoint")
def checkpoint_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the cosignature that was made outside of the portal."""
    checkpoint, form = _checkpoint(pk), CosignedNoteForm(request.POST, request.FILES)
    if form.is_valid():
        content = form.cleaned_data["file"]
        upload = partial(record_cosignature, checkpoint=checkpoint, content=content, by=request.user)
        if run_action(request, upload, f"已会签{checkpoint}。"):
            return redirect("certificates:checkpoint_detail", pk)
    return _show(request, checkpoint, form)


@require_POST
@requires("certificates.cosign_checkpoint")
def checkpoint_cosign(request: HttpRequest, pk: int) -> HttpResponse:
    """Cosign with the key in the portal."""
    checkpoint, form = _checkpoint(pk), PassphraseForm(request.POST)
    if form.is_valid():
        passphrase = form.cleaned_data["key_password"]
        if run_action(request, partial(_cosign, request, checkpoint, passphrase), f"已会签{checkpoint}。"):
            return redirect("certificates:checkpoint_detail", pk)
    return _show(request, checkpoint, form)


def _cosign(request: HttpRequest, checkpoint: Checkpoint, passphrase: str) -> Cosignature:
    """Cosign; a wrong passphrase is recorded, and counts like a wrong password. Raises ActionDenied."""
    party = Party.of(request, f"cosigning:{request.user.department_id}")
    if until := locked_until(party):
        raise ActionDenied(f"口令输错的次数过多，请于{wait_text(until)}以后再试。")
    try:
        cosignature = cosign_checkpoint(checkpoint=checkpoint, passphrase=passphrase, by=request.user)
    except WrongPassphrase:
        count_failure(party)
        record(EventType.COSIGNING_REFUSED, target=checkpoint, by=request.user)
        raise
    forget_failures(party)
    return cosignature


@requires("certificates.cosign_checkpoint")
@confirmed
def cosigning_key_create(request: HttpRequest) -> HttpResponse:
    """Make a key of the user's office, encrypted with a passphrase in the portal."""
    if request.method == "GET":
        check_may_make_sealed_key(request.user)
    form = NewKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        make = partial(make_sealed_key, passphrase=form.cleaned_data["key_password"], by=request.user)
        if run_action(request, make, lambda key: f"已生成会签密钥，编号{key.key_id}。"):
            return redirect("certificates:checkpoint_list")
    return render(request, "certificates/cosigning_key_form.html", {"form": form, "key": _key_of(request)})


def _show(
    request: HttpRequest, checkpoint: Checkpoint, form: CosignedNoteForm | PassphraseForm | None = None
) -> HttpResponse:
    context = {
        "checkpoint": checkpoint,
        "audit_head": "" if checkpoint.audit_head == NO_HEAD else checkpoint.audit_head,
        "file_name": _file_name(checkpoint),
        "key": None,
        "refusal": "",
    }
    if request.user.has_perm("certificates.cosign_checkpoint"):
        try:
            key = check_may_cosign(checkpoint, request.user)
            context |= {"key": key, "form": form or (PassphraseForm() if key.sealed_key else CosignedNoteForm())}
        except ActionDenied as denied:
            context["refusal"] = denied.message
    return render(request, "certificates/checkpoint_detail.html", context)


def _key_of(request: HttpRequest) -> CosigningKey | None:
    """Return the key of the user's office; None without one, or where the user may not cosign."""
    keys = CosigningKey.objects.active().of(request.user).select_related("department")
    return keys.first() if request.user.has_perm("certificates.cosign_checkpoint") else None


def _checkpoint(pk: int) -> Checkpoint:
    return get_object_or_404(Checkpoint.objects.with_cosignatures(), pk=pk)


def _file_name(checkpoint: Checkpoint) -> str:
    return f"checkpoint-{checkpoint.day.isoformat()}.txt"
