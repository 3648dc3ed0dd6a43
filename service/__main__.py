"""`python -m service` is `convite`."""

from service.cli import main

main()
