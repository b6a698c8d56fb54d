"""The review: what waits is published, asked back about, merged or redacted."""
