"""Every reader of what strangers write, given what nobody would write: none breaks, none hangs."""
