from django.urls import path

from reports.views import dashboard, period_reports

app_name = "reports"

urlpatterns = [
    path("", period_reports.period_report_list, name="period_report_list"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/count/", dashboard.dashboard_count, name="dashboard_count"),
    path("screen/", dashboard.big_screen, name="big_screen"),
    path("clock/", dashboard.public_clock, name="public_clock"),
]
