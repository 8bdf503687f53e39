"""The outbox and the mails themselves."""
