"""Running the dashboard: its log, the check of its settings, and its start."""
