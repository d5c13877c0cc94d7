"""Limits and cadences of introducing; every number an example that a unit may change (N22)."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.charter import Clause

TEACHING_LOAD = Clause(
    "introductions.teaching_load", 3, 1, 20, "S23, N22", _("most learners per teacher"), _("people"),
    touches=_("Applies to introductions sent from then on; whoever teaches more already keeps them all."),
)  # fmt: skip
LEARNING_LOAD = Clause(
    "introductions.learning_load", 2, 1, 20, "S23, N22", _("most teachers per learner"), _("people"),
    touches=_("Applies to introductions sent from then on; whoever learns from more already keeps them all."),
)  # fmt: skip
MIN_SCORE = Clause(
    "introductions.min_score", 600, 0, 1000, "S25, N22", _("least score of a teacher"), _("tenths"),
    touches=_("Applies to rounds computed from then on; introductions that are out stay."),
)  # fmt: skip
MIN_DIFFERENCE = Clause(
    "introductions.min_difference", 100, 0, 1000, "S25, N22", _("least difference of scores"), _("tenths"),
    touches=_("Applies to rounds computed from then on; introductions that are out stay."),
)  # fmt: skip
MINUTES = Clause(
    "introductions.minutes", 120, 0, 2400, "S25, N22", _("least time at work together in 28 days"), _("minutes"),
    touches=_("Applies to rounds computed from then on; introductions that are out stay."),
)  # fmt: skip
CANDIDATES = Clause(
    "introductions.candidates", 18, 1, 60, "S23, N22", _("most people looked at per request"), _("people"),
    touches=_("Applies to rounds computed from then on; introductions that are out stay."),
)  # fmt: skip
GATHERING = Clause(
    "introductions.gathering", 7, 1, 60, "S21, N22", _("days in which wishes are gathered"), _("days"),
    touches=_("Applies to rounds opened from then on; a round that gathers keeps its date."),
)  # fmt: skip
ANSWER_DAYS = Clause(
    "introductions.answer_days", 3, 1, 20, "S22, N22", _("working days to answer"), _("working days"),
    touches=_("Applies to waves sent from then on; introductions now open keep their deadline."),
)  # fmt: skip
WAVES = Clause(
    "introductions.waves", 3, 1, 9, "S23, N22", _("most waves of a round"), _("waves"),
    touches=_("Applies to waves that would follow from then on; those already sent stay."),
)  # fmt: skip
WISH_LIFE = Clause(
    "introductions.wish_life", 90, 7, 720, "S27, N22", _("days that a wish lives"), _("days"),
    touches=_("Applies to wishes made or renewed from then on; open ones keep their date."),
)  # fmt: skip
GROUP_DAYS = Clause(
    "introductions.group_days", 14, 1, 180, "S27, N22", _("days until a request goes to the group"), _("days"),
    touches=_("Applies to requests made from then on; open ones keep their date."),
)  # fmt: skip
WORKSHOP_DAYS = Clause(
    "introductions.workshop_days", 14, 1, 180, "S27, N22", _("more days until it goes to the workshop"), _("days"),
    touches=_("Applies to requests made from then on; open ones keep their date."),
)  # fmt: skip
OFFER_DAYS = Clause(
    "introductions.offer_days", 14, 1, 180, "S27, N22", _("days after which an idle offer is told"), _("days"),
    touches=_("Applies to every open offer from that morning on; what was told before stays told."),
)  # fmt: skip
PAIR_AGAIN = Clause(
    "introductions.pair_again", 28, 1, 360, "S22, N22", _("days until two are introduced again outside a round"), _("days"),
    touches=_("Applies to introductions outside a round from then on; those that are out stay."),
)  # fmt: skip
