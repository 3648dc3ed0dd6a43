"""Learning: how far signs of suitability, and pairs, can be trusted, held back."""
