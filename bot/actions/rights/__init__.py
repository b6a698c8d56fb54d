"""Rights: everything about me, erasing it, and leaving no trace in the chat."""
