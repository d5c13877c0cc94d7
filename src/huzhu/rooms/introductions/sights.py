"""What introductions show of a person: what he gives away himself, and nothing by a role."""

from django.utils.translation import gettext_lazy as _

from huzhu.base.people.sight import nobody, sight

sight(
    _("an offer to teach: name, technique, level, free places"), nobody, _("Everybody within the reach that you chose.")
)
sight(
    _("that a request is yours"), nobody,
    _("Your leaders, and later the workshop, when it has waited and only if you ticked your name."),
)  # fmt: skip
sight(_("an introduction that is out"), nobody, _("You two."))
sight(_("your answers"), nobody, _("You alone; two acceptances show themselves to you two."))
sight(
    _("not now, not with somebody, whom you named"), nobody,
    _("You alone. That you want a talk first: the leader whom you chose."),
)  # fmt: skip
