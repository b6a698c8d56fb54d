"""The team: who is in it, the second factor, and what needs one."""
