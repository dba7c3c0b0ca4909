"""What stands around LGSCO's decisions, and pages that are none."""

from decision_parser.models import Stage
from decision_parser.vocabulary import ForeignPage, FurnitureRow

_PAGE = "pages of decisions 2016-2025"
_SITE = "the site's search"
_WEB = "common on the web; not seen at LGSCO"

FURNITURE = (
    FurnitureRow(
        words=r"[\^↑▲⇧ ]*(?:back|return) to (?:the )?top(?: of (?:the |this )?page)?[\^↑▲⇧ ]*",
        reason="link",
        example="Back to top",
        seen=_PAGE,
    ),
    FurnitureRow(
        words="print this (?:page|decision)", reason="link", example="Print this page", seen="pages of reports"
    ),
    FurnitureRow(words="", reason="stray mark", example=";", seen="page of a report, after the print link"),
    FurnitureRow(words="(?:table of )?contents", reason="contents", example="Contents", seen="PDFs of reports"),
    FurnitureRow(
        words="(?:on|in) this (?:page|decision|section)|jump to(?: section)?|skip to (?:main )?content",
        reason="jump list",
        example="On this page",
        seen=_WEB,
    ),
    FurnitureRow(words="lgo logogram", reason="cookie notice", example="LGO logogram", seen=_PAGE),
    FurnitureRow(words="privacy settings", reason="cookie notice", rest=True, example="Privacy settings", seen=_PAGE),
    FurnitureRow(
        words="review your privacy settings",
        reason="cookie notice",
        rest=True,
        example="Review your privacy settings",
        seen=_PAGE,
    ),
    FurnitureRow(
        words=r"final decision \d{1,3}|page \d{1,3}(?: of \d{1,3})?",
        reason="running foot",
        example="Final decision 3",
        seen="PDF of statement 16 005 626",
    ),
    FurnitureRow(
        words=r"(?:draft decision|provisional (?:view|decision))(?: for your comments(?: \d{1,3})?| \d{1,3})",
        reason="running foot",
        stage=Stage.DRAFT,
        example="Draft decision for your comments",
        seen="PDF of a draft",
    ),
)

FOREIGN_PAGES = (
    ForeignPage(
        words=r"your search has [\d,]+ results?",
        what="a page of search results",
        example="Your search has 31 results",
        seen=_SITE,
    ),
    ForeignPage(
        words=r"archive has [\d,]+ results?",
        what="a page of the archive",
        example="Archive has 250 results",
        seen=_SITE,
    ),
    ForeignPage(
        words=r"(?:verify|confirm|prove) (?:that )?you(?:'re| are) (?:a )?(?:human|not a robot)|complete the captcha",
        what="a captcha",
        example="Please verify you are human",
        seen=_WEB,
    ),
    ForeignPage(
        words=r"page (?:not found|cannot be found|could not be found)|(?:error )?404\b.{0,20}not found",
        what="an error page",
        example="Page not found",
        seen=_WEB,
    ),
    ForeignPage(
        words=r"(?:down|closed|unavailable) for (?:essential |planned )?maintenance"
        r"|service unavailable|internal server error",
        what="an error page",
        example="This site is down for maintenance",
        seen=_WEB,
    ),
)
