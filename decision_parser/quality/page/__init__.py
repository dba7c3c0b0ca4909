"""The page about a release: one HTML file that asks nothing of any other. Only here are jinja2 and matplotlib known."""
