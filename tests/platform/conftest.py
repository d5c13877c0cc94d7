"""Installations for the tests of this folder."""

from __future__ import annotations

import pytest

from tests.platform.house import House


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """An installation with tables and nothing in them, made once; others are made `like` it."""
    house = House(tmp_path_factory.mktemp("migrated"))
    house.huzhu("migrate")
    yield house
    house.tear_down()


@pytest.fixture
def house(migrated, tmp_path):
    """An installation of one's own, migrated and empty."""
    house = House(tmp_path / "home", like=migrated)
    yield house
    house.tear_down()
