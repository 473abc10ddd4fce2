"""Tools for the people who work on the project; the package never imports them."""
