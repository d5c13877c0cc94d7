from importlib import import_module

from django.apps import AppConfig


class ChecksConfig(AppConfig):
    name = "huzhu.rooms.checks"
    label = "checks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for furniture in ("clauses", "notices", "reactions", "sections", "story", "today"):
            import_module(f"huzhu.rooms.checks.{furniture}")
