"""Django admin for the sections, read-only. The admin of plans and measures is in `feedback.admin`."""

from django.contrib import admin

from accounts.admin import FilteredByList
from incentives.models import Section


@admin.register(Section)
class SectionAdmin(FilteredByList):
    """The sections of measures, read-only."""

    list_display = ("label", "title", "plan")
    list_display_links = ("title",)
    list_select_related = ("plan",)
