"""The API of measures: those in force on a day (docs/api.md)."""

from datetime import date
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from accounts.access import by_token
from incentives.forms import MeasuresOnForm
from incentives.models import MeasureVersion, MeasureVersionQuerySet
from incentives.serializers import MeasureSerializer

ON = OpenApiParameter("on", OpenApiTypes.DATE, description="哪一天；默认今天。")


@extend_schema_view(
    get=extend_schema(
        operation_id="list_measures",
        summary="某一天施行的激励措施",
        description="各行动计划在这一天施行的措施；暂停、废止的不列。以后的日子，以平台现在所知为准。",
        parameters=[ON],
        tags=["激励措施"],
    )
)
class MeasureList(ListAPIView):
    serializer_class = MeasureSerializer

    def get_queryset(self) -> MeasureVersionQuerySet:
        """List the measures in force on the day, by plan and number."""
        versions = MeasureVersion.objects.in_force(on=self.day).select_related("measure__section__plan")
        plan = "measure__section__plan"
        return versions.prefetch_related("departments").order_by(f"{plan}__in_force_from", plan, "measure__number")

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "day": self.day}

    @property
    def day(self) -> date:
        form = MeasuresOnForm(self.request.query_params)
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        day: date = form.cleaned_data["on"]
        return day


measure_list = by_token("roster.view_enterprise")(MeasureList.as_view())
