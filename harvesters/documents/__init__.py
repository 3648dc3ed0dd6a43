"""The files of a call: brought politely, read in a process of their own, and searched for what it asks."""
