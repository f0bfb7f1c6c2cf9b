from django.urls import path

from reports import api

app_name = "reports_api"

urlpatterns = [
    path("period-reports/", api.period_report_list, name="period_report_list"),
    path("period-reports/<int:pk>/", api.period_report_detail, name="period_report_detail"),
]
