from django.urls import path

from reports.views import period_reports

app_name = "reports"

urlpatterns = [
    path("", period_reports.period_report_list, name="period_report_list"),
]
