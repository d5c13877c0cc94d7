"""Persons, sign-ins, memberships, mandates; builds the Scope of a day."""
