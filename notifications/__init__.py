"""Notifications: composing what a board is told, and the channels that carry it."""
