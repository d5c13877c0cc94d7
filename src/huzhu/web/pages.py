"""Addresses that belong to no single room."""

from django.conf import settings
from django.urls import path

from huzhu.web.views import charter, language, parts, phone, today, unit_deeds, units

urlpatterns = [
    path("", today.today, name="today"),
    path("groups/<str:uid>/", units.group, name="group"),
    path("units/", units.units, name="units"),
    path("units/<str:uid>/", units.unit, name="unit"),
    path("units/<str:uid>/group", units.new_group, name="unit-group"),
    path("units/<str:uid>/mandate", unit_deeds.mandate, name="unit-mandate"),
    path("units/<str:uid>/roles/<str:person>/<str:role>", unit_deeds.role, name="unit-role"),
    path("units/<str:uid>/change", unit_deeds.change, name="unit-change"),
    path("units/<str:uid>/dissolve", unit_deeds.dissolve, name="unit-dissolve"),
    path("units/<str:uid>/rebuild", unit_deeds.rebuild, name="unit-rebuild"),
    path("units/<str:uid>/charter", charter.page, name="charter"),
    path("units/<str:uid>/charter/<str:code>", charter.clause, name="charter-clause"),
    path("units/<str:uid>/charter/<str:code>/<int:version>", charter.version, name="charter-version"),
    path("charter/", charter.own, name="charter-own"),
    path("charter/<str:code>", charter.mine, name="charter-mine"),
    path("queue", phone.queue, name="queue"),
    path("queue/token", phone.token, name="queue-token"),
    path("manifest.webmanifest", phone.manifest, name="manifest"),
    path("sw.js", phone.worker, name="service-worker"),
    path("no-network", phone.no_network, name="no-network"),
    path("language", language.choose, name="set_language"),
]
if settings.DEBUG:
    urlpatterns.append(path("parts", parts.parts, name="parts"))
