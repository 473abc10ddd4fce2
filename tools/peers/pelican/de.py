"""The pages in German."""

import sys

sys.path.insert(0, ".")

from settings import *  # noqa: F403

LANGUAGE = DEFAULT_LANG = "de"
globals().update(of_language(LANGUAGE))  # noqa: F405
