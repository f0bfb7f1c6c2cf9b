"""Addresses of the roster API, under /api/v1/."""

from django.urls import path

from roster import api

app_name = "roster_api"

urlpatterns = [
    path("roster/submissions/", api.submission_create, name="submission_create"),
    path("roster/submissions/<int:pk>/", api.submission_detail, name="submission_detail"),
    path("roster/submissions/<int:pk>/confirm/", api.submission_confirm, name="submission_confirm"),
    path("roster/submissions/<int:pk>/withdraw/", api.submission_withdraw, name="submission_withdraw"),
    path("roster/submissions/<int:pk>/problems/", api.problem_list, name="problem_list"),
    path("roster/submissions/<int:pk>/changes/", api.change_list, name="change_list"),
    path("roster/submissions/<int:pk>/removals/", api.removal_list, name="removal_list"),
    path("roster/submissions/<int:pk>/transfers/", api.transfer_list, name="transfer_list"),
]
