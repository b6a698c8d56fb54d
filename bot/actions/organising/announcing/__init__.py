"""Announcements and reminders: written, seen first, confirmed, sent to many."""
