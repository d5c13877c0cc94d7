"""`huzhu serve`: one parent of two kinds of process, the web server and the background worker."""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import os
import signal
import socket
import subprocess  # nosec B404
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from huzhu.cli import BUSY, FOUND, OK, Stop, start_django
from huzhu.cli.migrate import must_be_current

PATIENCE = 20.0
"""Seconds a start waits for the worker of a killed one to finish its chunk."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Everything else is set by the environment."""
    parser.add_argument("--without-worker", action="store_true", help="only the web server; a worker runs elsewhere")


def run(options: argparse.Namespace) -> int:
    """Serve until SIGTERM or Ctrl-C; ends with 1 if a process ends by itself."""
    start_django()
    must_be_current()
    return serve(worker=not options.without_worker)


def serve(*, worker: bool = True) -> int:
    """Start both, say the address as soon as it answers, pass the end on to both and wait until they have ended."""
    from django.conf import settings

    from huzhu.base.jobs import schedule

    host, _, port = settings.ENVIRONMENT.listen.rpartition(":")
    _must_be_free(host, int(port))
    compiling = _start(["huzhu.engine.matching.warming"], ())  # in a process of its own: the others fork
    schedule()
    web = ["granian", "--interface", "wsgi", "--workers", str(settings.ENVIRONMENT.workers), "--blocking-threads", "1"]
    web += ["--host", host, "--port", port, "--no-ws", "--log-level", "warning", "huzhu.web.serving:application"]
    with contextlib.ExitStack() as stack:
        commands: list[tuple[list[str], tuple[int, ...]]] = [(web, ())]
        if worker:
            guard = stack.enter_context(only_worker(settings.HOME))
            _free_locked_jobs()
            commands.append((["django", "qcluster"], (guard,)))
        ending: list[int] = []
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda got, _: ending.append(got))
        while compiling.poll() is None and not ending:
            time.sleep(0.02)
        if ending:
            compiling.kill()
            return OK
        children = [_start(command, fds) for command, fds in commands]
        if not ending and _answers(host, int(port), children):
            print(f"Huzhu: {settings.ADDRESS}", flush=True)
        while not ending and all(child.poll() is None for child in children):
            time.sleep(0.2)
        asked = bool(ending)
        for child in children:
            if child.poll() is None:
                child.terminate()
        while any(child.poll() is None for child in children):
            if len(ending) > 1:  # asked a second time: at once
                for child in children:
                    child.kill()
            time.sleep(0.1)
    return OK if asked else FOUND


@contextlib.contextmanager
def only_worker(home: Path, patience: float = PATIENCE) -> Iterator[int]:
    """Hold the lock of the one worker of this data folder; yields the open file, which the worker inherits.

    The lock lasts as long as any of the processes lives, so a worker that outlives a killed parent keeps it.
    """
    import fcntl

    with (home / "worker.lock").open("w") as file:
        until = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Stop(f"Another Huzhu runs on {home}; stop it first.", BUSY) from None
                time.sleep(0.2)
        yield file.fileno()


def _free_locked_jobs() -> None:
    """Give jobs of a killed worker back at once, not after `retry` seconds; only where no other machine can hold them."""
    from datetime import UTC, datetime

    from django.db import connection
    from django_q.models import OrmQ

    if connection.vendor == "sqlite":
        OrmQ.objects.update(lock=datetime(2000, 1, 1, tzinfo=UTC))
    connection.close()


def _must_be_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            raise Stop(
                f"HUZHU_LISTEN={host}:{port} cannot be used: {error.strerror}. Choose another port.", BUSY
            ) from None


def _start(command: list[str], fds: tuple[int, ...]) -> subprocess.Popen[bytes]:
    """Start `python -m command` in a session of its own, so that Ctrl-C reaches the parent only."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "huzhu.settings"}
    parent = os.getpid()

    def die_with_parent() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
            if os.getppid() != parent:
                os._exit(1)

    return subprocess.Popen(  # nosec B603
        [sys.executable, "-m", *command],
        env=environment,
        pass_fds=fds,
        start_new_session=True,
        preexec_fn=die_with_parent,
    )


def _answers(host: str, port: int, children: list[subprocess.Popen[bytes]]) -> bool:
    """Wait up to 60 s for the port to be open; False if a process ends meanwhile."""
    for _ in range(600):
        if any(child.poll() is not None for child in children):
            return False
        with contextlib.suppress(OSError), socket.create_connection((host.strip("[]"), port), 1):
            return True
        time.sleep(0.1)
    return False
