"""How good the built site is: each module a function from the site to what was found, `report` the page about it."""
