"""名单管理办法: upload and withdraw the rules by which a customs office manages its list (plan §3)."""

from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from roster.actions.locks import lock_offices
from roster.models import ListRules
from roster.policies import check_may_upload_rules, check_may_withdraw_rules
from uploads.models import clean_filename


@transaction.atomic
def upload_rules(
    *, title: str, document_number: str, issued_on: date, in_force_from: date, file: UploadedFile, by: User
) -> ListRules:
    """Keep the rules of the user's office, which are in force from a day on. Raises ActionDenied.

    The offices are locked, so that two officers do not upload rules of the same day.
    """
    lock_offices()
    office = by.own_department
    check_may_upload_rules(office, issued_on=issued_on, in_force_from=in_force_from)
    rules = ListRules.objects.create(
        office=office,
        title=title,
        document_number=document_number,
        issued_on=issued_on,
        in_force_from=in_force_from,
        file=file,
        filename=clean_filename(file.name or ""),
        uploaded_by=by,
    )
    data = {"document_number": document_number, "in_force_from": in_force_from, "file": rules.filename}
    record(EventType.RULES_UPLOADED, target=rules, data=data, by=by)
    return rules


@transaction.atomic
def withdraw_rules(*, rules: ListRules, reason: str, by: User) -> ListRules:
    """Withdraw rules that were uploaded by mistake; decisions that cite them keep the citation. Raises ActionDenied."""
    rules = ListRules.objects.select_for_update(of=("self",)).select_related("office").get(pk=rules.pk)
    check_may_withdraw_rules(rules, by)
    rules.withdrawn_by, rules.withdrawn_at, rules.withdrawal_reason = by, timezone.now(), reason
    rules.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawal_reason"])
    record(EventType.RULES_WITHDRAWN, target=rules, data={"reason": reason}, by=by)
    return rules
