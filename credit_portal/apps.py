from importlib import import_module

from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models.signals import post_migrate

import credit_portal.checks  # noqa: F401 (registers the check)
from credit_portal.rights import grant_rights


class CreditPortalConfig(AppConfig):
    name = "credit_portal"

    def ready(self) -> None:
        """Grant the application's rights after the migrations of the last app; measure where there are metrics."""
        if settings.PROMETHEUS_MULTIPROC_DIR:
            import_module("credit_portal.metrics.receivers")
        post_migrate.connect(grant_rights, sender=[app for app in apps.get_app_configs() if app.models_module][-1])
