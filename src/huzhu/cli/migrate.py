"""`huzhu migrate`: tables of this release."""

from __future__ import annotations

import argparse

from huzhu.cli import OK, Stop, start_django


def arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments of its own."""


def run(options: argparse.Namespace) -> int:
    """Apply all missing migrations."""
    start_django()
    before = len(missing())
    apply()
    _after()
    print(f"{before} migrations applied." if before else "Nothing to do: the tables are those of this release.")
    return OK


def apply() -> None:
    """Bring the database to this release, silently; an empty one gets its tables at once (decision 0015)."""
    from django.core.management import call_command
    from django.db import connection

    if connection.introspection.table_names():
        call_command("migrate", interactive=False, verbosity=0)
    else:
        _create_all()


def _create_all() -> None:
    """The tables as the models declare them, and every migration written down as applied; all or nothing."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    migrations = MigrationLoader(None).disk_migrations
    with connection.constraint_checks_disabled(), transaction.atomic():
        settings.MIGRATION_MODULES = {config.label: None for config in apps.get_app_configs()}
        try:
            call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)
        finally:
            settings.MIGRATION_MODULES = {}
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for app, name in migrations:
            recorder.record_applied(app, name)


def _after() -> None:
    """What older tables did not have: keys for the search, and deletions that an older backup brought back (Q36)."""
    from huzhu.base.people.deletion import apply_again
    from huzhu.base.people.finding import make_findable

    make_findable()
    if again := apply_again():
        print(f"{again} people who had been deleted were deleted again.")


def missing() -> list[str]:
    """Names of the migrations that this release has and the database has not.

    Stops if the database holds migrations that this release does not know: it comes from a newer one.
    """
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    known = set(executor.loader.disk_migrations)
    rooms = {app for app, _ in known}
    newer = sorted(
        f"{app}.{name}"
        for app, name in executor.loader.applied_migrations
        if app in rooms - {""} and (app, name) not in known
    )
    if newer:
        raise Stop(f"The database was written by a newer release of Huzhu ({newer[0]} …). Install that release.")
    return [f"{m.app_label}.{m.name}" for m, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def must_be_current() -> None:
    """Stop unless the tables are those of this release."""
    if waiting := missing():
        raise Stop(f"{len(waiting)} migrations are missing in the database. Make a backup, then run: huzhu migrate")
