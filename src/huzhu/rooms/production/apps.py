from importlib import import_module

from django.apps import AppConfig


class ProductionConfig(AppConfig):
    name = "huzhu.rooms.production"
    label = "production"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for furniture in ("notices", "today"):
            import_module(f"huzhu.rooms.production.{furniture}")
