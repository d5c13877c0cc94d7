"""Spreadsheets in and out: read, understand, validate, write; no table of the database is known here."""
