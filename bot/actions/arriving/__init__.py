"""Arriving and leaving: invitation, language, age, consent, permissions, /stop."""
