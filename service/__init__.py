"""The top shell: settings, wiring, the flow, the schedule, the command line."""
