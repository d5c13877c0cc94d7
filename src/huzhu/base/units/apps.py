from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "huzhu.base.units"
    label = "units"
    default_auto_field = "django.db.models.BigAutoField"
