"""A file a subject: a rule takes a passage and the start of the one before, which may be its heading."""
