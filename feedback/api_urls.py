from django.urls import path

from feedback.api import (
    applications,
    enterprises,
    inquiries,
    lookups,
    months,
    notices,
    revocations,
    suspensions,
    violation_reports,
)

app_name = "feedback_api"

urlpatterns = [
    path("enterprises/", enterprises.enterprise_list, name="enterprise_list"),
    path("enterprises/<str:uscc>/", enterprises.enterprise_detail, name="enterprise_detail"),
    path("applications/", applications.application_list, name="application_list"),
    path("applications/<int:pk>/", applications.application_detail, name="application_detail"),
    path("applications/<int:pk>/correct/", applications.application_correct, name="application_correct"),
    path("applications/<int:pk>/supplement/", applications.application_supplement, name="application_supplement"),
    path("applications/<int:pk>/stop/", applications.application_stop, name="application_stop"),
    path("applications/<int:pk>/cancel/", applications.application_cancel, name="application_cancel"),
    path("lookups/", lookups.lookup_list, name="lookup_list"),
    path("lookups/<int:pk>/", lookups.lookup_detail, name="lookup_detail"),
    path("lookups/<int:pk>/lines/", lookups.lookup_line_list, name="lookup_line_list"),
    path("applications/<int:pk>/inquiries/", inquiries.inquiry_list, name="inquiry_list"),
    path("inquiries/<int:pk>/answer/", inquiries.inquiry_answer, name="inquiry_answer"),
    path("months/", months.month_list, name="month_list"),
    path("months/<int:pk>/", months.month_detail, name="month_detail"),
    path("months/<int:pk>/confirm/", months.month_confirm, name="month_confirm"),
    path("revocations/", revocations.revocation_list, name="revocation_list"),
    path("violation-reports/", violation_reports.violation_report_list, name="violation_report_list"),
    path("violation-reports/<int:pk>/", violation_reports.violation_report_detail, name="violation_report_detail"),
    path("suspensions/", suspensions.suspension_list, name="suspension_list"),
    path("notices/", notices.notice_list, name="notice_list"),
    path("notices/<int:pk>/changes/", notices.notice_change_list, name="notice_change_list"),
    path("notices/<int:pk>/read/", notices.notice_read, name="notice_read"),
    path("notices/<int:pk>/acknowledge/", notices.notice_acknowledge, name="notice_acknowledge"),
    path("advice/", notices.advice_list, name="advice_list"),
    path("advice/<int:pk>/", notices.advice_detail, name="advice_detail"),
    path("advice/<int:pk>/answer/", notices.advice_answer, name="advice_answer"),
]
