"""What comes in without being typed: files, voice notes, edited messages."""
