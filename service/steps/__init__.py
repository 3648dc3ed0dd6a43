"""The steps of the cycle. Each finds its work in the database and may run alone, twice, or after a crash."""
