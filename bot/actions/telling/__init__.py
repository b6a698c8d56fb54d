"""Telling: conversations are begun, gone on with, changed and listed."""
