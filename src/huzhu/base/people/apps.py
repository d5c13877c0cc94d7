from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "huzhu.base.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("huzhu.base.people.reactions")
