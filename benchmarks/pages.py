"""Server time of pages: against a bare Django view that lists the same rows, and with ten factories in the house.

    PYTHONPATH=src python benchmarks/pages.py [FACTORIES]

SQLite in a folder of its own; the demo factory (seed 20), then nine more beside it (seeds 21 to 29). The bare view has
Django's own middleware of a new project, asks who has signed in, reads every kind of row that stands on the page by one
query and prints them as plain tables: no permissions, no words, no frame. CPU time, median of 30 requests each, taken in turns in one process. Limits: 3 times, and
1.3 times for ten times the data.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

HOME = tempfile.mkdtemp(prefix="huzhu-benchmark-")
os.environ |= {"HUZHU_HOME": HOME, "DJANGO_SETTINGS_MODULE": "huzhu.settings"}

import django  # noqa: E402

django.setup()

from django.contrib.auth.decorators import login_required  # noqa: E402
from django.db import transaction  # noqa: E402
from django.db.models import Count, Q, QuerySet  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template import engines  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.urls import include, path, reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from huzhu.base.followup.models import Commitment  # noqa: E402
from huzhu.base.journal.demo import mark_as_demo  # noqa: E402
from huzhu.base.notices.models import Notice  # noqa: E402
from huzhu.base.people.devices import enrol_device  # noqa: E402
from huzhu.base.people.models import Account, Membership, Person, Posting  # noqa: E402
from huzhu.base.units.models import Unit  # noqa: E402
from huzhu.cli.migrate import apply  # noqa: E402
from huzhu.demo import seed  # noqa: E402
from huzhu.demo.story import PLAYS  # noqa: E402
from huzhu.rooms.contracts.models import Contract, Signature, Step, Term  # noqa: E402
from huzhu.rooms.introductions.models import Ending, Introduction, Load, SuggestedWish, Wish  # noqa: E402
from huzhu.rooms.skills.models import KeyProblem, Month, MonthScore, MonthVoice, WantedLevel  # noqa: E402

RUNS = 30
BARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TABLE = (
    "<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1>{% for rows in tables %}<table>{% for row in rows %}"
    "<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>{% endfor %}"
)
Tables = Callable[[], list[QuerySet[Any, tuple[Any, ...]]]]
tables_of: dict[str, Tables] = {}


@login_required
def bare(request: HttpRequest, what: str) -> HttpResponse:
    tables = [list(rows.all()) for rows in tables_of[what]()]
    return HttpResponse(template().render({"title": what, "tables": tables}, request))


def template() -> Any:
    global _template
    _template = _template or engines["django"].from_string(TABLE)
    return _template


_template: Any = None
urlpatterns = [path("bare/<str:what>", bare), path("", include("huzhu.web.urls"))]


def one_more(number: int) -> None:
    with transaction.atomic():
        seed(number)


def player(name: str) -> Account:
    """The person who plays a part in the first factory's story."""
    group, place = PLAYS[name]
    unit = Unit.objects.filter(name=group).order_by("id")[0]
    person = Membership.objects.filter(unit=unit).order_by("person__roll").values_list("person_id", flat=True)[place]
    return Account.objects.get(person_id=person)


def clients_of(account: Account) -> tuple[Client, Client]:
    """(with Huzhu's middleware, with that of a new project), each loaded once, as servers do."""
    with override_settings(MIDDLEWARE=BARE):
        bare = client_of(account)
        bare.handler.load_middleware()
    return client_of(account), bare


def client_of(account: Account) -> Client:
    client = Client(HTTP_HOST="localhost")
    device, token = enrol_device(account, timezone.now())
    client.cookies["device"] = token
    client.force_login(account)
    session = client.session
    session["device"] = device.id
    session.save()
    return client


def pages(account: Account) -> dict[str, str]:
    """Address of each page measured, and what the bare view lists for it."""
    person = account.person_id
    group = Membership.objects.get(person_id=person).unit
    factory = account.person.factory_id
    shown = ["technique__name", "score"]
    mine = Q(first_id=person) | Q(second_id=person)
    open_wishes = Wish.objects.filter(state="open", person__factory_id=factory)
    here = Membership.objects.filter(unit=group).values("person_id")
    introductions = Introduction.objects.filter(Q(learner_id=person) | Q(teacher_id=person)).values_list(
        "technique__name", "teacher__name", "learner__name", "state", "deadline", "teacher_load"
    )
    contracts = Contract.objects.filter(mine).values_list(
        "kind", "state", "first__name", "second__name", "ends", "lapses"
    )
    terms = Term.objects.filter(contract__in=Contract.objects.filter(mine)).values_list("technique__name", "target")
    keys = KeyProblem.objects.filter(ends__gt=timezone.localdate()).values_list("technique__name", "text", "unit__name")
    wanted = WantedLevel.objects.filter(post__in=Posting.objects.filter(person_id=person).values("post")).values_list(
        *shown
    )
    scores = MonthScore.objects.filter(person_id=person).order_by("technique_id", "month__month")
    tables_of.update({
        "today": lambda: [
            Notice.objects.filter(person_id=person).order_by("-at").values_list("kind", "at", "due")[:20],
            introductions, contracts,
            Step.objects.filter(contract__in=Contract.objects.filter(mine), done=None).values_list("week", "text"),
            Signature.objects.filter(person_id=person).values_list("contract_id", "version"),
            Commitment.objects.filter(owner_id=person, done=None).values_list("kind", "due"),
        ],
        "my card": lambda: [
            scores.values_list("month__month", *shown, "quantity"), wanted, keys,
            Month.objects.filter(unit=group).order_by("-month").values_list("month", "state"),
            Wish.objects.filter(person_id=person).values_list("technique__name", "kind", "lapses"),
            MonthScore.objects.filter(score__gte=800).values_list("technique__name").annotate(Count("person", distinct=True)),
        ],
        "skills of the group": lambda: [
            MonthScore.objects.filter(month__unit=group).order_by("person__roll").values_list("month__month", "person__name", *shown),
            keys, WantedLevel.objects.values_list("post__name", *shown),
        ],
        "mutual aid": lambda: [
            introductions, contracts, wanted, keys,
            Wish.objects.filter(person_id=person).values_list("technique__name", "kind", "state", "lapses"),
            scores.values_list("month__month", *shown), open_wishes.values_list("technique__name").annotate(Count("id")),
            Load.objects.filter(person_id=person).values_list("teaching", "learning"),
            SuggestedWish.objects.filter(person_id=person).values_list("kind", "technique__name"),
        ],
        "board": lambda: [
            open_wishes.values_list("technique__name", "kind", "person__name", "opened", "lapses"), keys,
            MonthScore.objects.filter(person__in=open_wishes.values("person_id")).values_list("person__name", *shown),
            Ending.objects.filter(owner_unit=group).values_list("way", "due"),
        ],
        "my contracts": lambda: [
            contracts, terms, Step.objects.filter(contract__in=Contract.objects.filter(mine)).values_list("week", "text", "done"),
        ],
        "months": lambda: [
            Month.objects.filter(unit=group).order_by("-month").values_list("month", "state", "closed_how", "closed_at"),
            MonthVoice.objects.filter(month__unit=group).values_list("person__name", "role", "at"),
            Person.objects.filter(id__in=here).values_list("roll", "name"),
        ],
    })  # fmt: skip
    return {
        "today": reverse("today"), "my card": reverse("skills:me"), "skills of the group": reverse("skills:group", args=[group.uid]),
        "mutual aid": reverse("introductions:aid"), "board": reverse("introductions:board", args=[group.uid]),
        "my contracts": reverse("contracts:mine"), "months": reverse("skills:months", args=[group.uid]),
    }  # fmt: skip


def measure(clients: tuple[Client, Client], addresses: dict[str, str]) -> dict[str, tuple[float, float]]:
    """{page: (median CPU ms of the page, of the bare view)}, in turns."""
    found: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in addresses}
    ours, bare = clients
    for run in range(RUNS + 3):
        for name, address in addresses.items():
            times = (timed(ours, address), timed(bare, f"/bare/{name}"))
            if run >= 3:
                for taken, kept in zip(times, found[name], strict=True):
                    kept.append(taken)
    return {name: (statistics.median(ours), statistics.median(bare)) for name, (ours, bare) in found.items()}


def timed(client: Client, address: str) -> float:
    begin = time.process_time()
    response = client.get(address)
    taken = (time.process_time() - begin) * 1000
    assert response.status_code == 200, (address, response.status_code)
    return taken


def main(factories: int) -> None:
    apply()
    mark_as_demo(timezone.now())
    one_more(20)
    account = player("learner")
    clients, addresses = clients_of(account), pages(account)
    first = measure(clients, addresses)
    for number in range(21, 20 + factories):
        one_more(number)
    more = measure(clients, addresses)
    print(
        f"{'page':<22}{'page ms':>9}{'bare ms':>9}{'ratio':>7}{'in ' + str(factories) + ' factories, ms':>24}{'ratio':>7}"
    )
    for name, (ours, bare) in first.items():
        later = more[name][0]
        print(f"{name:<22}{ours:>9.1f}{bare:>9.1f}{ours / bare:>7.1f}{later:>24.1f}{later / ours:>7.2f}")


if __name__ == "__main__":
    with override_settings(ROOT_URLCONF=__name__):
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
