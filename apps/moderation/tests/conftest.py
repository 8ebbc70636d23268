from apps.look.tests.conftest import shared_database

__all__ = ["shared_database"]
