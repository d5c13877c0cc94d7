"""The queue: django-q2's ORM broker, so a row queued in a transaction disappears with its rollback."""

from importlib import import_module

from django.utils import timezone

Argument = int | str


def enqueue(function: str, *arguments: Argument) -> None:
    """Queue `package.module.function(*arguments)`; arguments are ids, never anything sealed or personal.

    A function may run twice (a worker killed in the middle is redelivered), so it must be idempotent.
    """
    from django_q.tasks import async_task

    async_task(function, *arguments)


def run_waiting(most: int = 10_000) -> int:
    """Run what waits in the queue here and now, oldest first; returns how many ran. Used by tests, seeds and commands."""
    from django_q.models import OrmQ
    from django_q.signing import SignedPackage

    done = 0
    while done < most:
        row = OrmQ.objects.filter(lock__lte=timezone.now()).order_by("id").first()
        if row is None:
            break
        task = SignedPackage.loads(row.payload)
        module, _, name = task["func"].rpartition(".")
        getattr(import_module(module), name)(*task["args"])
        row.delete()
        done += 1
    return done
