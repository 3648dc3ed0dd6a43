"""Evaluation: answers for files, figures, and simple methods beside ours."""
