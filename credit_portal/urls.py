"""The root URL configuration: one prefix for each app."""

from django.contrib import admin
from django.urls import include, path

from credit_portal import api_docs
from credit_portal.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("staffing.urls")),
    path("drafts/", include("drafts.urls")),
    path("workbench/", include("workbench.urls")),
    path("roster/", include("roster.urls")),
    path("blacklists/", include("blacklists.urls")),
    path("screening/", include("screening.urls")),
    path("desk/", include("feedback.urls")),
    path("webhooks/", include("webhooks.urls")),
    path("statistics/", include("reports.urls")),
    path("api/v1/", include("roster.api_urls")),
    path("api/v1/", include("blacklists.api_urls")),
    path("api/v1/", include("screening.api_urls")),
    path("api/v1/", include("incentives.api_urls")),
    path("api/v1/", include("feedback.api_urls")),
    path("api/v1/", include("certificates.api_urls")),
    path("api/v1/", include("reports.api_urls")),
    path("api/v1/", include("webhooks.api_urls")),
    path("api/public/v1/", include("publicity.api_urls")),
    path("api/v1/schema/", api_docs.schema, name="api_schema"),
    path("api/v1/docs/", api_docs.docs, name="api_docs"),
    path("admin/", admin.site.urls),
    path("", include("certificates.urls")),
    path("", include("publicity.urls")),
]

handler400 = "foundation.web.error_views.bad_request"
handler403 = "foundation.web.error_views.permission_denied"
handler404 = "foundation.web.error_views.page_not_found"
handler500 = "drafts.views.server_error"
