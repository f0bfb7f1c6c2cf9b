from django.urls import path

from reports.views import dashboard, period_reports, supervision

app_name = "reports"

urlpatterns = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/count/", dashboard.dashboard_count, name="dashboard_count"),
    path("screen/", dashboard.big_screen, name="big_screen"),
    path("clock/", dashboard.public_clock, name="public_clock"),
    path("reports/", period_reports.period_report_list, name="period_report_list"),
    path("reports/new/", period_reports.period_report_create, name="period_report_create"),
    path("reports/requests/<int:pk>/", period_reports.period_report_request, name="period_report_request"),
    path("reports/<int:pk>/", period_reports.period_report_detail, name="period_report_detail"),
    path("reports/<int:pk>/file/", period_reports.period_report_file, name="period_report_file"),
    path("reports/<int:pk>/enterprises/", period_reports.period_report_enterprises, name="period_report_enterprises"),
    path("reports/<int:pk>/correct/", period_reports.period_report_correct, name="period_report_correct"),
    path("supervision/", supervision.supervision_list, name="supervision_list"),
    path("supervision/file/", supervision.supervision_file, name="supervision_file"),
]
