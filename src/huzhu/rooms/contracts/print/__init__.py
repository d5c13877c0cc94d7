"""Printed sheets: a mutual-aid contract on one A4 page, and the invitation of a group; values in, PDF out."""

from huzhu.base.printing import MissingCharacter, PrintError, TooLong

from .sheets import ContractSheet, InvitationSheet, Party, Signature, Term, Week, print_contract, print_invitation
from .words import invitation_labels, labels

__all__ = [
    "ContractSheet",
    "InvitationSheet",
    "MissingCharacter",
    "Party",
    "PrintError",
    "Signature",
    "Term",
    "TooLong",
    "Week",
    "invitation_labels",
    "labels",
    "print_contract",
    "print_invitation",
]
