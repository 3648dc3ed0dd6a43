"""Matching: which processes suit which boards, and why."""
