"""What pages and other rooms ask of introductions; small dataclasses and plain values."""
