"""What stands around a decision on a site: head, navigation, cookie block, footer (invented)."""

from __future__ import annotations

from html import escape

SITE = "Local Government and Social Care Ombudsman"
_MENU = {
    "Make a complaint": (
        "How to complain", "What we can look at", "What we cannot look at", "Before you complain to us",
        "Time limits", "Complaints for someone else", "Easy read guide", "British Sign Language",
        "After you complain", "Our service standards",
    ),
    "Adult social care": (
        "Assessments and care plans", "Charges for care", "Care at home", "Care homes", "Direct payments",
        "Blue badges", "Safeguarding adults", "Adaptations to a home", "Private care providers",
        "Joint complaints about health and care",
    ),
    "Children and education": (
        "School places", "School transport", "Special needs plans", "Exclusions", "Children in care", "Kinship carers",
        "Child protection", "Alternative schooling", "Disabled children", "Adoption",
    ),
    "Homes and places": (
        "Homelessness", "Waiting lists", "Repairs", "Council tax", "Housing benefit", "Planning", "Building control",
        "Noise", "Trees", "Bins and recycling", "Parking", "Roads and pavements", "Rights of way", "Licensing",
        "Cemeteries",
    ),
    "Decisions and reports": (
        "Search our decisions", "Public interest reports", "Focus reports", "Annual letters", "Council statistics",
        "Compliance with remedies", "Open data", "How we publish",
    ),
    "About us": (
        "Who we are", "Our people", "Jobs", "Press office", "Freedom of information", "Privacy notice", "Governance",
        "Corporate documents", "Contact us", "Accessibility statement",
    ),
}  # fmt: skip

_STYLE = """
body { margin: 0; font-family: Arial, Helvetica, sans-serif; font-size: 16px; line-height: 1.5; color: #222; }
a { color: #1d4f91; } a:focus { outline: 3px solid #fd0; }
.label { font-weight: bold; } .value { margin-left: .25em; }
.back-to-top { display: block; text-align: right; font-size: 85%; }
ol > li { margin-bottom: .75em; } blockquote { border-left: 4px solid #bbb; padding-left: 1em; }
table { border-collapse: collapse; } td, th { border: 1px solid #999; padding: .25em .5em; text-align: left; }
@media print { .site-nav, .cookie-banner, .site-footer { display: none; } }
"""

_SCRIPT = """
(function (w, d) {
  "use strict";
  w.site = w.site || { queue: [], consent: false };
  function read(name) {
    var m = d.cookie.match("(?:^|; )" + name + "=([^;]*)");
    return m ? decodeURIComponent(m[1]) : null;
  }
  function write(name, value, days) {
    var until = new Date(); until.setTime(until.getTime() + days * 864e5);
    d.cookie = name + "=" + encodeURIComponent(value) + "; expires=" + until.toUTCString() + "; path=/; SameSite=Lax";
  }
  w.site.accept = function () { write("site_consent", "all", 180); w.site.consent = true; hide(); };
  w.site.refuse = function () { write("site_consent", "none", 180); hide(); };
  function hide() { var b = d.querySelector(".cookie-banner"); if (b) { b.hidden = true; } }
  d.addEventListener("DOMContentLoaded", function () { if (read("site_consent")) { hide(); } });
  if (1 < 2 && "</p>".length > 3) { w.site.queue.push(["page", location.pathname, "<h1>The complaint</h1>"]); }
})(window, document);
"""


def head(title: str, canonical: str | None) -> str:
    """The head of a page; the declaration of its encoding is on a line of its own, for ``encode`` to change."""
    link = f'<link rel="canonical" href="{escape(canonical)}">\n' if canonical else ""
    icons = "\n".join(
        f'<link rel="icon" sizes="{n}x{n}" href="/assets/icons/icon-{n}.png">' for n in (16, 32, 48, 96, 192)
    )
    return (
        '<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title, quote=False)} - {SITE}</title>\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{link}{icons}\n<style>{_STYLE}</style>\n<script>{_SCRIPT}</script>\n</head>"
    )


def bare_head(title: str, canonical: str | None) -> str:
    """A head without styles and scripts."""
    link = f'<link rel="canonical" href="{escape(canonical)}">\n' if canonical else ""
    return f'<head>\n<meta charset="utf-8">\n<title>{escape(title, quote=False)} - {SITE}</title>\n{link}</head>'


def navigation(tag: str = "nav") -> str:
    """The menu of the site, in a nav element or a division."""
    menus = "\n".join(_menu(name, links) for name, links in _MENU.items())
    return (
        f'<{tag} class="site-nav" id="navigation">\n<ul class="menu">\n'
        f'<li class="menu-item"><a href="/">Home</a></li>\n{menus}\n</ul>\n</{tag}>'
    )


def _menu(name: str, links: tuple[str, ...]) -> str:
    base = _path(name)
    items = "\n".join(
        f'<li id="menu-{base}-{index}" class="menu-item menu-item-level-2 menu-item-{base} menu-item-{base}-{index}">'
        f'<a class="menu-link" href="/{base}/{_path(link)}" data-section="{base}" data-position="{index}">'
        f"{link}</a></li>"
        for index, link in enumerate(links, 1)
    )
    return (
        f'<li class="menu-item menu-item-has-children"><a href="/{base}" aria-haspopup="true">{name}</a>\n'
        f'<ul class="sub-menu">\n{items}\n</ul></li>'
    )


def _path(name: str) -> str:
    return "-".join(name.lower().split())


def masthead(tag: str = "div") -> str:
    """Logo and search box above the menu."""
    return (
        f'<{tag} class="site-masthead" id="masthead">\n<a class="skip-link" href="#main">Skip to main content</a>\n'
        '<a href="/" class="logo"><img src="/assets/logo.svg" alt="" width="180" height="50"></a>\n'
        '<form action="/search" method="get" role="search"><label for="q">Search this site</label>'
        '<input id="q" name="q" type="search"><button type="submit">Search</button></form>\n'
        f"</{tag}>"
    )


def cookie_block() -> str:
    """The block that asks for consent."""
    return (
        '<div class="cookie-banner" id="cookie-settings" role="dialog">\n<h2>Privacy settings</h2>\n'
        '<img src="/assets/logogram.svg" alt="LGO logogram">\n<h3>Review your privacy settings</h3>\n'
        "<p>We use cookies that this site cannot do without, and with your leave some that count visits.</p>\n"
        '<button type="button" onclick="site.accept()">Accept all cookies</button>\n'
        '<button type="button" onclick="site.refuse()">Only what is needed</button>\n</div>'
    )


def footer(tag: str = "footer") -> str:
    """The foot of the site, in a footer element or a division."""
    links = "\n".join(
        f'<li><a class="footer-link" href="/{_path(link)}">{link}</a></li>'
        for link in (
            *_MENU["About us"],
            *_MENU["Decisions and reports"],
            *_MENU["Make a complaint"],
        )
    )
    return (
        f'<{tag} class="site-footer" id="footer">\n<ul class="footer-links">\n{links}\n</ul>\n'
        "<p>Telephone lines are open on weekdays</p>\n"
        f'<p class="copyright">© {SITE}</p>\n</{tag}>'
    )
