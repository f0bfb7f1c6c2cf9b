from django.apps import AppConfig


class ReorganisationsConfig(AppConfig):
    name = "reorganisations"
    verbose_name = "机构变动"
