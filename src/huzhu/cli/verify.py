"""`huzhu verify`: recompute a certificate for somebody who does not trust the server; needs the files alone (Q16)."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from huzhu.cli import FOUND, OK, Stop
from huzhu.engine.matching import GREATEST_GAIN, MUTUAL, STABLE, Paper, Unreadable, check
from huzhu.engine.matching.proof.paper import Checked, own_learners, own_requests
from huzhu.engine.matching.proof.verification import Fault

MOST = 10
"""Faults that are printed."""
LONGEST = 200
"""Letters of a word of the files that are printed."""
COVERS = {
    STABLE: gettext_lazy("everybody free in this wave: no two who would rather have each other were passed over"),
    MUTUAL: gettext_lazy(
        "everybody free in this wave: exchanges first; of the rest no two who would rather have each other were passed over"
    ),
    GREATEST_GAIN: gettext_lazy(
        "everybody free in this wave: most requests first, then most room to learn; two may rather have each other"
    ),
}
WHY = {
    "taken": gettext_lazy("all places taken by people he ranks before you"),
    "mine": gettext_lazy("your places are taken by others whom you rank before"),
    "rule": gettext_lazy("both would rather: the rule, an exchange or what stood before came first"),
}
WORDS = {
    "rule": gettext_lazy("There is no rule called %(rule)s."),
    "edge": gettext_lazy("A row is named that is not in edges.parquet; its last is %(last)s."),
    "edge twice": gettext_lazy("Row %(edge)s is counted twice."),
    "request load": gettext_lazy("Request %(who)s is served %(count)s times (%(many)s such)."),
    "learner load": gettext_lazy("%(who)s learns from %(count)s and has %(places)s places (%(many)s such)."),
    "teacher load": gettext_lazy("%(who)s teaches %(count)s and has %(places)s places (%(many)s such)."),
    "fixed": gettext_lazy("Row %(edge)s is said to have stood before, and nobody is introduced there."),
    "exchange": gettext_lazy("Row %(edge)s is said to be half of an exchange, and nobody is introduced there."),
    "one way": gettext_lazy("An exchange goes one way only."),
    "served": gettext_lazy("%(served)s are introduced, certificate.json says %(claimed)s."),
    "gain": gettext_lazy("The room to learn is %(gain)s, certificate.json says %(claimed)s."),
    "blocking": gettext_lazy(
        "%(many)s pairs would rather have each other and were passed over; the first stands in row %(edge)s."
    ),
    "blocking rest": gettext_lazy(
        "Beside the exchanges %(many)s pairs would rather have each other and were passed over; the first stands in row %(edge)s."
    ),
    "no cut": gettext_lazy("Nothing shows how many can be introduced at most."),
    "cut": gettext_lazy("What shows how many can be introduced at most does not fit the people and requests."),
    "servable": gettext_lazy("%(served)s are introduced where %(servable)s are not shown to be too many."),
    "no prices": gettext_lazy("Nothing shows how much room to learn there is at most."),
    "prices": gettext_lazy("What shows the most room to learn does not fit the people."),
    "price": gettext_lazy("What shows the most room to learn goes below 0 at %(who)s."),
    "large price": gettext_lazy("What shows the most room to learn is too large to be added up."),
    "bound": gettext_lazy("The room to learn is %(gain)s; shown is only that no more than %(bound)s is possible."),
    "no json": gettext_lazy("certificate.json, line %(row)s, column %(column)s: this is not JSON."),
    "field": gettext_lazy("certificate.json: “%(field)s” is missing or cannot be so."),
    "format": gettext_lazy("certificate.json is of format %(format)s; this program reads 1 and 2."),
    "no table": gettext_lazy("This certificate has a second file: name edges.parquet too."),
    "no parquet": gettext_lazy("edges.parquet cannot be read: it is broken, or no Parquet file."),
    "no column": gettext_lazy("edges.parquet: the column “%(column)s” is missing or of a wrong kind."),
    "cell": gettext_lazy("edges.parquet, row %(row)s, column “%(column)s”: “%(value)s” cannot stand here."),
    "sha": gettext_lazy("edges.parquet is not the file that certificate.json was made with."),
    "edges": gettext_lazy("edges.parquet has %(found)s rows, certificate.json says %(claimed)s."),
    "coverage": gettext_lazy("certificate.json says that it covers something else than its rule does."),
    "cut claim": gettext_lazy("%(found)s can be introduced at most, certificate.json says %(claimed)s."),
    "blocking claim": gettext_lazy("%(found)s pairs would rather have each other, certificate.json says %(claimed)s."),
    "exchanges": gettext_lazy("There are %(found)s exchanges, certificate.json says %(claimed)s."),
    "stood before": gettext_lazy("%(found)s introductions stood before, certificate.json says %(claimed)s."),
    "bound claim": gettext_lazy("certificate.json says that the room to learn is %(gain)s and no more than %(bound)s."),
}
"""What the engine finds, by its codes, for people."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """The files, and who reads them."""
    add = parser.add_argument
    add("certificate", type=Path, metavar="certificate.json", help="what the server stated")
    add("edges", type=Path, nargs="?", metavar="edges.parquet", help="who could learn from whom; older ones have none")
    add("--me", metavar="PSEUDONYM", help="also print the lines of this person")
    add("--lang", choices=("zh", "en"), default="zh", help="language of what is printed [zh]")


def run(options: argparse.Namespace) -> int:
    """Print what is covered, what was recounted and what is only printed; 1 with the first faults if there are any."""
    speak()
    with override({"zh": "zh-hans", "en": "en"}[options.lang]):
        try:
            text, edges = (None if path is None else path.read_bytes() for path in (options.certificate, options.edges))
        except OSError as error:
            raise Stop(f"{error.filename}: {error.strerror}") from None
        results = [_verify(part, edges, options.me) for part in _waves((text or b"").decode("utf-8", "replace"))]
    return max(results)


def speak() -> None:
    """Django's translations without any setting of an installation: no database, no folder, no keys."""
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(LOCALE_PATHS=[Path(__file__).parents[1] / "locale"], LANGUAGE_CODE="zh-hans")
        django.setup()


def plain(said: object) -> str:
    """What a file says as one short line: it may come from anybody, and a terminal obeys what is not to be read."""
    return "".join(letter if letter.isprintable() else "·" for letter in str(said)[:LONGEST])


def words(fault: Fault, names: list[str]) -> str:
    """A fault in the reader's language; persons by pseudonym, edges by their row in the file."""
    values: dict[str, Any] = {
        name: value if isinstance(value, int) else plain(value) for name, value in fault.values.items()
    }
    if fault.code in ("learner load", "teacher load", "price"):
        values["who"] = plain(names[values["who"]])
    if "edge" in values:
        values["edge"] += 1
    return str(WORDS[fault.code]) % values


def _waves(text: str) -> list[str]:
    """The certificates in a text; in the first format those of a round could stand in one file."""
    try:
        waves = json.loads(text).get("waves")
        return [json.dumps(waves[number]) for number in sorted(waves, key=int)] or [text]
    except (ValueError, AttributeError, TypeError, RecursionError):
        return [text]


def _verify(text: str, edges: bytes | None, me: str | None) -> int:
    try:
        paper = Paper.read(text, edges)
        found = check(paper)
    except Unreadable as broken:
        raise Stop(words(broken.fault, []), FOUND) from None
    _say(paper.said, found)
    if me:
        _say_own(paper, me.strip().lower())
    if not found.faults:
        print(_("All of it holds."))
        return OK
    for fault in found.faults[:MOST]:
        print(f"  {words(fault, found.names)}")
    more = len(found.faults) - MOST
    if more > 0:
        print(ngettext("  and %(count)s more.", "  and %(count)s more.", more) % {"count": more})
    print(_("This certificate does not hold."))
    return FOUND


def _say(said: dict[str, Any], found: Checked) -> None:
    recounted = found.verification
    print(_("Covers: %(covers)s.") % {"covers": COVERS.get(recounted.rule, plain(said.get("coverage")))})
    print(_("Recounted from the files:"))
    lines = (
        (_("introductions"), recounted.served),
        (_("introductions possible at most"), recounted.servable),
        (_("pairs who would rather have each other"), recounted.blocking),
        (_("of them beside exchanges and what stood before"), recounted.blocking_rest),
        (_("introductions that stood before; no rule speaks of them"), found.stood),
        (_("people in the files"), len(found.names)),
    )
    for name, number in lines:
        print(f"  {name}: {number}")
    print(_("Only printed, proved on the server:"))
    unknown = _("not stated")
    for name, number in ((_("room to learn, points"), said["gain"]["sum"]), (_("no more than"), said["gain"]["bound"])):
        print(f"  {name}: {unknown if number is None else number / 10}")


def _say_own(paper: Paper, me: str) -> None:
    """The lines of one person."""
    asked, learners = own_requests(paper, me), own_learners(paper, me)
    print(_("You, %(me)s:") % {"me": me})
    if me not in paper.learning and me not in paper.teaching:
        print("  " + _("Nobody in these files has this pseudonym."))
    else:
        free = {"learning": paper.learning.get(me, 0), "teaching": paper.teaching.get(me, 0)}
        print("  " + _("Your free places, as stated: %(learning)s to learn, %(teaching)s to teach.") % free)
    for request in asked:
        words = {"teacher": plain(request.teacher), "rank": request.rank + 1}
        if request.teacher:
            print("  " + _("You learn from %(teacher)s, number %(rank)s of your order.") % words)
        else:
            print("  " + _("A request of yours found nobody."))
        if many := len(request.rather):
            said = ngettext("%(count)s you would rather have had:", "%(count)s you would rather have had:", many)
            print("    " + said % {"count": many})
        for other in request.rather[:MOST]:
            print(f"    {plain(other.teacher)}: {WHY[other.why]}")
        rest = Counter(other.why for other in request.rather[MOST:])
        for why, count in rest.items():
            print("    " + _("%(count)s more: %(why)s") % {"count": count, "why": WHY[why]})
    if learners:
        print("  " + _("You teach %(learners)s.") % {"learners": ", ".join(map(plain, learners))})
