"""Staff: who may work at the desk, and as what."""
