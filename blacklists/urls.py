from django.urls import path

from blacklists.views import blacklist_settings, blacklists, corrections, feeds, imports

app_name = "blacklists"

urlpatterns = [
    path("", blacklists.blacklist_list, name="blacklist_list"),
    path("new/", blacklist_settings.blacklist_create, name="blacklist_create"),
    path("entries/<int:pk>/", blacklists.entry_detail, name="entry_detail"),
    path("imports/new/", imports.import_create, name="import_create"),
    path("imports/blank/", imports.import_blank, name="import_blank"),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/<int:pk>/progress/", imports.import_progress, name="import_progress"),
    path("imports/<int:pk>/confirm/", imports.import_confirm, name="import_confirm"),
    path("imports/<int:pk>/approve/", imports.import_approve, name="import_approve"),
    path("imports/<int:pk>/reject/", imports.import_reject, name="import_reject"),
    path("imports/<int:pk>/withdraw/", imports.import_withdraw, name="import_withdraw"),
    path("imports/<int:pk>/rows/", imports.import_decide_rows, name="import_decide_rows"),
    path("imports/<int:pk>/as-of/", imports.import_as_of, name="import_as_of"),
    path("imports/<int:pk>/set-aside/", imports.import_set_aside, name="import_set_aside"),
    path("imports/<int:pk>/layout/", corrections.import_layout, name="import_layout"),
    path("imports/<int:pk>/correct/", corrections.import_correct, name="import_correct"),
    path("imports/<int:pk>/marked/", corrections.import_marked, name="import_marked"),
    path("imports/<int:pk>/file/", imports.import_file, name="import_file"),
    path("headings/<int:pk>/forget/", corrections.heading_forget, name="heading_forget"),
    path("feeds/", feeds.feed_list, name="feed_list"),
    path("feeds/new/", feeds.feed_create, name="feed_create"),
    path("feeds/<int:pk>/", feeds.feed_detail, name="feed_detail"),
    path("feeds/<int:pk>/edit/", feeds.feed_edit, name="feed_edit"),
    path("feeds/<int:pk>/pull/", feeds.feed_pull, name="feed_pull"),
    path("feeds/<int:pk>/switch/", feeds.feed_switch, name="feed_switch"),
    path(
        "<slug:code>/declare-unused/",
        blacklist_settings.blacklist_declare_unused,
        name="blacklist_declare_unused",
    ),
    path(
        "<slug:code>/withdraw-declaration/",
        blacklist_settings.blacklist_withdraw_declaration,
        name="blacklist_withdraw_declaration",
    ),
    path("<slug:code>/", blacklists.blacklist_detail, name="blacklist_detail"),
]
