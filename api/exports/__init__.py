"""Tables as they are handed out, in formats that every office opens."""
