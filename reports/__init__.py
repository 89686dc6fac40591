"""What comes in: reading, matching, checking and accepting report workbooks."""
