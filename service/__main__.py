"""`convite`, and `python -m service`, which is the same."""

import gc

# What is imported stays: to look through it for what may go was a third of the time that a command takes to
# start and to end, and a sixth of that of a worker that delivers.
gc.disable()

from service.cli import main  # noqa: E402

gc.freeze()
gc.enable()

if __name__ == "__main__":
    main()
