"""Mark applications as typical (典型), so that 市发展改革委 writes public cases of them."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.recording import record
from audit.types import EventType
from feedback.actions.changes import lock_application
from feedback.feedback_policies import check_may_mark_typical, check_may_unmark_typical
from feedback.models import MeasureApplication, TypicalMark
from feedback.policies import check_reason


@transaction.atomic
def mark_typical(*, application: MeasureApplication, reason: str, by: User) -> TypicalMark:
    """Mark the application as typical, with the reason. Raises ActionDenied."""
    application = lock_application(application)
    check_reason(reason)
    check_may_mark_typical(application, by)
    mark = TypicalMark.objects.create(
        application=application, department=by.own_department, reason=reason, marked_by=by
    )
    record(EventType.TYPICAL_MARKED, target=mark, data={"reason": reason}, by=by)
    return mark


@transaction.atomic
def unmark_typical(*, application: MeasureApplication, by: User) -> TypicalMark:
    """Take the mark of the application back. Raises ActionDenied."""
    application = lock_application(application)
    mark = application.typical_marks.filter(unmarked_at__isnull=True).first()
    check_may_unmark_typical(mark, by)
    assert mark is not None
    mark.unmarked_by, mark.unmarked_at = by, timezone.now()
    mark.save(update_fields=["unmarked_by", "unmarked_at"])
    record(EventType.TYPICAL_UNMARKED, target=mark, by=by)
    return mark
