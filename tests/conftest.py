"""What holds for all tests: Hypothesis tries the same examples everywhere, and does not mind a slow machine."""

import gc
import signal

from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None, database=None, print_blob=True)
settings.register_profile("new", deadline=None, max_examples=1_000)  # pytest --hypothesis-profile=new
settings.load_profile("same")

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # as a shell has it for what runs in the background
    signal.signal(signal.SIGINT, signal.default_int_handler)  # else what tests start would not mind Ctrl-C either

gc.disable()  # until all tests are collected, which makes many things and lets go of few


def pytest_collection_finish() -> None:
    """What was collected stays to the end: no collection of garbage looks at it again."""
    gc.freeze()
    gc.enable()
