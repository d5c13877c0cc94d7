"""Logs are JSON lines that tell of no person."""

from __future__ import annotations

import io
import json
import logging

import pytest
from django.test import RequestFactory

from huzhu.conf.logging import Lines, without_ids

SECRETS = ("李秀英", "A-0417", "geheim@huzhu.example", "kann nicht", "7f3k9x0q2m1z")


@pytest.fixture
def lines():
    """A logger of ours and what it wrote."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines())
    logger = logging.getLogger("huzhu.test")
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.DEBUG)
    return logger, stream


def test_names_numbers_and_sealed_words_never_occur(lines):
    logger, stream = lines
    name, roll, mail, sealed, uid = SECRETS
    logger.warning("signed by %s (%s)", name, roll)
    logger.info("sent", extra={"email": mail, "deed": "contracts.sign", "count": 2, "person": name})
    logger.error("failed", extra={"request": RequestFactory().get(f"/people/{uid}/card?q={name}"), "status_code": 500})
    try:
        raise ValueError(f"{sealed}: {name}")
    except ValueError:
        logger.exception("failed", extra={"address": f"/people/{uid}/"})
    text = stream.getvalue()
    assert not [word for word in SECRETS if word in text]
    assert not [word for word in SECRETS if json.dumps(word)[1:-1] in text]


def test_what_an_operator_needs_is_there(lines):
    logger, stream = lines
    logger.info("job done", extra={"job": "rounds.compute", "milliseconds": 12, "count": 3})
    try:
        raise LookupError("x")
    except LookupError:
        logger.exception("failed", extra={"request": RequestFactory().post("/introductions/"), "status_code": 500})
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert first["event"] == "job done" and first["job"] == "rounds.compute" and first["milliseconds"] == 12
    assert second["error"] == "LookupError" and second["status"] == 500 and second["method"] == "POST"
    assert second["address"] == "/introductions/" and "test_logs.py" in second["at"][0]


def test_addresses_lose_what_names_somebody():
    assert without_ids("/people/7f3k9x0q2m1z/card") == "/people/…/card"
    assert without_ids("/contracts/12/sign?next=/x") == "/contracts/…/sign"
    assert without_ids("/people/李秀英") == "/people/…"
    assert without_ids("/") == "/"


def test_lines_of_other_packages_are_not_quoted():
    record = logging.LogRecord("django.request", logging.WARNING, "x/exception.py", 1, "Not Found: /李秀英", (), None)
    assert "李秀英" not in Lines().format(record)
