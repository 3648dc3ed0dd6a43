"""Readiness: the catalogue of requirements and routes, and what a board may do today."""
