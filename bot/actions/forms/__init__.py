"""Forms that organisers bring: drafts, previews, versions."""
