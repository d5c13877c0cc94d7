"""What an answer claims, recounted by code that no rule uses, and the certificate to take home (Q16)."""
