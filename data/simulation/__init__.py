"""What simulated reports are made of: texts, a story per unit, sheets as offices lay them out."""
