from django.apps import AppConfig


class BlacklistsConfig(AppConfig):
    name = "blacklists"
    verbose_name = "“黑名单”"
