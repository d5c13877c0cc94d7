"""`huzhu match`: introductions straight from a workbook, without server or database (issue A.8)."""

from __future__ import annotations

import argparse
import json
import secrets
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from huzhu.cli import FOUND, OK, Stop, start_django
from huzhu.cli.taking_part import STRENGTH, codes, latest, paths, shown, stable_id, wishes
from huzhu.engine import matching as engine
from huzhu.engine.matching import Loads, Matching, Why
from huzhu.spreadsheets.mapping import Mapping
from huzhu.spreadsheets.reading import UnreadableFile, read
from huzhu.spreadsheets.understanding import understand
from huzhu.spreadsheets.validating import Understood, validate

RULES = {"stable": engine.STABLE, "gain": engine.GREATEST_GAIN, "mutual": engine.MUTUAL}
BANDS = ((200, gettext_lazy("not yet")), (500, gettext_lazy("with help")), (800, gettext_lazy("alone")))
NOBODY = {
    Why.NOBODY_OFFERS: gettext_lazy("nobody offers this technique"),
    Why.NOBODY_STRONG_ENOUGH: gettext_lazy("nobody who offers it was measured as clearly stronger"),
    Why.OTHER_TRADE: gettext_lazy("those who could help work in another trade"),
    Why.OUT_OF_REACH: gettext_lazy("those who could help are out of reach"),
    Why.NEVER_TOGETHER: gettext_lazy("those who could help are never at work together with the learner"),
    Why.NOBODY_AVAILABLE: gettext_lazy("nobody who could help has a free place"),
    Why.OWN_PLACES_FULL: gettext_lazy("the learner's own places are full"),
    Why.HAS_EDGES: gettext_lazy("the places of those who could help, or the learner's own, are taken in this proposal"),
}
EXAMPLES = """\
The file: XLSX or CSV; a cross table (a row per person, a column per technique) or a long list (a row per
measurement); headers in Chinese or English. Only people whose wish says yes take part: a column 意愿/wish (yes:
asks where there is a gap, offers where there is a strength), or 想学/'wants to learn' and 愿教/'willing to teach'
(yes, or names of techniques).

A mapping file holds what the program cannot guess; every key may be left out:
  {"columns": {"Operator code": "number", "end_frame": {"role": "value", "unit": "s"}},
   "scales": [{"technique": "", "kind": "quantity", "zero": 90, "full": 30}],
   "aggregation": {"how": "share", "at_least": 10}, "only": [{"header": "label", "texts": ["correct"]}],
   "factor": 1, "key": ["number"]}
  roles: number name group workshop post trade hired technique value start standard month date wish learn teach
         measure ignore · kinds: points quantity levels standard · how: none share median mean last

Written to the output folder: slips/ (one text per person, to hand to that person only), totals.json,
certificate.json and edges.parquet (pseudonyms; each slip names its own; `huzhu verify` recounts them), and pairs.txt
with --pairs.
Exit code 1: no introduction is possible, or rows have errors; what to do is printed."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file, the rule and the limits."""
    parser.epilog = f"{EXAMPLES}\n\n{parser.epilog or ''}"
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help="workbook (.xlsx) or text table (.csv)")
    add("--out", type=Path, metavar="DIR", help="output folder, new or empty [FILE-introductions]")
    add("--wanted", type=_score, default=800, metavar="N", help="wanted level of every technique, 1 to 1000 [800]")
    add("--min-difference", type=_score, default=100, metavar="N", help="least lead of a teacher, 1 to 1000 [100]")
    add("--rule", choices=sorted(RULES), default="stable", help="how people are introduced [stable]")
    add("--teaching", type=_places, default=3, metavar="N", help="most learners per teacher [3]")
    add("--learning", type=_places, default=2, metavar="N", help="most teachers per learner [2]")
    add("--technique", action="append", metavar="NAME", help="only this technique; may be repeated")
    add("--assume-wishes", action="store_true", help="trial: everyone with a gap asks, everyone with a strength offers")
    add("--pairs", action="store_true", help="also write a list of pairs")
    add("--mapping", type=Path, metavar="FILE.json", help="columns, anchors, aggregation; see below")
    add("--show-mapping", action="store_true", help="print how the file would be read, as a mapping file, and stop")
    add("--leave-out-errors", action="store_true", help="go on without the rows that have errors")
    add("--seed", type=int, default=1, metavar="N", help="seed of the last tie break [1]")
    add("--lang", choices=("zh", "en"), default="zh", help="language of all that is written [zh]")


def _score(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 1000")
    return int(text)


def _places(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 20:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 20")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Read, introduce, verify, write; 1 where nobody can be introduced or rows have errors."""
    start_django()
    with override({"zh": "zh-hans", "en": "en"}[options.lang]):
        found = _understood(options)
        if found is None:
            return FOUND if not options.show_mapping else OK
        folder = options.out or options.file.with_name(f"{options.file.stem}-introductions")
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Stop(_("The output folder %(folder)s is not empty; choose another with --out.") % {"folder": folder})
        round_ = Round.of(found, options)
        if round_.candidates.edges.size == 0:
            print(round_.why_nobody(found, options))
            return FOUND
        round_.write(folder, found, options)
    return OK


def _understood(options: argparse.Namespace) -> Understood | None:
    """The file as read; None, having said why, if it only was to be shown or rows have errors."""
    try:
        book = read(options.file)
        given = json.loads(options.mapping.read_text("utf-8")) if options.mapping else {}
        mapping = Mapping.from_json(given) if "sheets" in given else understand(book, given)
    except UnreadableFile as error:
        raise Stop(f"{options.file}: {error}") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Stop(f"{options.mapping or options.file}: {error}") from None
    if options.show_mapping:
        print(json.dumps(mapping.remembered(), ensure_ascii=False, indent=1))
        return None
    found = validate(book, mapping)
    if found.errors and options.leave_out_errors:
        left = found.bad_rows
        found = validate(book, mapping, unticked=left)
        print(_("Left out with errors: %(count)s rows.") % {"count": len(left)})
    if found.errors:
        for wrong in found.errors[:20]:
            print(f"{wrong.sheet} · {wrong.place}: {wrong.message}")
        print(_("%(count)s errors. Correct them, or add --leave-out-errors.") % {"count": len(found.errors)})
        return None
    return found


@dataclass(frozen=True, eq=False)
class Round:
    """One round computed from a file. technique int64[n]: of each request; score int64[P, T], -1 not measured."""

    candidates: engine.Candidates
    technique: Any
    offers: int
    score: Any
    loads: Loads
    matching: Matching
    verification: engine.Verification
    wishing: frozenset[int]

    @classmethod
    def of(cls, found: Understood, options: argparse.Namespace) -> Round:
        """Wishes and latest scores to arrays, then the chosen rule and its verification."""
        score = latest(found)
        asks, offers = wishes(found, score, options)
        people = len(found.people)
        trial = options.assume_wishes
        blank = [""] * people
        groups, shops, trades = (
            blank if trial else [getattr(p, name) for p in found.people] for name in ("group", "workshop", "trade")
        )
        trade = codes(trades)
        one_trade = not any(trades)
        units = np.stack((codes(list(zip(shops, groups, strict=True))), codes(shops), np.zeros(people, int)), axis=1)
        units[[not group for group in groups], 0] = -1
        units[[not shop for shop in shops], 1] = -1
        if trial:
            units[:, 0] = 0
        learner, technique = np.array(sorted(asks), int).reshape(-1, 2).T
        teacher, offered = np.array(sorted(offers), int).reshape(-1, 2).T
        measured, done = np.nonzero(score >= 0)
        own = trade[learner]
        candidates = engine.find_candidates(
            engine.People(
                np.array([stable_id(p.number, p.name, p.group) for p in found.people], np.int64), trade, units,
                np.full(people, options.learning), np.full(people, options.teaching), np.zeros(people, int),
            ),
            engine.Requests(
                learner, technique, own if not one_trade else np.zeros_like(own), np.full(len(learner), options.wanted),
                np.full(len(learner), 2), np.full(len(learner), -1), np.zeros(len(learner), bool),
            ),
            engine.Offers(teacher, offered, np.full(len(teacher), 2), np.full(len(teacher), -1)),
            engine.Scores(measured, done, score[measured, done]),
            seed=options.seed,
            rules=engine.Rules(min_score=STRENGTH, min_difference=options.min_difference),
        )  # fmt: skip
        loads = Loads(np.full(people, options.learning), np.full(people, options.teaching))
        matching = engine.solve(RULES[options.rule], candidates.edges, loads)
        verification = engine.prove(candidates.edges, loads, matching)
        wishing = frozenset(learner.tolist()) | frozenset(teacher.tolist())
        return cls(candidates, technique, len(teacher), score, loads, matching, verification, wishing)

    def why_nobody(self, found: Understood, options: argparse.Namespace) -> str:
        """Why no introduction is possible, most frequent reason first."""
        asked, offered = len(self.technique), self.offers
        lines = [_("No introduction is possible; nothing was written.")]
        if not found.measurements.score.size:
            lines.append(_("No measurement was found in the file. See how it is read with --show-mapping."))
        elif not asked and not offered and not options.assume_wishes:
            lines.append(_("No row's wish says yes. Add a wish column, or try with --assume-wishes."))
        elif not asked:
            lines.append(_("Nobody asks: no gap below the wanted level %(wanted)s.") % {"wanted": options.wanted})
        else:
            for why, count in Counter(self.candidates.why.tolist()).most_common():
                lines.append(
                    ngettext("%(count)s request: %(why)s.", "%(count)s requests: %(why)s.", count)
                    % {"count": count, "why": NOBODY[Why(why)]}
                )
        return "\n".join(lines)

    def totals(self, found: Understood, options: argparse.Namespace) -> dict[str, Any]:
        """Figures without persons."""
        edges, held, checked = self.candidates.edges, self.matching.edges, self.verification
        waiting = np.setdiff1d(np.arange(edges.requests), edges.request[held])
        return {
            "headings": headings(options),
            "rule": options.rule,
            "wanted": options.wanted,
            "min_difference": options.min_difference,
            "rows": found.rows,
            "people": len(found.people),
            "techniques": len(found.techniques),
            "measurements": len(found.measurements),
            "not_measured_cells": found.empty,
            "vacant_posts": found.vacant,
            "requests": edges.requests,
            "offers": self.offers,
            "candidate_pairs": edges.size,
            "introductions": checked.served,
            "greatest_possible": checked.servable,
            "gain_tenths": checked.gain,
            "gain_bound_tenths": checked.bound,
            "blocking_pairs": checked.blocking,
            "people_learning": len(set(edges.learner[held].tolist())),
            "people_teaching": len(set(edges.teacher[held].tolist())),
            "verified": checked.ok,
            "without_introduction": {
                Why(why).name.lower(): n for why, n in sorted(Counter(self.candidates.why[waiting].tolist()).items())
            },
            "basis": _("by the assessor only: measured, not agreed"),
        }

    def write(self, folder: Path, found: Understood, options: argparse.Namespace) -> None:
        """Slips, totals, certificate and, if asked for, pairs; certificate first: unverified nothing is written."""
        key = secrets.token_bytes(32)
        keys = [stable_id(p.number, p.name, p.group) for p in found.people]
        try:
            certificate = engine.certificate_files(
                self.candidates.edges, self.loads, self.matching, self.verification,
                key=key, ids=keys, seed=options.seed,
            )  # fmt: skip
        except ValueError as error:
            raise Stop(str(error), FOUND) from None
        (folder / "slips").mkdir(parents=True)
        (folder / "certificate.json").write_text(certificate.statement + "\n", "utf-8")
        (folder / "edges.parquet").write_bytes(certificate.edges)
        totals = self.totals(found, options)
        (folder / "totals.json").write_text(json.dumps(totals, ensure_ascii=False, indent=1) + "\n", "utf-8")
        names = engine.pseudonyms(key, keys)
        for person, path in paths(folder / "slips", found, self.wishing):
            path.write_text(self.slip(person, found, options, names[person]), "utf-8")
        print("\n".join(totals["headings"]))
        for name in ("people", "requests", "offers", "introductions", "greatest_possible", "verified"):
            print(f"{name.replace('_', ' ')}: {totals[name]}")
        if options.pairs:
            lines = self.pairs(found)
            (folder / "pairs.txt").write_text("\n".join([*totals["headings"], "", *lines, ""]), "utf-8")
            print("\n".join(lines[:20] + ([f"… {len(lines) - 20} more in pairs.txt"] if len(lines) > 20 else [])))
        print(folder)

    def pairs(self, found: Understood) -> list[str]:
        """'teacher → learner: technique', in the file's order of learners."""
        edges = self.candidates.edges
        rows = sorted((int(edges.request[e]), int(edges.teacher[e])) for e in self.matching.edges)
        return [
            f"{shown(found, teacher)} → {shown(found, int(edges.person[request]))}: "
            f"{found.techniques[self.technique[request]]}"
            for request, teacher in rows
        ]

    def slip(self, person: int, found: Understood, options: argparse.Namespace, pseudonym: str) -> str:
        """What one person gets to read: his own introductions, why, and what was not found; levels, never scores."""
        edges, held = self.candidates.edges, self.matching.edges
        who = shown(found, person)
        lines = [_("Introduction slip for %(who)s") % {"who": who}, *headings(options), ""]
        learning = held[edges.learner[held] == person].tolist()
        teaching = held[edges.teacher[held] == person].tolist()
        for title, chosen in ((_("You could learn"), learning), (_("You could help"), teaching)):
            if chosen:
                lines.append(title)
            for e in chosen:
                technique = int(self.technique[edges.request[e]])
                teacher, learner = int(edges.teacher[e]), int(edges.learner[e])
                other = teacher if learner == person else learner
                words = {
                    "technique": found.techniques[technique],
                    "other": shown(found, other),
                    "teacher": level_name(self.score[teacher, technique]),
                    "learner": level_name(self.score[learner, technique]),
                    "places": options.teaching,
                }
                lines.append("  " + _("%(technique)s, with %(other)s") % words)
                if learner == person:
                    why = _("Why: measured there as “%(teacher)s”, you as “%(learner)s”.")
                else:
                    why = _("Why: you were measured as “%(teacher)s”, there as “%(learner)s”.")
                lines.append("    " + why % words)
                if learner == person:
                    lines.append("    " + _("Free places for learners before this proposal: %(places)s.") % words)
            if chosen:
                lines.append("")
        served = set(edges.request[held].tolist())
        waiting = [r for r in np.flatnonzero(edges.person == person).tolist() if r not in served]
        if waiting:
            lines.append(_("No introduction yet"))
            lines += [
                f"  {found.techniques[self.technique[r]]}: {NOBODY[Why(int(self.candidates.why[r]))]}" for r in waiting
            ]
            lines += ["  " + _("Next: your group answers with a date, then the workshop."), ""]
        if not learning and not teaching and not waiting:
            lines += [_("Nobody asked for what you offer this time. Your offer stays."), ""]
        lines.append(
            _("Measured by the assessor only, not agreed with you. You may accept or decline without a reason.")
        )
        lines.append(_("In the certificate you are %(name)s.") % {"name": pseudonym})
        return "\n".join(lines) + "\n"


def headings(options: argparse.Namespace) -> list[str]:
    """What stands over everything that is written."""
    trial = [_("trial: nobody wished")] if options.assume_wishes else []
    return [*trial, _("proposals: nothing is agreed before both accept")]


def level_name(score: int) -> str:
    """The named level of a score; -1 is not measured."""
    if score < 0:
        return _("not yet measured")
    return str(next((name for below, name in BANDS if score < below), _("can teach")))
