"""Staff, and the record of what staff did."""

from accounts.models.audit_entry import AuditEntry
from accounts.models.user import User, UserManager

__all__ = ["AuditEntry", "User", "UserManager"]
