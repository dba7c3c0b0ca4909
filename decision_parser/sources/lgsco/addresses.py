"""How LGSCO addresses its decisions."""

# Hosts, letter case, query and fragment say nothing about which decision it is.
DECISION_PATH = r"/decisions/(?P<identity>[a-z0-9-]+/[a-z0-9-]+/\d{2}-\d{3}-\d{3}[a-z]?)/?"

# `24 014 420`, with a letter for each body of a joint case; in addresses with hyphens.
REFERENCE = (
    r"(?<![\d£.,])(?P<year>\d{2})[ \u2010-\u2013-]?(?P<first>\d{3})[ \u2010-\u2013-]?(?P<second>\d{3})"
    r"(?P<letter>[A-Za-z](?![\w£])| [A-Za-z](?=[)\]]|$)|(?![\w£]))"
)
