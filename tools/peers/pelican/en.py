"""The pages in English."""

import sys

sys.path.insert(0, ".")

from settings import *  # noqa: F403

LANGUAGE = DEFAULT_LANG = "en"
globals().update(of_language(LANGUAGE))  # noqa: F405
