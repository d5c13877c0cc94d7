"""Installations for the tests of this folder."""

from __future__ import annotations

import fcntl

import pytest

from tests.platform.house import House


@pytest.fixture(scope="session")
def migrated(tmp_path_factory, worker_id):
    """An installation with tables and nothing in them, made once by whichever worker comes first; others are made `like` it."""
    run = tmp_path_factory.getbasetemp()
    place = (run if worker_id == "master" else run.parent) / "migrated"
    with place.with_suffix(".lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        house = House(
            place / "home", name=f"house_{place.parent.name.replace('-', '_')}", made=(place / "done").exists()
        )
        if not house.made:
            house.huzhu("migrate")
            (place / "done").touch()
    return house  # its database goes with the server of the run


@pytest.fixture
def house(migrated, tmp_path):
    """An installation of one's own, migrated and empty."""
    house = House(tmp_path / "home", like=migrated)
    yield house
    house.tear_down()
