from apps.look.tests.conftest import mail_server, shared_database, start_worker

__all__ = ["mail_server", "shared_database", "start_worker"]
