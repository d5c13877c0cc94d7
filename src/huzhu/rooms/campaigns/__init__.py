"""Help after a surge of new workers or a change of product; before and after (S43, S57)."""
