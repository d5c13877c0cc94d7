"""The three rules, and how many can be served at most (Q13)."""
