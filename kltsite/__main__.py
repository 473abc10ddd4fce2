"""`python -m kltsite`, where the command is not installed."""

from kltsite.cli import main

main(prog_name="kltsite")
