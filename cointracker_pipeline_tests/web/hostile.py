"""Text that runs, breaks out or is computed wherever somebody forgets what it is; one list for everybody's tests."""

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</title></textarea><script>alert(1)</script>",
    "{{7*7}}${7*7}<%= 7*7 %>",
    "javascript:alert(1)//",
    '" hx-get="/x" hx-trigger="load" data-x="',
    '=HYPERLINK("http://evil.example","x")',
    "\u202egnp.exe<b>",
    "a' or '1'='1",
)
"""Printable all, so that they can stand in names, labels, tags, tokens' and files' names."""

LINES = "x\r\nSet-Cookie: evil=1\r\n\r\n<script>alert(1)</script>"
"""What splits headers and log lines where it is let through."""

_TAGS = ("<script>alert", "<img src=x", "<svg onload", "<b>", '" hx-get="/x"', "49${")


def runs_in(html: str) -> list[str]:
    """Return what of the hostile text stands in a page as markup, or was computed; empty for a page that is safe."""
    return [one for one in _TAGS if one in html]
