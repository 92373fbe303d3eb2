"""One file for each page or family of pages; each has a ``router`` and is found by its place here."""
