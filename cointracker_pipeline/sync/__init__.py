"""The heart: plan, refresh, verify.

A run goes this way: ``check`` finds who is due, ``backlog`` keeps what is needed, ``plan`` makes requests of it, and a
``crew`` lets ``job`` by ``job`` ask (``refresh``, ``walk``, ``refresh_set``) and store at the ``desk``.
"""
