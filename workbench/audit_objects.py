"""The pages of what audit events name."""

from django.apps import apps
from django.urls import reverse

from audit.models import AuditEvent

# Model → the route of its page, and the field by which the route names an object.
PAGES = {
    "blacklists.Blacklist": ("blacklists:blacklist_detail", "code"),
    "blacklists.BlacklistImport": ("blacklists:import_detail", "pk"),
    "certificates.Checkpoint": ("certificates:checkpoint_detail", "pk"),
    "feedback.MeasureApplication": ("feedback:application_detail", "pk"),
    "feedback.StopAdvice": ("feedback:advice_detail", "pk"),
    "feedback.ViolationReport": ("feedback:report_detail", "pk"),
    "roster.Enterprise": ("feedback:enterprise_detail", "uscc"),
    "roster.ListRules": ("roster:rules_detail", "pk"),
    "roster.RosterSubmission": ("roster:submission_detail", "pk"),
    "roster.Transfer": ("roster:transfer_detail", "pk"),
    "screening.Screening": ("screening:screening_detail", "pk"),
    "screening.ScreeningHit": ("screening:hit_detail", "pk"),
}


def has_page(event: AuditEvent) -> bool:
    """Return whether the auditor can open a page of what the event is about, if it still exists."""
    return event.target_label in PAGES


def address_of(event: AuditEvent) -> str | None:
    """Return the address of what the event is about; None where it has no page or no longer exists."""
    if not has_page(event):
        return None
    route, field = PAGES[event.target_label]
    named = apps.get_model(event.target_label).objects.filter(pk=event.target_key).values_list(field, flat=True).first()
    return None if named is None else reverse(route, args=[named])
