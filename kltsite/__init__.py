"""A static site generator for collaborations between creatives and small firms, one YAML file each."""

import os

__version__ = "0.1.0"

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # it looks through every package for some
