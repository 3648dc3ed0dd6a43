"""Plans: which procedure came of which planned purchase, and how long before it was told."""
