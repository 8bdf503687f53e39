"""The public API: what the site says, for programs. Read only, without key or cookie."""
