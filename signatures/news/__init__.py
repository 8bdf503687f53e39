"""News to the signatories who asked for it."""
