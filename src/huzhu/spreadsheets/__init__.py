"""Spreadsheets in and out: read, understand, validate, save through the deeds of the rooms, write."""
