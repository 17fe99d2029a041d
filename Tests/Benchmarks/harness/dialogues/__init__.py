"""Made conversations between two friends over many sessions, with questions whose evidence is known."""

from .conversation import KINDS, conversations

__all__ = ["KINDS", "conversations"]
