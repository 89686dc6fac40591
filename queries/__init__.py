"""All logic as SQL: checks, views, and the small loader that builds them over a snapshot."""
