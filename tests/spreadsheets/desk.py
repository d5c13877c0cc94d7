"""A training officer at her desk: brings a workbook in through the pages, looks, mends, saves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huzhu.base.access import Role
from huzhu.base.jobs import run_waiting
from huzhu.base.people.models import Person
from huzhu.base.units.models import Unit
from huzhu.spreadsheets.models import Upload
from huzhu.spreadsheets.page import Page
from huzhu.spreadsheets.writing import write_table
from tests.cast import Shop, client_for, make_shop

MONTH = "2026年2月"
HEADS = ["工号", "姓名", "班组", "接头/秒", "落纱/秒"]
ROWS: list[list[Any]] = [
    ["20311", "许春梅", "乙三", 61, 92],
    ["20325", "沈玉兰", "乙三", 82, 88],
    ["20330", "何桂英", "乙三", 62, None],
    ["20342", "李秀珍", "乙四", 79, 104],
]


@dataclass
class Desk:
    """The officer's browser over one unit."""

    shop: Shop
    officer: Person
    client: Client
    unit: str

    def bring(self, content: bytes, name: str = "二月.xlsx") -> str:
        """Upload a file; returns the public id of the upload."""
        answer = self.client.post("/sheets/", {"unit": self.unit, "file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 302, answer.content.decode()
        return str(answer.headers["Location"]).split("/")[2]

    def table(self, rows: list[list[Any]] | None = None, heads: list[str] = HEADS, sheet: str = MONTH) -> str:
        """Upload a workbook of one sheet."""
        return self.bring(write_table(heads, ROWS if rows is None else rows, sheet=sheet))

    def page(self, uid: str, sheet: int = 0) -> Page:
        answer = self.client.get(f"/sheets/{uid}/?sheet={sheet}")
        assert answer.status_code == 200
        page: Page = answer.context["page"]
        return page

    def html(self, uid: str) -> str:
        return self.client.get(f"/sheets/{uid}/").content.decode()

    def press(self, uid: str, **fields: Any) -> int:
        """Post the mapping page with some fields changed, as a browser without script would."""
        return self.client.post(f"/sheets/{uid}/", fields).status_code

    def save(self, uid: str, how: str = "all") -> dict[str, Any]:
        """Press 'save', let the worker run; returns what was counted."""
        assert self.press(uid, save=how) == 302
        run_waiting()
        upload = Upload.objects.get(uid=uid)
        assert upload.state == "saved", upload.job.note if upload.job else upload.state
        counts: dict[str, Any] = upload.counts
        return counts


def make_desk(*, group: bool = False) -> Desk:
    """The officer of a factory (or of its first group only)."""
    shop = make_shop()
    unit = shop.group if group else shop.factory
    officer = shop.holder(Role.TRAINING_OFFICER, unit=unit)
    return Desk(shop, officer, client_for(officer), Unit.objects.get(id=unit).uid)
