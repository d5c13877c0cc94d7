"""The press of every printed sheet: values and a template in, PDF out; the fonts lie here once."""

from .press import FONTS, MissingCharacter, PrintError, TooLong, clean, press, printable

__all__ = ["FONTS", "MissingCharacter", "PrintError", "TooLong", "clean", "press", "printable"]
