"""Who sent what, and which action takes it; nothing is decided or said here."""
