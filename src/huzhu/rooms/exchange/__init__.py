"""Questions and answers, clips, help at once, and meetings at which pairs share what they learned (S40, S42)."""
