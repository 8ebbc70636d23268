from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    default = True


class BackOfficeConfig(admin_apps.AdminConfig):
    default = False
    default_site = "apps.accounts.back_office.BackOffice"
