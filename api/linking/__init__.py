"""Which supplier is which board: what is seen of it, what a person decides, and what follows at once."""
