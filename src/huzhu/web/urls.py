"""Every address of the house; a room brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("huzhu.rooms.skills.urls")),
    path("", include("huzhu.rooms.introductions.urls")),
    path("", include("huzhu.rooms.contracts.urls")),
    path("", include("huzhu.spreadsheets.urls")),
    path("", include("huzhu.base.people.urls")),
    path("", include("huzhu.web.pages")),
]
