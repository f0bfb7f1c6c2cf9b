from django.apps import AppConfig

import foundation.postgres.lookups  # noqa: F401  (registers the lookup `any_of`)


class FoundationConfig(AppConfig):
    name = "foundation"
