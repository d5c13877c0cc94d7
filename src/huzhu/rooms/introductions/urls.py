"""Addresses of introductions."""

from django.urls import path

from huzhu.rooms.introductions.views import aid, boards, certificates, meeting, private, rounds, wishes

app_name = "introductions"
urlpatterns = [
    path("aid", aid.aid, name="aid"),
    path("aid/limits", aid.limits, name="limits"),
    path("aid/pause", aid.pause_until, name="pause"),
    path("wishes", wishes.my_wishes_page, name="my-wishes"),
    path("wishes/new", wishes.new, name="wish-new"),
    path("wishes/likely", wishes.likely, name="wish-likely"),
    path("wishes/take-up", wishes.suggestion, name="wish-take-up"),
    path("wishes/<str:uid>/renew", wishes.again, name="wish-renew"),
    path("wishes/<str:uid>/withdraw", wishes.back, name="wish-withdraw"),
    path("wishes/<str:uid>/show-name", wishes.shown, name="wish-show-name"),
    path("wishes/<str:uid>/name", wishes.name, name="wish-name"),
    path("me/private", private.private, name="private"),
    path("me/private/not-with", private.not_with, name="not-with"),
    path("introductions/<str:uid>/", meeting.page, name="page"),
    path("introductions/<str:uid>/answer", meeting.word, name="answer"),
    path("introductions/<str:uid>/certificate", certificates.of_introduction, name="certificate"),
    path("talks", boards.talks, name="talks"),
    path("groups/<str:uid>/board", boards.board_page, name="board"),
    path("board", boards.own_board, name="board"),
    path("groups/<str:uid>/introduce", boards.by_hand, name="by-hand"),
    path("rounds/", rounds.rounds_page, name="rounds"),
    path("rounds/new", rounds.new, name="round-new"),
    path("rounds/one", rounds.one, name="round-one"),
    path("rounds/<str:uid>/", rounds.page, name="round"),
    path("rounds/<str:uid>/compare", rounds.compare, name="round-compare"),
    path("rounds/<str:uid>/compute", rounds.compute, name="round-compute"),
    path("rounds/<str:uid>/stop", rounds.stop, name="round-stop"),
    path("rounds/<str:uid>/end-gathering", rounds.end, name="round-end"),
    path("rounds/<str:uid>/close", rounds.close, name="round-close"),
    path("rounds/<str:uid>/freeze", rounds.freeze_page, name="round-freeze"),
    path("rounds/<str:uid>/hold-back", rounds.hold, name="round-hold-back"),
    path("rounds/<str:uid>/send", rounds.send_page, name="round-send"),
    path("rounds/<str:uid>/mine", certificates.mine, name="round-mine"),
    path("rounds/<str:uid>/waves/<int:wave>/certificate.json", certificates.stated, name="round-certificate"),
    path("rounds/<str:uid>/waves/<int:wave>/edges.parquet", certificates.edges, name="round-edges"),
]
