from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "成员单位与账号"

    def ready(self) -> None:
        import_module("accounts.receivers")


class AdminConfig(admin_apps.AdminConfig):
    """Django admin, which signs in and out on the portal's own pages."""

    default = False
    default_site = "accounts.admin_site.PortalAdminSite"
