"""How large a spreadsheet may be; each limit is explained in docs/spreadsheets.md."""

# The file is read whole, and 200,000 rows of ordinary length take well under half of this.
MAX_FILE_BYTES = 50_000_000

# Decided within seconds; more rows are most likely not a list of wallets, and can come as several files.
MAX_ROWS = 200_000

# Addresses and extended public keys stay below 150 characters; a longer cell is most likely an unclosed quote.
MAX_CELL_CHARACTERS = 10_000

# A line of commas alone would otherwise become millions of cells.
MAX_LINE_CHARACTERS = 1_000_000

MAX_LABEL_CHARACTERS = 200
MAX_OWNER_CHARACTERS = 200
MAX_TAG_CHARACTERS = 50
MAX_TAGS = 20
