"""Plan and actual of people and groups, and why somebody is below plan (S19)."""
