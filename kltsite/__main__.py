"""`python -m kltsite`, where the command is not installed."""

from kltsite.cli import program

program()
