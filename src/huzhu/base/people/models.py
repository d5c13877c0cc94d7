from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from huzhu.base.db import UidField
from huzhu.base.people.names import found_by
from huzhu.base.people.terms import OBTAINED
from huzhu.base.units.models import Unit
from huzhu.base.units.periods import Period


class Post(models.Model):
    """A post of a factory (e.g. spinner). Its trade and wanted levels belong to `skills`."""

    factory = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["factory", "name"], name="post_named_once")]

    def __str__(self) -> str:
        return self.name


class FoundBy(models.CharField):
    """What a person is found by, made from number and name whenever the row is written, one by one or many at once."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        assert isinstance(model_instance, Person)
        model_instance.found_by = found_by(model_instance.roll, model_instance.name)
        return model_instance.found_by


class Person(models.Model):
    """Somebody who works here. `roll` = number in the factory's roll, kept in roll order; names as written.

    `tombstone`: was deleted (Q36); the number stays and is never given again, the name is gone.
    """

    uid = UidField()
    factory = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    roll = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    hired = models.DateField(null=True)
    tombstone = models.BooleanField(default=False)
    found_by = FoundBy(max_length=600, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["factory", "roll"], name="person_roll_once_in_factory"),
            models.CheckConstraint(condition=~Q(roll=""), name="person_has_roll"),
        ]
        indexes = [models.Index(fields=["factory", "found_by"], name="person_found")]

    def __str__(self) -> str:
        return self.name


class Posting(Period):
    """The dated post of a person (Q6)."""

    owner_fields = ("person",)

    person = models.ForeignKey(Person, models.PROTECT, related_name="postings")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "starts"], name="posting_unique_start"),
            models.UniqueConstraint(fields=["person", "ends"], name="posting_unique_end"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="posting_has_days"),
        ]


class Membership(Period):
    """The one home of a person, a group or an office, dated (S1, Q36). `note`: why it was restored (S14)."""

    owner_fields = ("person",)

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "starts"], name="membership_unique_start"),
            models.UniqueConstraint(fields=["person", "ends"], name="membership_unique_end"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="membership_has_days"),
        ]
        indexes = [models.Index(fields=["unit", "ends"], name="membership_roster")]


class Mandate(Period):
    """A role at a unit, from–to. `obtained`: how it was come by, '' = not said. `note`: why it was restored (S14)."""

    owner_fields = ("person", "unit", "role")

    person = models.ForeignKey(Person, models.PROTECT, related_name="mandates")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="mandates")
    role = models.CharField(max_length=20)
    obtained = models.CharField(max_length=12, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(obtained__in=["", *OBTAINED]), name="mandate_obtained_is_known"),
            models.UniqueConstraint(fields=["person", "unit", "role", "starts"], name="mandate_unique_start"),
            models.UniqueConstraint(fields=["person", "unit", "role", "ends"], name="mandate_unique_end"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="mandate_has_days"),
        ]


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(uid=username)


class Account(AbstractBaseUser):
    """A sign-in (Q33). Every first sign-in and reset takes effect as a new `generation`; confirmations count for one.

    `drawn` = the highest generation ever given to a claim, so that two claims never share one. `email_by` = who
    wrote the address: a message to it confirms only where that was the owner (while full) or an administrator.
    `reset_before` = the reset before the last one: from then on deeds of consent are asked about again.
    """

    uid = UidField()
    person = models.OneToOneField(Person, models.PROTECT, related_name="account")
    email = models.EmailField(null=True, unique=True)
    email_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    pin = models.CharField(max_length=160, blank=True)
    generation = models.PositiveIntegerField(default=0)
    drawn = models.PositiveIntegerField(default=0)
    reset_at = models.DateTimeField(null=True)
    reset_before = models.DateTimeField(null=True)
    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=8, blank=True)
    is_active = models.BooleanField(default=True)
    last_login = None  # visits are not counted

    USERNAME_FIELD = "uid"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """A session ends with any change of PIN or password and with every reset."""
        text = f"{self.password}/{self.pin}/{self.generation}"
        return salted_hmac("huzhu.people.session", text, secret=secret, algorithm="sha256").hexdigest()


class Device(models.Model):
    """A browser with our cookie: SHA-256 of its 32 random bytes. With `unit` it is that group's shared tablet."""

    token = models.CharField(max_length=64, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    made = models.DateTimeField()


class Enrolment(models.Model):
    """A device on which the owner's PIN counts, for one generation of the sign-in."""

    device = models.ForeignKey(Device, models.CASCADE, related_name="enrolments")
    account = models.ForeignKey(Account, models.CASCADE, related_name="enrolments")
    generation = models.PositiveIntegerField()
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "account"], name="enrolment_once")]


class Tries(models.Model):
    """Wrong tries of one account at one place: a device, all tablets together, its password, a code.

    Counted before the secret is looked at. `locks` = locks since the last success; each lasts twice as long.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    place = models.CharField(max_length=30)
    count = models.PositiveIntegerField(default=0)
    locks = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "place"], name="tries_once_per_place")]


class FirstSignIn(models.Model):
    """A first sign-in or reset begun on a device: six digits for 10 minutes. Nobody's where the number is unknown.

    `code`, `message` = keyed hashes of the digits shown on the device and of those sent by e-mail.
    """

    uid = UidField()
    device = models.ForeignKey(Device, models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="claims")
    generation = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=64)
    message = models.CharField(max_length=64, blank=True)
    tries = models.PositiveIntegerField(default=0)
    expires = models.DateTimeField()
    finished = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["account", "expires"], name="claim_of_account")]


class Confirmation(models.Model):
    """Who confirmed one generation of a sign-in, and as what; kept for ever.

    `role` = a Role, 'message' or 'founding'. `leads` = counts as the leader's confirmation. `confirmer` of a message =
    who wrote the address, None where its owner did. `confirmer_generation` = the confirmer's own sign-in at that time.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="confirmations")
    generation = models.PositiveIntegerField()
    confirmer = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    confirmer_generation = models.PositiveIntegerField(default=0)
    role = models.CharField(max_length=20)
    leads = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "generation", "confirmer"], name="confirmation_once_each"),
            models.CheckConstraint(
                condition=Q(confirmer__isnull=True) | ~Q(confirmer=F("account")), name="confirmation_not_by_oneself"
            ),
        ]


class Passkey(models.Model):
    """A passkey of the account; ids in base64url."""

    uid = UidField()
    account = models.ForeignKey(Account, models.CASCADE, related_name="passkeys")
    credential = models.CharField(max_length=1400, unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    name = models.CharField(max_length=40)
    since = models.DateTimeField()


class Totp(models.Model):
    """The authenticator app of an account: sealed secret; the last step taken, so that no code counts twice."""

    uid = UidField()
    account = models.OneToOneField(Account, models.CASCADE, related_name="totp")
    secret = models.BinaryField()
    last_step = models.BigIntegerField(default=0)
    active = models.BooleanField(default=False)


class PersonKey(models.Model):
    """The key of a person's sealed columns, wrapped by the environment's key (Q34). Deleting it seals them for ever."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="key")
    wrapped = models.BinaryField()


class Look(models.Model):
    """Somebody else saw a person's data (Q35): one row per viewer, person, kind of page and day; see `looks`."""

    viewer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="looks")
    kind = models.CharField(max_length=20)
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["viewer", "kind", "day", "person"], name="look_once_a_day"),
            models.CheckConstraint(condition=~Q(viewer=F("person")), name="look_of_somebody_else"),
        ]
        indexes = [models.Index(fields=["person", "day"], name="look_newest")]
