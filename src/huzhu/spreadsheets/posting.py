"""The mapping page's posted form turned back into what the user wants: columns, scales, one press of a button."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from huzhu.base.access import Refused
from huzhu.spreadsheets.actions.importing import Wanted
from huzhu.spreadsheets.cells import month
from huzhu.spreadsheets.headers import split_unit
from huzhu.spreadsheets.mapping import Aggregation, Column, How, Kind, Mapping, Only, Role, Scale, SheetMapping
from huzhu.spreadsheets.reading import Workbook
from huzhu.spreadsheets.understanding import with_header, with_scales

Post = dict[str, str]
BACK = ("unticked", "repairs", "same", "as_meant")
"""What can be taken back as a whole."""


def wanted_from(posted: QueryDict, before: Wanted, book: Workbook, number: int) -> Wanted:
    """What the user wants after this press. Raises Refused where a field cannot be read."""
    post = {name: str(posted[name]) for name in posted}
    after = dataclasses.replace(
        before, mapping=_mapping(post, before.mapping, book, number), trade=post.get("trade", before.trade)
    )
    if "conflicts" in post:
        after = dataclasses.replace(after, take=[_cell(str(value)) for value in posted.getlist("take")])
    if (word := post.get("back")) in BACK:
        nothing: dict[str, Any] = {word: ()}
        after = dataclasses.replace(after, **nothing)
    if value := _value(post, "back_row"):
        after = dataclasses.replace(after, unticked=[row for row in after.unticked if list(row) != value])
    if value := _value(post, "untick"):
        after = dataclasses.replace(after, unticked=[*after.unticked, *((value[0], int(row)) for row in value[1])])
    if value := _value(post, "same"):
        after = dataclasses.replace(after, same=[*after.same, str(value)])
    if value := _value(post, "as_meant"):
        after = dataclasses.replace(after, as_meant=[*after.as_meant, (str(value[0]), int(value[1]), int(value[2]))])
    if value := _value(post, "repair"):
        after = dataclasses.replace(after, repairs=[*after.repairs, _repair(value, str(value[3]))])
    if value := _value(post, "write"):
        after = dataclasses.replace(after, repairs=[*after.repairs, _repair(value, post.get(f"text_{value[3]}", ""))])
    return after


def place(*parts: Any) -> str:
    """The value of a button: what it is about."""
    return json.dumps(parts[0] if len(parts) == 1 else parts, ensure_ascii=False, separators=(",", ":"))


def _value(post: Post, name: str) -> Any:
    try:
        return json.loads(post[name]) if post.get(name) else None
    except ValueError:
        return None


def _repair(value: Any, text: str) -> tuple[str, int, int, str]:
    return str(value[0]), int(value[1]), int(value[2]), text.strip()


def _cell(value: str) -> tuple[int, int, str]:
    person, technique, of = json.loads(value)
    return int(person), int(technique), str(of)


def _mapping(post: Post, mapping: Mapping, book: Workbook, number: int) -> Mapping:
    sheet = mapping.sheets[number if 0 <= number < len(mapping.sheets) else 0]
    header = _whole(post.get("header_row", ""), sheet.header_row + 1, "header_row") - 1
    if header != sheet.header_row:
        return with_header(book, mapping, sheet.name, header)
    columns = tuple(_column(column, post) for column in sheet.columns)
    renamed = {old.technique: new.technique for old, new in zip(sheet.columns, columns, strict=True) if old.technique}
    changed = dataclasses.replace(sheet, columns=columns, month=_month(post, sheet))
    result = _with_scales(post, mapping, renamed)
    result = dataclasses.replace(
        result, sheets=tuple(changed if one is sheet else one for one in mapping.sheets),
        aggregation=_aggregation(post, mapping.aggregation), only=_only(post, mapping.only),
        factor=_number(post.get("factor") or f"{mapping.factor!r}", "factor"),
        days=post["days"] if post.get("days") in ("", "mdy", "dmy") else mapping.days, indicator=post.get("indicator", mapping.indicator).strip()[:80],
        spelled=_spelled(post, mapping.spelled),
    )  # fmt: skip
    numbered = any(layout.of(Role.NUMBER) for layout in result.sheets)
    result = dataclasses.replace(result, key=(Role.NUMBER,) if numbered else (Role.NAME,))
    read_otherwise = (result.sheets, result.aggregation, result.only, result.factor) != (
        mapping.sheets, mapping.aggregation, mapping.only, mapping.factor
    )  # fmt: skip
    return with_scales(book, result) if read_otherwise else result


def _spelled(post: Post, before: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Names of units as they are meant: by one button, or as written beside it."""
    if post.get("back") == "spelled":
        return ()
    written, meant = _value(post, "spell") or ("", "")
    if value := _value(post, "spell_write"):
        written, meant = str(value[0]), post.get(f"text_{value[1]}", "").strip()
    return (*before, (str(written), str(meant))) if written and meant else before


def _column(column: Column, post: Post) -> Column:
    word = post.get(f"role_{column.index}")
    role = Role(word) if word in list(Role) else column.role
    technique, unit = post.get(f"technique_{column.index}", column.technique).strip(), column.unit
    if role == Role.MEASURE and not technique:
        technique, unit = split_unit(column.header)
    return dataclasses.replace(column, role=role, technique=technique, unit=unit)


def _month(post: Post, sheet: SheetMapping) -> str:
    text = post.get("month", sheet.month).strip()
    if text and month(text) < 0:
        raise Refused(_("“%(text)s” names no month. Write it as 2026-10.") % {"text": text}, field="month")
    return text


def _aggregation(post: Post, before: Aggregation) -> Aggregation:
    how = How(post["how"]) if post.get("how") in list(How) else before.how
    return Aggregation(how, _whole(post.get("at_least", ""), before.at_least, "at_least"))


def _only(post: Post, before: tuple[Only, ...]) -> tuple[Only, ...]:
    if "only_header" not in post:
        return before
    texts = tuple(text.strip() for text in post.get("only_texts", "").replace("，", ",").split(",") if text.strip())
    return (Only(post["only_header"], texts), *before[1:]) if post["only_header"] and texts else before[1:]


def _with_scales(post: Post, mapping: Mapping, renamed: dict[str, str]) -> Mapping:
    index, scales = 0, {scale.technique: scale for scale in mapping.scales}
    while (name := post.get(f"scale_{index}_technique")) is not None:
        scales[name] = _scale(post, index, mapping.scale(name))
        index += 1
    final = [dataclasses.replace(scale, technique=renamed.get(name, name)) for name, scale in scales.items()]
    return dataclasses.replace(mapping, scales=tuple(final))


def _scale(post: Post, index: int, before: Scale) -> Scale:
    kind = post.get(f"scale_{index}_kind", "")
    kind = Kind(kind) if kind in list(Kind) else before.kind
    typed: Callable[[str], str] = lambda end: post.get(f"scale_{index}_{end}", "")  # noqa: E731
    if (kind, typed("zero"), typed("full")) == (before.kind, f"{before.zero:g}", f"{before.full:g}"):
        return before
    zero, full = (_number(typed(end) or "0", f"scale_{index}_{end}") for end in ("zero", "full"))
    if kind in (Kind.POINTS, Kind.QUANTITY) and zero == full:
        raise Refused(_("The value worth 0 and the value worth 1000 must differ."), field=f"scale_{index}_full")
    return Scale(before.technique, kind, zero, full, proposed=False)


def _whole(text: str, default: int, field: str) -> int:
    if not text.strip():
        return default
    if not text.strip().isdecimal() or not 1 <= int(text) < 10_000_000:
        raise Refused(_("“%(text)s” is not a whole number from 1.") % {"text": text}, field=field)
    return int(text)


def _number(text: str, field: str) -> float:
    try:
        value = float(text.strip().replace(",", "."))
        if abs(value) < 1e12:
            return value
    except ValueError:
        pass
    raise Refused(_("“%(text)s” is not a number.") % {"text": text}, field=field)
