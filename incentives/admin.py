"""Django admin for the plan and its sections, read-only. The admin of the measures is in `feedback.admin`."""

from django.contrib import admin
from django.utils.html import format_html_join

from accounts.admin import FilteredByList
from incentives.models import ActionPlan, Section


@admin.register(ActionPlan)
class ActionPlanAdmin(FilteredByList):
    """The plan, read-only."""

    list_display = ("document_number", "title", "issued_on")
    fields = ("document_number", "title", "issued_by", "issued_on", "text")
    readonly_fields = ("text",)

    @admin.display(description="正文")
    def text(self, plan: ActionPlan) -> str:
        lines = [line for part in plan.parts for line in (part["heading"], *part["paragraphs"])]
        return format_html_join("", "<p>{}</p>", ([line] for line in lines))


@admin.register(Section)
class SectionAdmin(FilteredByList):
    """The 11 sections of measures, read-only."""

    list_display = ("label", "title", "plan")
    list_display_links = ("title",)
    list_select_related = ("plan",)
