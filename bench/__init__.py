"""Speed, each figure beside a bare floor measured in the same run. `python -m bench` prints them all."""
