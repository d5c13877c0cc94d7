from django.urls import path

from huzhu.spreadsheets.tables import KINDS, TABLES
from huzhu.spreadsheets.views import exporting, importing

app_name = "spreadsheets"
urlpatterns = [
    path("sheets/", importing.start, name="start"),
    path("sheets/<str:uid>/", importing.reading, name="read"),
    path("sheets/<str:uid>/errors.xlsx", importing.errors, name="errors"),
    path("sheets/<str:uid>/progress", importing.progress, name="progress"),
    path("sheets/<str:uid>/cancel", importing.cancel, name="cancel"),
    path("sheets/<str:uid>/away", importing.away, name="away"),
    path("units/<str:uid>/export.xlsx", exporting.unit, name="export"),
    *(
        path(f"{table.place}.{kind}", exporting.table, {"name": table.name, "kind": kind}, name=f"{table.name}-{kind}")
        for table in TABLES.values()
        for kind in KINDS
    ),
]
