"""The half-monthly sitting, findings, reports of workshop and factory, the truth about paper (S44-S49, S137)."""
