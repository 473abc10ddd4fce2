"""What goes wrong beyond this machine, told as one sentence to a person."""

from __future__ import annotations


class ElsewhereError(Exception):
    """A cluster or a store that is not there, refuses, or is not as it must be; in `hint` what to do. Exit code 3."""

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence, hint)  # both of them, so that it comes whole out of another process
        self.hint = hint

    def __str__(self) -> str:
        return str(self.args[0])
