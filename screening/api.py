"""The API of standings: the standing of an enterprise on a day, and its evidence (docs/api.md)."""

from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import by_token
from roster.models import Enterprise
from screening.explanation.explain import StandingQuery, explain
from screening.forms.standings import StandingForm
from screening.serializers import ExplanationSerializer


class StandingDetail(APIView):
    def get(self, request: Request, uscc: str) -> Response:
        """The standing of the enterprise on a day, and its evidence, as the platform knew it at a moment."""
        enterprise = get_object_or_404(Enterprise, uscc=uscc)
        form = StandingForm(request.query_params)
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        query = StandingQuery(**form.cleaned_data, sees_screening=request.user.has_perm("screening.view_screening"))
        return Response(ExplanationSerializer(explain(enterprise, query)).data)


standing_detail = by_token("roster.view_enterprise")(StandingDetail.as_view())
