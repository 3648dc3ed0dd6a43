"""A file a subject: a rule takes a passage and the end of what stands before it, perhaps its heading."""
