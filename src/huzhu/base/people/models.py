from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from huzhu.base.db import UidField
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


class Person(models.Model):
    """Somebody who works here. `roll` = number in the factory's roll, kept in roll order; names as written."""

    uid = UidField()
    factory = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    roll = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    hired = models.DateField(null=True)
    tombstone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["factory", "roll"], name="person_roll_once_in_factory"),
            models.CheckConstraint(condition=~Q(roll=""), name="person_has_roll"),
        ]

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
    """The one home group of a person, dated (S1, Q36)."""

    owner_fields = ("person",)

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "starts"], name="membership_unique_start"),
            models.UniqueConstraint(fields=["person", "ends"], name="membership_unique_end"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="membership_has_days"),
        ]
        indexes = [models.Index(fields=["unit", "ends"], name="membership_roster")]


class Mandate(Period):
    """A role at a unit, from–to."""

    owner_fields = ("person", "unit")

    person = models.ForeignKey(Person, models.PROTECT, related_name="mandates")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="mandates")
    role = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "unit", "role", "starts"], name="mandate_unique_start"),
            models.UniqueConstraint(fields=["person", "unit", "role", "ends"], name="mandate_unique_end"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="mandate_has_days"),
        ]


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(uid=username)


class Account(AbstractBaseUser):
    """A sign-in (Q33). `generation` rises with every first sign-in and reset; confirmations count for one generation."""

    uid = UidField()
    person = models.OneToOneField(Person, models.PROTECT, related_name="account")
    email = models.EmailField(null=True, unique=True)
    pin = models.CharField(max_length=160, blank=True)
    generation = models.PositiveIntegerField(default=0)
    reset_at = models.DateTimeField(null=True)
    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=8, blank=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "uid"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()


class PersonKey(models.Model):
    """The key of a person's sealed columns, wrapped by the environment's key (Q34). Deleting it seals them for ever."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="key")
    wrapped = models.BinaryField()
