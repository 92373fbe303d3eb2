"""One file for each resource of ``/api``; each has a ``router`` and is found by its place here."""
