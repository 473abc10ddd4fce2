"""A static site generator for collaborations between creatives and small firms, one YAML file each."""

__version__ = "0.1.0"
