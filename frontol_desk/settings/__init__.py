"""Settings: built, merged and validated in one place."""
