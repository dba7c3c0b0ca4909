"""What LGSCO's listings print around and in an entry, and how a page words the link to a report."""

from decision_parser.vocabulary import Row

_SITE = "the site's search"
_ARCHIVE = "the site's archive"
_WEB = "common on the web; not seen at LGSCO"
_CARDS = "57 entries of listings 2017-2026"

_COUNT = r"(?P<count>\d{1,3}(?:[ ,.]\d{3})+|\d+|no|zero)"

TOTAL_WORD = "result"
"""What stands in all that states a total, in whatever words of those below."""

# In order of precedence; the first one that a page shows is its total. Matched anywhere in a page's text.
TOTALS = (
    Row(
        words=rf"\bsearch (?:has|returned|found) (?:found )?{_COUNT} results?\b",
        example="Your search has 1,234 results",
        seen=_SITE,
    ),
    Row(words=rf"\barchive has {_COUNT} results?\b", example="Archive has 250 results", seen=_ARCHIVE),
    Row(words=rf"\bof (?:about )?{_COUNT} results?\b", example="Showing 1 to 10 of 250 results", seen=_WEB),
)
# As above, but each only as a whole line.
TOTAL_LINES = (
    Row(words=rf"(?:there are |we found |found )?{_COUNT} results?(?: found)?[.!]?", example="31 results", seen=_WEB),
)

KINDS = (
    Row(words="statement", example="Statement", seen=_CARDS),
    Row(words="report", example="Report", seen="entries of reports"),
)

SUMMARY = Row(words=r"\bsummary\s*:", example="Summary:", seen=_CARDS)

# What a link to the full report, or the line that it stands in, says; matched anywhere.
REPORT_LINKS = (
    Row(words=r"\breports?\b", example="Read the full report (PDF)", seen="pages of reports"),
    Row(words=r"\bfull (?:text|decision|version)\b", example="Full version", seen=_WEB),
)
# What a link to another file says; matched anywhere, and stronger than the above.
OTHER_FILES = (
    Row(
        words=r"\bhow to complain\b|\bcomplain(?:ing)? (?:to|about)\b|\bfact ?sheet\b|\bleaflet\b|\beasy read\b",
        example="How to complain to us (leaflet)",
        seen=_WEB,
    ),
    Row(
        words=r"\b(?:annual|focus) (?:report|review|letter)s?\b|\bpress (?:release|notice)\b|\bguid(?:e|ance)\b",
        example="Annual report 2024",
        seen=_WEB,
    ),
    Row(words=r"\bprivacy\b|\bcookies?\b|\bpolic(?:y|ies)\b|\bform\b", example="Privacy policy", seen=_WEB),
)
