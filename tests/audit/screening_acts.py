"""The POSTs of the pages of `screening`, and of the pages of `blacklists` that a match policy makes two users share."""

from collections.abc import Iterator

from django.utils import timezone

from accounts.permissions import Role
from approvals.models import Approval
from blacklists.models import BlacklistImport
from roster.models import Enterprise
from screening.models import MatchPolicy, Revocation, Screening, ScreeningHit, Suspension
from screening.models.match_policy import ApprovalRule
from screening.reasons import ChunkParams, Failure, FailureCode
from screening.states import ScreeningState
from tests.audit.city import Act, City
from tests.factories import make_user
from tests.spreadsheet_files import blacklist_line, roster_line, uscc_of
from tests.steps import list_entries, put_in_force, read_entries, run_screenings, version_fields

NAME = "济南泺岬{:04d}进出口有限公司"


def hit_of(serial: int) -> ScreeningHit:
    return ScreeningHit.objects.get(enterprise__uscc=uscc_of(serial))


def screening_acts(city: City) -> Iterator[Act]:
    credit, serials = city.credit, range(101, 107)
    put_in_force(city.officer, [roster_line(serial) for serial in serials], mode="changes")
    names = [blacklist_line(NAME.format(serial), document=f"{serial}号") for serial in serials]
    list_entries(credit, "tax-violations", names, mode="changes")
    decision = {"decision": "dismissed", "reason": "地址不同"}
    first, second, third = hit_of(101), hit_of(102), hit_of(103)
    yield (
        "screening:hit_detail",
        lambda: city.post(credit, "screening:hit_detail", decision | version_fields(first), first.pk),
    )
    many = {**decision, "hit": [second.pk]}
    yield "screening:hits_decide", lambda: city.post(credit, "screening:hits_decide", many | version_fields(second))
    reason = {"reason": "有新材料"}
    yield (
        "screening:hit_reopen",
        lambda: city.post(credit, "screening:hit_reopen", reason | version_fields(first), first.pk),
    )
    MatchPolicy.objects.update_or_create(defaults={"approval_rule": ApprovalRule.ALL})
    yield (
        "screening:hit_detail",
        lambda: city.post(credit, "screening:hit_detail", decision | version_fields(third), third.pk),
    )
    yield (
        "screening:hit_reject",
        lambda: city.post(city.second, "screening:hit_reject", reason | version_fields(third), third.pk),
    )
    yield (
        "screening:hit_detail",
        lambda: city.post(credit, "screening:hit_detail", decision | version_fields(third), third.pk),
    )
    approved = {"hit": [third.pk]}
    yield (
        "screening:hits_approve",
        lambda: city.post(city.second, "screening:hits_approve", approved | version_fields(third)),
    )
    yield from freeing_acts(city)
    yield "screening:screening_create", lambda: city.post(credit, "screening:screening_create", {})
    run_screenings()
    done = Screening.objects.filter(state=ScreeningState.DONE, repeats=None).latest("pk")
    yield "screening:screening_repeat", lambda: city.post(credit, "screening:screening_repeat", {}, done.pk)
    failed = Screening.objects.filter(state=ScreeningState.WAITING).latest("pk")
    Screening.objects.filter(pk=failed.pk).update(state=ScreeningState.RUNNING)
    failure = Failure(code=FailureCode.CHUNK_FAILED, params=ChunkParams(chunk=1, attempts=3))
    Screening.objects.filter(pk=failed.pk).update(state=ScreeningState.FAILED, failure=failure)
    yield "screening:screening_retry", lambda: city.post(credit, "screening:screening_retry", {}, failed.pk)
    yield from lifting_acts(city, Enterprise.objects.get(uscc=uscc_of(105)))
    yield from revocation_acts(city, Enterprise.objects.get(uscc=uscc_of(105)))


def revocation_acts(city: City, enterprise: Enterprise) -> Iterator[Act]:
    """A revocation, and its restoration, which a colleague rejects and then approves."""
    decision = {"category": "smuggling", "reason": "走私", "document_number": "8号"}
    revoked = {**decision, "effective_on": timezone.localdate().isoformat()}
    yield (
        "screening:revocation_create",
        lambda: city.post(city.officer, "screening:revocation_create", revoked, enterprise.uscc),
    )
    restored = {"reason": "复核", "document_number": "9号", "restored_on": timezone.localdate().isoformat()}
    colleague = make_user(Role.CUSTOMS, department=city.officer.department)
    for answer in ("reject", "approve"):
        yield (
            "screening:revocation_restore",
            lambda: city.post(city.officer, "screening:revocation_restore", restored, the_revocation().pk),
        )
        address = f"screening:restoration_{answer}"
        yield (
            address,
            lambda address=address: city.post(colleague, address, shown_of(the_revocation()), the_revocation().pk),
        )


def lifting_acts(city: City, enterprise: Enterprise) -> Iterator[Act]:
    """A suspension, and its lifting, which a colleague rejects and then approves."""
    today = timezone.localdate().isoformat()
    suspended = {"reason": "涉嫌走私", "document_number": "7号", "effective_on": today}
    yield (
        "screening:suspension_create",
        lambda: city.post(city.officer, "screening:suspension_create", suspended, enterprise.uscc),
    )
    lifted = {"reason": "查无实据", "document_number": "8号", "lifted_on": today}
    colleague = make_user(Role.CUSTOMS, department=city.officer.department)
    for answer in ("reject", "approve"):
        yield (
            "screening:suspension_lift",
            lambda: city.post(city.officer, "screening:suspension_lift", lifted, the_suspension().pk),
        )
        address = f"screening:lifting_{answer}"
        yield (
            address,
            lambda address=address: city.post(colleague, address, shown_of(the_suspension()), the_suspension().pk),
        )


def freeing_acts(city: City) -> Iterator[Act]:
    """A file that ends a possible match, which a second user rejects and then approves."""
    removal = blacklist_line(NAME.format(104), document="104号", removed_on=timezone.localdate().isoformat())
    freeing = read_entries(city.credit, "tax-violations", [removal], mode="changes")
    for answer in ("reject", "approve"):
        yield (
            "blacklists:import_confirm",
            lambda: city.post(city.credit, "blacklists:import_confirm", {"reason": "来函"}, freeing.pk),
        )
        address = f"blacklists:import_{answer}"
        yield address, lambda address=address: city.post(city.second, address, shown_of(freeing), freeing.pk)


def the_revocation() -> Revocation:
    return Revocation.objects.latest("pk")


def the_suspension() -> Suspension:
    return Suspension.objects.latest("pk")


def shown_of(subject: BlacklistImport | Revocation | Suspension) -> dict[str, str]:
    """The proposal that the page of the subject shows, and a reason to reject it."""
    return {"version": str(Approval.objects.of_subject(subject).pending().get().pk), "reason": "来源未核实"}


def policy_acts(city: City) -> Iterator[Act]:
    relaxed = {"approval_rule": "none", "term_working_days": 5, "reason": "规程"}
    yield "screening:match_policy", lambda: city.post(city.credit, "screening:match_policy", relaxed)
    yield (
        "screening:match_policy_reject",
        lambda: city.post(city.second, "screening:match_policy_reject", shown_policy()),
    )
    yield "screening:match_policy", lambda: city.post(city.credit, "screening:match_policy", relaxed)
    yield (
        "screening:match_policy_approve",
        lambda: city.post(city.second, "screening:match_policy_approve", shown_policy()),
    )
    run_screenings()
    thresholds = {"review_threshold": 70, "ignore_below": 40}
    yield "screening:thresholds_trial", lambda: city.post(city.credit, "screening:thresholds_trial", thresholds)
    run_screenings()
    basis = {"reason": "纪要"}
    yield (
        "screening:thresholds_apply",
        lambda: city.post(city.second, "screening:thresholds_apply", basis, Screening.objects.latest("pk").pk),
    )


def shown_policy() -> dict[str, str]:
    """The fields that the page of the match policy sends with an approval or a rejection."""
    approval = MatchPolicy.current().approval
    return {"version": str(approval.pk), "reason": "请再议"}
