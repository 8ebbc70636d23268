from .make import events

__all__ = ["events"]
