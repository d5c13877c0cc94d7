"""Every address of the house; a room brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("huzhu.rooms.skills.urls")),
    path("", include("huzhu.rooms.production.urls")),
    path("", include("huzhu.rooms.introductions.urls")),
    path("", include("huzhu.rooms.contracts.urls")),
    path("", include("huzhu.rooms.exchange.urls")),
    path("", include("huzhu.rooms.practice.urls")),
    path("", include("huzhu.rooms.checks.urls")),
    path("", include("huzhu.rooms.campaigns.urls")),
    path("", include("huzhu.rooms.statistics.urls")),
    path("", include("huzhu.spreadsheets.urls")),
    path("", include("huzhu.base.calendar.urls")),
    path("", include("huzhu.base.people.urls")),
    path("", include("huzhu.base.notices.urls")),
    path("", include("huzhu.web.pages")),
]

handler400 = "huzhu.web.views.errors.bad_request"
handler403 = "huzhu.web.views.errors.forbidden"
handler404 = "huzhu.web.views.errors.not_found"
handler500 = "huzhu.web.views.errors.server_error"
