"""The posted sheet of a group's month on A4; values in, PDF out."""

from .posted import print_posted

__all__ = ["print_posted"]
