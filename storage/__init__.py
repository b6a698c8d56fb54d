"""What is kept: tables, one file a noun, sealing, migrations; the only place that knows SQL."""
