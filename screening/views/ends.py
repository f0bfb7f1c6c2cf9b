"""The page on which a customs office ends a revocation or a suspension, and a second officer approves that."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.models import User
from foundation.web.actions import refuse, run_action
from foundation.web.confirmations import Confirmation
from foundation.web.forms import VersionForm, parameters
from screening.forms.hits import HitReasonForm
from screening.models import MatchPolicy, Revocation, Suspension
from screening.policies import competent_office
from screening.states import Decision

Sanction = Revocation | Suspension


@dataclass(frozen=True)
class EndPage:
    """What differs between the two pages: the addresses, the form, the check and the words.

    `answer_address` is the address of approval and rejection without their endings.

    `noun` is the end, `begun` and `ended` are the verbs of the sanction and of its end. `act` is the end in words, with
    a place for the enterprise. `number` is the field of its document. `note` is shown before the end, `follows` after
    it and `unchanged` after a rejection.
    """

    address: str
    answer_address: str
    form: type[Form]
    check_may: Callable[[Any, User], None]
    noun: str
    begun: str
    ended: str
    act: str
    number: str
    note: str
    follows: str
    unchanged: tuple[str, ...]


def end_on_page(request: HttpRequest, sanction: Sanction, page: EndPage, end: Callable[..., Sanction]) -> HttpResponse:
    """Show the page; end the sanction, or propose it, where the form is posted. `end` takes the fields of the form.

    A refusal shows what was typed again.
    """
    if request.method == "GET":
        page.check_may(sanction, request.user)
    form = page.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if run_action(request, partial(end, **form.cleaned_data), partial(_answer, page)):
            return redirect(sanction.enterprise)
    elif request.method == "POST":
        run_action(request, partial(page.check_may, sanction, request.user), "")
    return _show(request, sanction, page, form, HitReasonForm())


def approve_on_page(
    request: HttpRequest, sanction: Sanction, page: EndPage, approve: Callable[..., Sanction]
) -> HttpResponse:
    """Approve the proposed end that the page showed."""
    version = parameters(VersionForm(request.POST))["version"]
    if run_action(request, partial(approve, expected_version=version), partial(_answer, page)):
        return redirect(sanction.enterprise)
    return redirect(page.address, sanction.pk)


def reject_on_page(
    request: HttpRequest, sanction: Sanction, page: EndPage, reject: Callable[..., Sanction]
) -> HttpResponse:
    """Reject the proposed end that the page showed, or withdraw one's own."""
    form = HitReasonForm(request.POST)
    if not form.is_valid():
        refuse(request, " ".join(form.errors["reason"]))
        run_action(request, partial(page.check_may, sanction, request.user), "")
        return _show(request, sanction, page, page.form(), form)
    is_own = sanction.approval is not None and sanction.approval.proposed_by_id == request.user.pk
    version, reason = parameters(VersionForm(request.POST))["version"], form.cleaned_data["reason"]
    done = Confirmation(
        f"已{'撤回' if is_own else '退回'}：{page.act.format(sanction.enterprise)}",
        follows=page.unchanged,
        links=[("企业页", sanction.enterprise.get_absolute_url())],
    )
    run_action(request, partial(reject, expected_version=version, reason=reason), done)
    return redirect(page.address, sanction.pk)


def _show(request: HttpRequest, sanction: Sanction, page: EndPage, form: Form, reason_form: Form) -> HttpResponse:
    """Show the page. Another office reaches it by posting its form only, and sees nothing but what it typed."""
    is_competent = competent_office(sanction.enterprise) == request.user.department
    context = {
        "form": form,
        "page": page,
        "sanction": sanction,
        "enterprise": sanction.enterprise,
        "is_competent": is_competent,
        "proposal": _proposal_of(sanction) if is_competent else {},
        "requires_approval": MatchPolicy.current().requires_approval_of(Decision.DISMISSED),
        "reason_form": reason_form,
        "approve_url": reverse(f"{page.answer_address}_approve", args=[sanction.pk]),
        "reject_url": reverse(f"{page.answer_address}_reject", args=[sanction.pk]),
    }
    return render(request, "screening/sanction_end.html", context)


def _proposal_of(sanction: Sanction) -> dict[str, Any]:
    """The proposed end for the page: its day and its document; empty where none waits for approval."""
    if sanction.approval is None or not sanction.has_proposal:
        return {}
    change = sanction.approval.change
    return {"day": date.fromisoformat(change["ended_on"]), "document_number": change["document_number"]}


def _answer(page: EndPage, sanction: Sanction) -> Confirmation:
    """The confirmation of an end or of a proposed one."""
    act = page.act.format(sanction.enterprise)
    links = [("企业页", sanction.enterprise.get_absolute_url())]
    if sanction.has_proposal:
        follows = ["本关另一名关员复核同意后生效，在此之前可以撤回"]
        return Confirmation(f"已提请{act}", follows=follows, links=links)
    return Confirmation(f"已{act}", number=getattr(sanction, page.number), follows=[page.follows], links=links)
