"""The back office: what people write and who they are, acts on many, the log."""

from . import batches, log, searches, things

__all__ = ["batches", "log", "searches", "things"]
