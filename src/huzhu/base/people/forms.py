"""Forms of signing in and of one's own account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

DIGITS = {"inputmode": "numeric", "autocomplete": "one-time-code", "autocapitalize": "off"}


class SignInForm(forms.Form):
    number = forms.CharField(
        label=_("Roll number or e-mail"), max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "off"}),
    )  # fmt: skip
    secret = forms.CharField(
        label=_("PIN or password"), max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    code = forms.CharField(
        label=_("Code of your authenticator app"), help_text=_("Only if you set one up and use a strange device."),
        max_length=6, required=False, widget=forms.TextInput(attrs=DIGITS),
    )  # fmt: skip


class RollForm(forms.Form):
    roll = forms.CharField(
        label=_("Your roll number"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )


class SecretForm(forms.Form):
    """A new PIN or password, typed once and seen, because a slip would cost two people's time again."""

    secret = forms.CharField(
        label=_("Your new PIN or password"), max_length=200, strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "new-password", "autocapitalize": "off", "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["secret"].help_text = _("At least %(digits)s digits, or %(letters)s letters and digits.") % {
            "digits": settings.ENVIRONMENT.pin_length, "letters": settings.ENVIRONMENT.password_length
        }  # fmt: skip


class MessageForm(forms.Form):
    message = forms.CharField(label=_("Digits from the message"), max_length=6, widget=forms.TextInput(attrs=DIGITS))


class ConfirmForm(forms.Form):
    roll = forms.CharField(label=_("Roll number"), max_length=20)
    code = forms.CharField(label=_("Six digits on the device"), max_length=7, widget=forms.TextInput(attrs=DIGITS))


class OwnForm(forms.Form):
    """A change of one's own sign-in: always with the present secret."""

    present = forms.CharField(
        label=_("Your present PIN or password"), max_length=200, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip


class NewSecretForm(SecretForm, OwnForm):
    field_order = ("present", "secret")


class EmailForm(OwnForm):
    email = forms.EmailField(label=_("Your e-mail"), required=False)
    field_order = ("email", "present")


class PasskeyForm(OwnForm):
    name = forms.CharField(label=_("Name of this passkey"), max_length=40, initial=_("this device"))
    field_order = ("name", "present")


class CodeForm(OwnForm):
    """The app's first code, with the present secret: whoever finds a phone open adds no app to it."""

    code = forms.CharField(label=_("Six digits in the app"), max_length=6, widget=forms.TextInput(attrs=DIGITS))


class LooksForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), required=False, widget=forms.RadioSelect)
    theme = forms.ChoiceField(
        label=_("Brightness"), required=False, widget=forms.RadioSelect,
        choices=[("", _("As the device")), ("light", _("Daylight")), ("dark", _("Night"))],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("zh-hans", "简体中文"), ("en", "English")]  # type: ignore[attr-defined]


class NewPersonForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    roll = forms.CharField(label=_("Roll number"), max_length=20)
    post = forms.CharField(label=_("Post"), max_length=80, required=False)


class MoveForm(forms.Form):
    """`groups`: (id, name) of the groups that the viewer may move somebody to."""

    group = forms.ChoiceField(label=_("To the group"))
    starts = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, groups: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = groups  # type: ignore[attr-defined]


class PostForm(forms.Form):
    """Another post of the factory, from a day on."""

    post = forms.CharField(label=_("Post"), max_length=80)
    starts = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))


class AddressForm(forms.Form):
    """An e-mail as the factory knows it, written by somebody appointed."""

    email = forms.EmailField(label=_("E-mail"), required=False)


class LeaveForm(forms.Form):
    ends = forms.DateField(label=_("Last day at work"), widget=forms.DateInput(attrs={"type": "date"}))
