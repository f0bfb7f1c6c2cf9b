from django.urls import path

from screening.views import (
    blacklist_settings,
    hits,
    match_policy,
    receipts,
    revocations,
    screenings,
    standings,
    suspending,
    suspensions,
)

app_name = "screening"

urlpatterns = [
    path("screenings/", screenings.screening_list, name="screening_list"),
    path("screenings/<int:pk>/", screenings.screening_detail, name="screening_detail"),
    path("screenings/everything/", screenings.screening_create, name="screening_create"),
    path("screenings/<int:pk>/progress/", screenings.screening_progress, name="screening_progress"),
    path("screenings/<int:pk>/chunks/", screenings.screening_chunks, name="screening_chunks"),
    path("screenings/<int:pk>/repeat/", screenings.screening_repeat, name="screening_repeat"),
    path("screenings/<int:pk>/apply/", match_policy.thresholds_apply, name="thresholds_apply"),
    path("screenings/<int:pk>/retry/", screenings.screening_retry, name="screening_retry"),
    path("hits/", hits.hit_list, name="hit_list"),
    path("hits/decide/", hits.hits_decide, name="hits_decide"),
    path("hits/approve/", hits.hits_approve, name="hits_approve"),
    path("hits/<int:pk>/", hits.hit_detail, name="hit_detail"),
    path("hits/<int:pk>/reject/", hits.hit_reject, name="hit_reject"),
    path("hits/<int:pk>/reopen/", hits.hit_reopen, name="hit_reopen"),
    path("match-policy/", match_policy.match_policy, name="match_policy"),
    path("match-policy/approve/", match_policy.match_policy_approve, name="match_policy_approve"),
    path("match-policy/reject/", match_policy.match_policy_reject, name="match_policy_reject"),
    path("match-policy/trial/", match_policy.thresholds_trial, name="thresholds_trial"),
    path("blacklists/<slug:code>/edit/", blacklist_settings.blacklist_edit, name="blacklist_edit"),
    path("blacklists/<slug:code>/effect/", blacklist_settings.blacklist_switch, name="blacklist_switch"),
    path(
        "blacklists/<slug:code>/effect/approve/",
        blacklist_settings.blacklist_switch_approve,
        name="blacklist_switch_approve",
    ),
    path(
        "blacklists/<slug:code>/effect/reject/",
        blacklist_settings.blacklist_switch_reject,
        name="blacklist_switch_reject",
    ),
    path("receipts/", receipts.receipt_check, name="receipt_check"),
    path("enterprises/<str:uscc>/standing/", standings.standing_detail, name="standing_detail"),
    path("enterprises/<str:uscc>/revoke/", revocations.revocation_create, name="revocation_create"),
    path("enterprises/<str:uscc>/suspend/", suspending.suspension_create, name="suspension_create"),
    path("revocations/<int:pk>/restore/", revocations.revocation_restore, name="revocation_restore"),
    path("revocations/<int:pk>/restore/approve/", revocations.restoration_approve, name="restoration_approve"),
    path("revocations/<int:pk>/restore/reject/", revocations.restoration_reject, name="restoration_reject"),
    path("suspensions/<int:pk>/lift/", suspensions.suspension_lift, name="suspension_lift"),
    path("suspensions/<int:pk>/lift/approve/", suspensions.lifting_approve, name="lifting_approve"),
    path("suspensions/<int:pk>/lift/reject/", suspensions.lifting_reject, name="lifting_reject"),
]
