"""One module for each format; each holds a ``READER``, and no list names them."""
