"""A certificate read back from its files, for somebody who trusts nobody: checked, and read for one person (Q16)."""

from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from huzhu.engine.compiled import kernel

from ..arrays import MUTUAL, Certificate, Cut, Edges, IntArray, Loads, Matching, Prices, rank_within
from ..rules.served import most_served
from .certificate import COLUMNS, COVERS, EXCHANGE, FIXED, FORMAT
from .verification import SAFE, Fault, Verification, verify

if TYPE_CHECKING:
    import polars as pl

STATEMENT, TABLE = "certificate.json", "edges.parquet"
SAYS = {
    "no json": "certificate.json, line %(row)s, column %(column)s: not JSON",
    "field": "certificate.json: “%(field)s” is missing or not what stands there",
    "format": "certificate.json is of format %(format)s; this program reads 1 and 2",
    "no table": "this certificate needs its second file, edges.parquet",
    "no parquet": "edges.parquet cannot be read: it is broken, or no Parquet file",
    "no column": "edges.parquet: column “%(column)s” is missing or of a wrong kind",
    "cell": "edges.parquet, row %(row)s, column “%(column)s”: %(value)s cannot stand here",
    "sha": "edges.parquet is not the file that certificate.json was made with",
    "edges": "edges.parquet has %(found)s rows, certificate.json says %(claimed)s",
    "coverage": "the certificate says that it covers more or less than its rule does",
    "cut claim": "%(found)s can be served at most, certificate.json says %(claimed)s",
    "blocking claim": "%(found)s blocking pairs, certificate.json says %(claimed)s",
    "exchanges": "%(found)s exchanges, certificate.json says %(claimed)s",
    "stood before": "%(found)s introductions stood before, certificate.json says %(claimed)s",
    "bound claim": "the gain %(gain)s passes its own bound %(bound)s",
}
"""Every fault of the files, by its code."""
MOST_ROWS = 8
"""Rows that a byte may stand for: none of ours is said in less than a bit, and a small file must not fill the memory."""
KINDS = {"request": "Int32", "learner": "String", "teacher": "String", "held": "Int8"}


class Unreadable(ValueError):
    """The files are no certificate; `fault` says what stands where."""

    def __init__(self, code: str, **values: Any) -> None:
        self.fault = Fault.of(code, SAYS, **values)
        super().__init__(str(self.fault))


@dataclass(frozen=True, eq=False)
class Paper:
    """The files as they are written, nothing believed. `table` has COLUMNS; learners, teachers: {pseudonym: places}."""

    said: dict[str, Any]
    table: pl.DataFrame
    digest: str

    @classmethod
    def read(cls, statement: str, table: bytes | None = None) -> Paper:
        """Raises Unreadable. A certificate of format 1 stands in its statement alone."""
        import polars as pl

        try:
            said = json.loads(statement)
        except (ValueError, RecursionError) as error:
            row, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
            raise Unreadable("no json", row=row, column=column) from None
        if not isinstance(said, dict) or "format" not in said:
            raise Unreadable("field", field="format")
        if said["format"] == 1:
            return cls(*_of_format_1(said), "")
        if said["format"] != FORMAT:
            raise Unreadable("format", format=said["format"])
        if table is None:
            raise Unreadable("no table")
        try:
            if pl.scan_parquet(io.BytesIO(table)).select(pl.len()).collect().item() > MOST_ROWS * len(table):
                raise Unreadable("no parquet")
            rows = pl.read_parquet(io.BytesIO(table))
        except (Exception, pl.exceptions.PanicException):  # whatever a broken file makes Polars raise
            raise Unreadable("no parquet") from None
        return cls(said, rows, hashlib.sha256(table).hexdigest())

    @property
    def learning(self) -> dict[str, int]:
        """Places of each learner."""
        return {name: places for name, (places, *_) in self.said["learners"].items()}

    @property
    def teaching(self) -> dict[str, int]:
        """Places of each teacher."""
        return {name: places for name, (places, *_) in self.said["teachers"].items()}


@dataclass(frozen=True, eq=False)
class Checked:
    """What was recomputed. names: pseudonyms of the persons 0..; stood: how many introductions are said to have stood
    before, so that no rule speaks of them; faults: all, those of the files first.
    """

    names: list[str]
    stood: int
    verification: Verification
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Rather:
    """Somebody whom I would rather have had, and why it was not so.

    why: 'taken' (all his places by people he ranks before me) · 'mine' (my places by whom I rank before him) · 'rule' (an
    exchange or what stood before came first, or the whole did).
    """

    teacher: str
    rank: int
    why: str


@dataclass(frozen=True)
class OwnRequest:
    """A request of mine: by whom it is served ('' by nobody), at which of my ranks, and whom I would rather have had."""

    teacher: str
    rank: int
    rather: list[Rather]


def check(paper: Paper) -> Checked:
    """Recount loads, cut, blocking pairs and all that is claimed of them; raises Unreadable. The sums of gain are not in it."""
    said, table = paper.said, _checked(paper.table)
    learners, teachers = _persons(said, "learners"), _persons(said, "teachers")
    names = sorted({*learners, *teachers})
    index = {name: i for i, name in enumerate(names)}
    learner, teacher = (
        _codes(table, column, {name: index[name] for name in of})
        for column, of in (("learner", learners), ("teacher", teachers))
    )
    columns = {name: table[name].to_numpy() for name in ("request", "learner_rank", "teacher_rank", "held")}
    indptr, person = _rows(columns["request"], learner)
    _dense("learner_rank", columns["learner_rank"], learner, len(names))
    _dense("teacher_rank", columns["teacher_rank"], teacher, len(names))
    _refuse_cells("held", columns["held"], (columns["held"] < 0) | (columns["held"] > FIXED))
    edges = Edges.trusted(
        indptr=indptr, person=person, teacher=teacher,
        learner_rank=columns["learner_rank"], teacher_rank=columns["teacher_rank"],
        gain=np.zeros(teacher.size, np.int32), key=np.zeros(teacher.size, np.uint64),
    )  # fmt: skip
    twice = np.lexsort((teacher, columns["request"]))
    again = (np.diff(teacher[twice]) == 0) & (np.diff(columns["request"][twice]) == 0)
    _refuse_cells("teacher", table["teacher"].to_list(), _at(twice[1:][again], teacher.size))

    loads = Loads(*(np.array([of.get(name, (0, 1))[0] for name in names], np.int32) for of in (learners, teachers)))
    cut = _cut(said, names, learners, teachers, person.size) or most_served(edges, loads)[1]
    held = columns["held"]
    claim = Certificate(
        _field(said, "rule", str), _field(said, "served", int), 0,
        np.flatnonzero(held == EXCHANGE), np.flatnonzero(held == FIXED), cut, Prices(0, np.zeros(len(names), np.int64)),
    )  # fmt: skip
    found = verify(edges, loads, Matching(np.flatnonzero(held), claim))
    return Checked(names, int((held == FIXED).sum()), found, (*_claims(paper, found, held), *found.faults))


def own_requests(paper: Paper, name: str) -> list[OwnRequest]:
    """What the files say of this person's requests, in their order; O(m) once, then only rows that touch his."""
    import polars as pl

    mine = paper.table.filter(pl.col("learner") == name)
    asked = mine["teacher"].unique()
    theirs = paper.table.filter((pl.col("held") > 0) & pl.col("teacher").is_in(asked.implode()))
    places, own_places = paper.teaching, paper.learning.get(name, 0)
    before: dict[str, list[int]] = {}
    for teacher, rank in theirs.select("teacher", "teacher_rank").iter_rows():
        before.setdefault(teacher, []).append(rank)
    own_ranks = mine.filter(pl.col("held") > 0)["learner_rank"].to_list()
    requests: dict[int, list[dict[str, Any]]] = {}
    for row in mine.iter_rows(named=True):
        requests.setdefault(row["request"], []).append(row)

    def why(row: dict[str, Any], served: bool) -> str:
        holds = before.get(row["teacher"], [])
        if len(holds) >= places.get(row["teacher"], 0) and all(rank < row["teacher_rank"] for rank in holds):
            return "taken"
        if not served and len(own_ranks) >= own_places and all(rank < row["learner_rank"] for rank in own_ranks):
            return "mine"
        return "rule"

    found = []
    for number in sorted(requests):
        rows = sorted(requests[number], key=lambda row: row["learner_rank"])
        held = next((row for row in rows if row["held"]), None)
        better = [row for row in rows if held is None or row["learner_rank"] < held["learner_rank"]]
        rather = [Rather(row["teacher"], row["learner_rank"], why(row, held is not None)) for row in better]
        found.append(OwnRequest(held["teacher"] if held else "", held["learner_rank"] if held else -1, rather))
    return found


def own_learners(paper: Paper, name: str) -> list[str]:
    """Whom this person teaches, in his order."""
    import polars as pl

    rows = paper.table.filter((pl.col("teacher") == name) & (pl.col("held") > 0)).sort("teacher_rank")
    return rows["learner"].to_list()


def _claims(paper: Paper, found: Verification, held: IntArray) -> list[Fault]:
    """What certificate.json says and the recount does not."""
    said, faults = paper.said, []
    if paper.digest and paper.digest != said.get("edges_sha256"):
        faults.append(Fault.of("sha", SAYS))
    if said.get("coverage") != COVERS.get(found.rule):
        faults.append(Fault.of("coverage", SAYS))
    many = int((held == EXCHANGE).sum())
    counted = {
        "edges": ("edges", held.size),
        "cut": ("cut claim", found.servable),
        "blocking": ("blocking claim", found.blocking),
        "exchanges": ("exchanges", many / 2 if many % 2 else many // 2),
        "stood_before": ("stood before", int((held == FIXED).sum())),
    }
    for field, (code, number) in counted.items():
        if number is not None and number != (claimed := _field(said, field, int)):
            faults.append(Fault.of(code, SAYS, found=number, claimed=claimed))
    if many and found.rule != MUTUAL:
        faults.append(Fault.of("exchanges", SAYS, found=many, claimed=0))
    gain = _field(said, "gain", dict)
    total, bound = (None if gain.get(name, 0) is None else _field(gain, name, int) for name in ("sum", "bound"))
    if total is not None and bound is not None and total > bound:
        faults.append(Fault.of("bound claim", SAYS, gain=total, bound=bound))
    return faults


def _field(said: dict[str, Any], field: str, kind: type) -> Any:
    value = said.get(field)
    if not isinstance(value, kind) or isinstance(value, bool) or (isinstance(value, int) and abs(value) > SAFE):
        raise Unreadable("field", field=field)
    return value


def _persons(said: dict[str, Any], field: str) -> dict[str, list[int]]:
    """{pseudonym: [places, side]}."""
    for name, pair in _field(said, field, dict).items():
        good = isinstance(pair, list) and len(pair) == 2 and all(type(value) is int for value in pair)
        if not good or not 0 <= pair[0] < 2**31 or pair[1] not in (0, 1):
            raise Unreadable("field", field=f"{field} {name}")
    persons: dict[str, list[int]] = said[field]
    return persons


def _cut(
    said: dict[str, Any],
    names: list[str],
    learners: dict[str, list[int]],
    teachers: dict[str, list[int]],
    requests: int,
) -> Cut | None:
    if said["format"] == 1:
        return None  # it said how many can be served and not why: a cut has to be found
    sides = _field(said, "requests", list)
    if len(sides) != requests or any(side not in (0, 1) for side in sides):
        raise Unreadable("field", field="requests")
    return Cut(
        np.array([learners.get(name, (0, 1))[1] for name in names], np.bool_),
        np.array(sides, np.bool_),
        np.array([teachers.get(name, (0, 0))[1] for name in names], np.bool_),
    )


def _checked(table: pl.DataFrame) -> pl.DataFrame:
    """The table's columns, each of its kind, without an empty cell."""
    for name in COLUMNS:
        if name not in table.columns or str(table[name].dtype) != KINDS.get(name, "Int32"):
            raise Unreadable("no column", column=name)
        if table[name].null_count():
            raise Unreadable("cell", row=int(table[name].is_null().arg_max() or 0) + 1, column=name, value="")
    return table


def _refuse_cells(column: str, values: Any, wrong: Any) -> None:
    if wrong.any():
        i = int(np.argmax(wrong))
        raise Unreadable("cell", row=i + 1, column=column, value=values[i])


def _at(rows: IntArray, size: int) -> Any:
    wrong = np.zeros(size, np.bool_)
    wrong[rows] = True
    return wrong


def _codes(table: pl.DataFrame, column: str, index: dict[str, int]) -> IntArray:
    """Persons by their place among all pseudonyms, int32[m]; everybody must have places in the statement."""
    import polars as pl

    known = pl.DataFrame(
        {column: list(index), "code": list(index.values())}, schema={column: pl.String, "code": pl.Int32}
    )
    codes = (
        table.select(column).join(known, on=column, how="left", maintain_order="left")["code"].fill_null(-1).to_numpy()
    )
    _refuse_cells(column, table[column], codes < 0)
    return np.ascontiguousarray(codes)


def _rows(request: IntArray, learner: IntArray) -> tuple[IntArray, IntArray]:
    """CSR of the requests, which must be numbered 0, 1, 2 … in the order of the rows, each of one learner."""
    step = np.diff(request, prepend=-1)
    _refuse_cells("request", request, (step < 0) | (step > 1))
    begins = np.flatnonzero(step)
    other = np.zeros(request.size, np.bool_)
    other[1:] = (step[1:] == 0) & (learner[1:] != learner[:-1])
    _refuse_cells("learner", learner, other)
    return np.append(begins, request.size).astype(np.int64), learner[begins]


def _dense(column: str, rank: IntArray, who: IntArray, people: int) -> None:
    """Everybody's ranks must be 0, 1, 2 … in any order."""
    many = np.bincount(who, minlength=people)
    row = _not_dense(rank, who, many, np.cumsum(many) - many)
    if row >= 0:
        raise Unreadable("cell", row=row + 1, column=column, value=int(rank[row]))


@kernel
def _not_dense(rank: IntArray, who: IntArray, many: IntArray, begin: IntArray) -> int:
    """The first row whose rank is taken already or not below the person's number of rows; -1 if there is none."""
    taken = np.zeros(rank.size, np.bool_)
    for i in range(rank.size):
        if rank[i] < 0 or rank[i] >= many[who[i]] or taken[begin[who[i]] + rank[i]]:
            return i
        taken[begin[who[i]] + rank[i]] = True
    return -1


def _of_format_1(said: dict[str, Any]) -> tuple[dict[str, Any], pl.DataFrame]:
    """A certificate of the first format, which held its edges as lists, as the second would say it; it had no cut."""
    import polars as pl

    kinds = {name: pl.String if name in ("learner", "teacher") else pl.Int64 for name in COLUMNS}
    try:
        asked = [(name, rows) for name, rows in said["requests"] if rows]
        rows = [(number, name, *row) for number, (name, own) in enumerate(asked) for row in own]
        table = pl.DataFrame(rows, schema=kinds, orient="row")
        for side in ("learner", "teacher"):
            who, rank = table[side].rank("dense").to_numpy(), table[f"{side}_rank"].to_numpy()
            table = table.with_columns(pl.Series(f"{side}_rank", rank_within(who, rank)))
        table = table.cast({name: getattr(pl, KINDS.get(name, "Int32")) for name in COLUMNS})
        held = table["held"]
        more = {
            "learners": {name: [places, 1] for name, places in said["learning_places"].items()},
            "teachers": {name: [places, 0] for name, places in said["teaching_places"].items()},
            "edges": len(held),
            "exchanges": int((held == EXCHANGE).sum()) // 2,
            "stood_before": 0,
            "gain": {"sum": said["gain"], "bound": said["gain_bound"]},
        }
    except (KeyError, TypeError, ValueError, AttributeError, pl.exceptions.PolarsError):
        raise Unreadable("field", field="requests") from None
    return said | more, table
