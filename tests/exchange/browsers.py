"""Browsers that ask for English, so that words are compared in the language they are written in."""

from django.test import Client

from huzhu.base.people.models import Person
from tests import cast


def client_for(person: Person) -> Client:
    client = cast.client_for(person)
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client
