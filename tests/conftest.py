"""What every test stands on: own data folder, SQLite or PostgreSQL, a browser, a clock.

The environment is set before Django is touched; pytest-django then sets Django up with it.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import HealthCheck, settings

TEST_DATABASE = os.environ.get("HUZHU_TEST_DATABASE_URL", "")
for name in [name for name in os.environ if name.startswith("HUZHU_") and not name.startswith("HUZHU_TEST_")]:
    del os.environ[name]
HOME = tempfile.mkdtemp(prefix="huzhu-tests-")
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["HUZHU_HOME"] = HOME
if TEST_DATABASE:
    os.environ["HUZHU_DATABASE_URL"] = TEST_DATABASE
os.environ["DJANGO_SETTINGS_MODULE"] = "huzhu.settings"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

settings.register_profile("huzhu", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("huzhu")  # a busy machine is no fault: no test is timed

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY_MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)


def pytest_configure(config: pytest.Config) -> None:
    """Loosen only what costs time and proves nothing: slow hashes, flushes to disk; a file, so that WAL holds."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"]["init_command"] = database["OPTIONS"]["init_command"].replace(
            "synchronous=NORMAL", "synchronous=OFF"
        )
        database.setdefault("TEST", {})["NAME"] = f"{HOME}/test.sqlite3"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever opens a page in Chromium is a `browser` test."""
    for item in items:
        if {"page", "context", "browser"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    """What one test's pages keep for half a minute is no other test's."""
    from django.core.cache import caches

    for name in caches:
        caches[name].clear()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium; Playwright's own is never fetched."""
    return {
        **browser_type_launch_args,
        "executable_path": shutil.which("chromium"),
        "args": ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
    }


@pytest.fixture
def free_clock() -> Iterator[time_machine.Coordinates]:
    """A clock that stands still on Monday 2 March 2026, 9:00 in Shanghai, until `.move_to(…)` or `.shift(…)`."""
    with time_machine.travel(MONDAY_MORNING, tick=False) as clock:
        yield clock
