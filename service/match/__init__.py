"""The match as a step needs it: what changed, who answers, what is kept."""
