"""The store: one file a subject, one function a question. It holds no rules and never commits."""
