"""A user's own drafts of applications: those that were saved, and what was typed and not accepted (drafts)."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Substr
from django.urls import resolve, reverse
from django.utils import timezone

from accounts.models import User
from drafts.models import Draft
from incentives.models import MeasureVersion
from roster.models import Enterprise


class ApplicationDraft(NamedTuple):
    """A draft, its enterprise, and the chosen measure as it is today, None where none was chosen."""

    draft: Draft
    enterprise: Enterprise
    version: MeasureVersion | None


def drafts_of_applications(user: User) -> QuerySet[Draft]:
    """The user's drafts of the form of an application for an enterprise that is still there, the newest first."""
    first, last = reverse("feedback:application_create", args=["-"]).split("-")
    kept = Draft.objects.kept().filter(user=user, path__startswith=first, path__endswith=last)
    length = Enterprise._meta.get_field("uscc").max_length
    named = Enterprise.objects.filter(uscc=Substr(OuterRef("path"), len(first) + 1, length))
    return kept.filter(Exists(named)).order_by("-kept_at")


def drafts_with_enterprises(user: User) -> list[ApplicationDraft]:
    """Return the user's drafts of applications, the newest first."""
    drafts = list(drafts_of_applications(user))
    if not drafts:
        return []
    codes = {draft: resolve(draft.path).kwargs["uscc"] for draft in drafts}
    enterprises = {each.uscc: each for each in Enterprise.objects.filter(uscc__in=set(codes.values()))}
    versions = MeasureVersion.objects.last_of_department(user.department, on=timezone.localdate())
    by_measure = {str(version.measure_id): version for version in versions}
    return [
        ApplicationDraft(draft, enterprises[code], by_measure.get(dict(draft.fields).get("measure", [""])[0]))
        for draft, code in codes.items()
    ]
