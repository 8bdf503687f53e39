"""The floor: the least that Django, Celery and PostgreSQL need for the same work."""
