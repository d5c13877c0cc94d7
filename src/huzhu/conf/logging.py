"""Logs: one JSON object a line, and nothing in it that tells of a person."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

SAFE = ("address", "method", "status", "milliseconds", "job", "deed", "kind", "count", "unit", "state")
"""Fields that may be given as `extra={…}`: plain words, numbers and numbers of units; anything else is left out."""

QUIET = re.compile(r"(?<=/)[^/\s]*[^a-z/\s-][^/\s]*")


class Lines(logging.Formatter):
    """JSON of time, level, logger, the message's text WITHOUT its arguments, the allowed fields, and where it failed.

    The text of an exception is left out, since it may quote what somebody typed; its class and the lines of code stand.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
        }
        if not record.name.startswith("huzhu") and not record.args:
            line["event"] = f"{record.module}.{record.funcName}"
        if isinstance(status := getattr(record, "status_code", None), int):
            line["status"] = status
        if (request := getattr(record, "request", None)) is not None and hasattr(request, "path"):
            line["method"], line["address"] = request.method, without_ids(request.path)
            if number := getattr(request, "error_number", ""):
                line["number"] = number
        for name in SAFE:
            value = getattr(record, name, None)
            if isinstance(value, int | float | str):
                line[name] = without_ids(value) if name == "address" and isinstance(value, str) else value
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["at"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def without_ids(path: str) -> str:
    """An address without what names somebody: '/people/k3X9/cards?q=李' becomes '/people/…/cards'."""
    return QUIET.sub("…", path.partition("?")[0])


def _places(traceback: Any) -> list[str]:
    """The last lines of code on the way to an error, outermost first, at most 8."""
    places: list[str] = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return places[-8:]


def configuration(*, debug: bool) -> dict[str, Any]:
    """Dictionary for logging.config: everything to stderr as JSON lines; SQL and mail to administrators never."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "huzhu.conf.logging.Lines"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "huzhu": {"level": "DEBUG" if debug else "INFO"},
            "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "django.db.backends": {"level": "WARNING"},
            "django-q": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        },
    }
