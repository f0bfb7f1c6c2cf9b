from django.urls import path

from roster.views import corrections, headings, list_rules, rosters, submissions, transfers

app_name = "roster"

urlpatterns = [
    path("submissions/", submissions.submission_list, name="submission_list"),
    path("submissions/new/", submissions.submission_create, name="submission_create"),
    path("submissions/blank/", submissions.submission_blank, name="submission_blank"),
    path("submissions/<int:pk>/", submissions.submission_detail, name="submission_detail"),
    path("submissions/<int:pk>/progress/", submissions.submission_progress, name="submission_progress"),
    path("submissions/<int:pk>/confirm/", submissions.submission_confirm, name="submission_confirm"),
    path("submissions/<int:pk>/withdraw/", submissions.submission_withdraw, name="submission_withdraw"),
    path("submissions/<int:pk>/file/", submissions.submission_file, name="submission_file"),
    path("submissions/<int:pk>/layout/", corrections.submission_layout, name="submission_layout"),
    path("submissions/<int:pk>/correct/", corrections.submission_correct, name="submission_correct"),
    path("submissions/<int:pk>/rows/", corrections.submission_decide_rows, name="submission_decide_rows"),
    path("submissions/<int:pk>/as-of/", corrections.submission_as_of, name="submission_as_of"),
    path("submissions/<int:pk>/set-aside/", corrections.submission_set_aside, name="submission_set_aside"),
    path("submissions/<int:pk>/marked/", corrections.submission_marked, name="submission_marked"),
    path("submissions/<int:pk>/bundle/", corrections.submission_bundle, name="submission_bundle"),
    path("headings/", headings.heading_list, name="heading_list"),
    path("headings/<int:pk>/forget/", headings.heading_forget, name="heading_forget"),
    path("rosters/", rosters.roster_detail, name="roster_detail"),
    path("rules/", list_rules.rules_list, name="rules_list"),
    path("rules/new/", list_rules.rules_create, name="rules_create"),
    path("rules/<int:pk>/", list_rules.rules_detail, name="rules_detail"),
    path("rules/<int:pk>/file/", list_rules.rules_file, name="rules_file"),
    path("rules/<int:pk>/withdraw/", list_rules.rules_withdraw, name="rules_withdraw"),
    path("transfers/", transfers.transfer_list, name="transfer_list"),
    path("transfers/<int:pk>/", transfers.transfer_detail, name="transfer_detail"),
    path("transfers/<int:pk>/agree/", transfers.transfer_agree, name="transfer_agree"),
    path("transfers/<int:pk>/decline/", transfers.transfer_decline, name="transfer_decline"),
    path("transfers/<int:pk>/withdraw/", transfers.transfer_withdraw, name="transfer_withdraw"),
]
