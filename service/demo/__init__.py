"""The demo: an invented sample, a local SODA server and a local SMTP server."""
