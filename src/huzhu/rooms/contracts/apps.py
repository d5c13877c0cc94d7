from importlib import import_module

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "huzhu.rooms.contracts"
    label = "contracts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for furniture in ("clauses", "notices", "reactions", "today", "consents", "life", "story", "unfinished"):
            import_module(f"huzhu.rooms.contracts.{furniture}")
