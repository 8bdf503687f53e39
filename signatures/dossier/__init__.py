"""The dossier for the jury: one PDF from a frozen figure, and its annexes."""
