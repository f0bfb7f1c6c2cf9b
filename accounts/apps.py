from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "成员单位与账号"


class AdminConfig(admin_apps.AdminConfig):
    """Django admin, which signs in and out on the portal's own pages."""

    default = False
    default_site = "accounts.admin_site.PortalAdminSite"
