from importlib import import_module

from django.apps import AppConfig


class SkillsConfig(AppConfig):
    name = "huzhu.rooms.skills"
    label = "skills"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for furniture in ("clauses", "reactions", "today"):
            import_module(f"huzhu.rooms.skills.{furniture}")
