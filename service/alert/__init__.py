"""What boards are to be told: a file for each kind of news, and all of it together."""
