from django.urls import path

from feedback.views import answers, applications, changes, enterprises, evidence, lookups, notices, reports, several

app_name = "feedback"

urlpatterns = [
    path("enterprises/", enterprises.enterprise_list, name="enterprise_list"),
    path("enterprises/suggestions/", enterprises.enterprise_suggestions, name="enterprise_suggestions"),
    path("enterprises/<str:uscc>/", enterprises.enterprise_detail, name="enterprise_detail"),
    path("enterprises/<str:uscc>/follow/", enterprises.enterprise_follow, name="enterprise_follow"),
    path("enterprises/<str:uscc>/unfollow/", enterprises.enterprise_unfollow, name="enterprise_unfollow"),
    path("enterprises/<str:uscc>/apply/", applications.application_create, name="application_create"),
    path("enterprises/<str:uscc>/report/", reports.report_create, name="report_create"),
    path("lookups/", lookups.lookup_list, name="lookup_list"),
    path("lookups/new/", lookups.lookup_create, name="lookup_create"),
    path("lookups/<int:pk>/", lookups.lookup_detail, name="lookup_detail"),
    path("lookups/<int:pk>/progress/", lookups.lookup_progress, name="lookup_progress"),
    path("lookups/<int:pk>/choose/", lookups.lookup_choose, name="lookup_choose"),
    path("applications/", applications.application_list, name="application_list"),
    path("applications/<int:pk>/", applications.application_detail, name="application_detail"),
    path("applications/<int:pk>/acknowledge/", applications.application_acknowledge, name="application_acknowledge"),
    path("applications/<int:pk>/correct/", changes.application_correct, name="application_correct"),
    path("applications/<int:pk>/supplement/", changes.application_supplement, name="application_supplement"),
    path("applications/<int:pk>/stop/", changes.application_stop, name="application_stop"),
    path("applications/<int:pk>/cancel/", changes.application_cancel, name="application_cancel"),
    path("applications/<int:pk>/undo/", changes.application_undo, name="application_undo"),
    path("evidence/<int:pk>/", evidence.evidence_download, name="evidence_download"),
    path("reports/", reports.report_list, name="report_list"),
    path("reports/<int:pk>/", reports.report_detail, name="report_detail"),
    path("notices/", notices.notice_list, name="notice_list"),
    path("notices/read/", several.notices_read, name="notices_read"),
    path("notices/<int:pk>/", notices.notice_detail, name="notice_detail"),
    path("notices/<int:pk>/read/", notices.notice_read, name="notice_read"),
    path("advice/", notices.advice_list, name="advice_list"),
    path("advice/answer/", several.advice_answer, name="advice_answer"),
    path("advice/<int:pk>/", notices.advice_detail, name="advice_detail"),
    path("advice/<int:pk>/correct/", answers.answer_correct, name="answer_correct"),
    path("advice/<int:pk>/undo/", answers.answer_undo, name="answer_undo"),
]
