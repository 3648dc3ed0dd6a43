"""Linking: which board a supplier or bidder is."""
