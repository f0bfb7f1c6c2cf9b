from django.urls import path

from roster.views import blacklists, feeds, readings, revocations, rosters, screenings, submissions

app_name = "roster"

urlpatterns = [
    path("submissions/", submissions.submission_list, name="submission_list"),
    path("submissions/new/", submissions.submission_create, name="submission_create"),
    path("submissions/<int:pk>/", submissions.submission_detail, name="submission_detail"),
    path("submissions/<int:pk>/progress/", submissions.submission_progress, name="submission_progress"),
    path("submissions/<int:pk>/confirm/", submissions.submission_confirm, name="submission_confirm"),
    path("submissions/<int:pk>/withdraw/", submissions.submission_withdraw, name="submission_withdraw"),
    path("submissions/<int:pk>/file/", submissions.submission_file, name="submission_file"),
    path("submissions/<int:pk>/layout/", readings.submission_layout, name="submission_layout"),
    path("submissions/<int:pk>/mend/", readings.submission_mend, name="submission_mend"),
    path("submissions/<int:pk>/marked/", readings.submission_marked, name="submission_marked"),
    path("submissions/<int:pk>/bundle/", readings.submission_bundle, name="submission_bundle"),
    path("rosters/", rosters.roster_detail, name="roster_detail"),
    path("blacklists/", blacklists.blacklist_list, name="blacklist_list"),
    path("blacklists/<slug:code>/", blacklists.blacklist_detail, name="blacklist_detail"),
    path("imports/new/", blacklists.import_create, name="import_create"),
    path("imports/<int:pk>/", blacklists.import_detail, name="import_detail"),
    path("imports/<int:pk>/progress/", blacklists.import_progress, name="import_progress"),
    path("imports/<int:pk>/confirm/", blacklists.import_confirm, name="import_confirm"),
    path("imports/<int:pk>/withdraw/", blacklists.import_withdraw, name="import_withdraw"),
    path("imports/<int:pk>/file/", blacklists.import_file, name="import_file"),
    path("feeds/", feeds.feed_list, name="feed_list"),
    path("feeds/new/", feeds.feed_create, name="feed_create"),
    path("feeds/<int:pk>/", feeds.feed_detail, name="feed_detail"),
    path("feeds/<int:pk>/edit/", feeds.feed_edit, name="feed_edit"),
    path("feeds/<int:pk>/pull/", feeds.feed_pull, name="feed_pull"),
    path("feeds/<int:pk>/switch/", feeds.feed_switch, name="feed_switch"),
    path("screenings/", screenings.screening_list, name="screening_list"),
    path("screenings/<int:pk>/", screenings.screening_detail, name="screening_detail"),
    path("screenings/<int:pk>/retry/", screenings.screening_retry, name="screening_retry"),
    path("hits/", screenings.hit_list, name="hit_list"),
    path("hits/<int:pk>/", screenings.hit_detail, name="hit_detail"),
    path("enterprises/<str:uscc>/revoke/", revocations.revocation_create, name="revocation_create"),
    path("revocations/<int:pk>/restore/", revocations.revocation_restore, name="revocation_restore"),
]
