"""异议与纠错: filing an objection without an account, and following it by its number and code."""

from functools import partial
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.access import public
from accounts.lock_out import counted
from foundation.denials import ActionDenied
from foundation.encryption import hash_of
from foundation.postgres.conflicts import retry_once
from foundation.web.bodies import Body, takes
from foundation.web.forms import parameters
from publicity.actions.objections import file_objection, use_up
from publicity.challenges import KEPT, read_challenge
from publicity.forms.objections import ObjectionSubjectForm
from publicity.forms.public_objections import ObjectionFilingForm, ObjectionStatusForm, ReceiptForm
from publicity.kept_pages import kept
from publicity.limits import has_asked_too_often, has_tried_too_often
from publicity.models import Objection, UsedChallenge
from workdays.site_settings import site_settings

TOO_OFTEN = "您所在的网络一小时内{act}次数过多，请一小时后再试，或致电市发展改革委。{kept}"
UNKNOWN = "没有找到这件异议：编号或查询码不正确，请核对后重新填写。"


@require_safe
@public
@kept
def objection_guide(request: HttpRequest) -> HttpResponse:
    """Say what an objection is for, who answers it and by when, and how it is followed."""
    return render(request, "publicity/objection_guide.html", {"term": site_settings().objection_term})


@takes(Body.FILE)
@public
def objection_file(request: HttpRequest) -> HttpResponse:
    """File an objection; the address may name what it is about. The challenge is checked before files are read."""
    named = parameters(ObjectionSubjectForm(request.GET))
    initial = {"subject": named["subject"], "enterprise_name": named["enterprise"], "case": named["case"]}
    is_sent = request.method == "POST"
    is_over = is_sent and has_tried_too_often(counted(request))
    denial = TOO_OFTEN.format(act="提交", kept="所填内容已保留。") if is_over else ""
    form = ObjectionFilingForm(
        request.POST or None, request.FILES or None, visitor=request, initial=initial, denial=denial
    )
    if is_sent and form.is_valid():
        filing = partial(
            file_objection,
            challenge=form.shown,
            sha256=form.digest,
            **form.content,
            address=counted(request),
        )
        try:
            retry_once(filing)
        except ActionDenied as denied:
            form.refuse(denied.message)
        else:
            return redirect(f"{reverse('publicity:objection_filed')}?{urlencode({'receipt': form.shown.token})}")
    if form.wrong:
        use_up(form.wrong)
    context = {"form": form, "days": settings.OBJECTOR_DAYS, "term": site_settings().objection_term}
    status = HTTPStatus.TOO_MANY_REQUESTS if is_over else HTTPStatus.OK
    return render(request, "publicity/objection_file.html", context, status=status)


@require_safe
@public
def objection_filed(request: HttpRequest) -> HttpResponse:
    """Show number and code of the objection that was just filed, to the browser that filed it."""
    challenge = read_challenge(request, parameters(ReceiptForm(request.GET))["receipt"], valid=KEPT)
    if challenge is None:
        raise Http404
    used = get_object_or_404(UsedChallenge.objects.select_related("objection__case"), key=challenge.key)
    if used.objection is None:
        raise Http404
    return render(request, "publicity/objection_filed.html", {"objection": used.objection, "code": challenge.code})


@public
def objection_status(request: HttpRequest) -> HttpResponse:
    """Show the state of an objection, without personal data, to who knows its number and its code."""
    form = ObjectionStatusForm(request.POST or None)
    found, status = None, HTTPStatus.OK
    if request.method == "POST" and has_asked_too_often(counted(request)):
        form.add_error(None, TOO_OFTEN.format(act="查询", kept=""))
        status = HTTPStatus.TOO_MANY_REQUESTS
    elif request.method == "POST" and form.is_valid():
        found = _objection_of(form.cleaned_data["number"], form.cleaned_data["code"])
        if found is None:
            form.add_error(None, UNKNOWN)
    return render(request, "publicity/objection_status.html", {"form": form, "objection": found}, status=status)


def _objection_of(number: str, code: str) -> Objection | None:
    """Return the objection with the number and the code; None where one of them is wrong, whichever."""
    objection = Objection.objects.filter(code_sha256=hash_of(code)).select_related("case").first()
    return objection if objection and objection.number == number else None
