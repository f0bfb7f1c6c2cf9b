"""Addresses of the blacklist API, under /api/v1/."""

from django.urls import path

from blacklists import api

app_name = "blacklists_api"

urlpatterns = [
    path("blacklists/<slug:code>/entries/", api.entries_push, name="entries_push"),
    path("blacklists/imports/<int:pk>/", api.import_detail, name="import_detail"),
    path("blacklists/imports/<int:pk>/problems/", api.problem_list, name="problem_list"),
]
