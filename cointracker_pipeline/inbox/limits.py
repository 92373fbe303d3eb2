"""How large a spreadsheet may be; each limit is explained in docs/spreadsheets.md."""

# The file is read whole, and 200,000 rows of ordinary length take well under half of this.
MAX_FILE_BYTES = 50_000_000

# Decided within seconds; more rows are most likely not a list of wallets, and can come as several files.
MAX_ROWS = 200_000

# Ten columns at the most rows; each cell is some hundred bytes of memory here and in the child.
MAX_CELLS = 2_000_000

# The text of all cells together: a workbook stores a repeated text once, so that its size says little.
MAX_CHARACTERS = 50_000_000

# Addresses and extended public keys stay below 150 characters; a longer cell is most likely an unclosed quote.
MAX_CELL_CHARACTERS = 10_000

# A line of commas alone would otherwise become millions of cells.
MAX_LINE_CHARACTERS = 1_000_000

# Above the row that names the columns there may be a title, a date, the exporting program's name.
MAX_TITLE_ROWS = 10

# calamine makes room of 32 bytes for every cell between the first and the last that is filled.
MAX_GRID_CELLS = 4_000_000

# What a workbook's archive may become: 200,000 rows of eight columns have some 100 MB of XML.
MAX_UNPACKED_BYTES = 250_000_000
MAX_ARCHIVE_ENTRIES = 2_000

# Sheets of 200,000 like rows reach 100; what deflate can do at most, and only bombs do, is 1,032.
MAX_COMPRESSION = 300

# The child that reads: 200,000 rows of a workbook with eight columns take 320 MB and 8 seconds of computing.
CHILD_MEMORY_BYTES = 450_000_000
CHILD_CPU_SECONDS = 20
# Computing is what a file can be blamed for. This ends one that waits for ever: on a busy machine an honest file may
# take several times as long as it computes.
CHILD_WALL_SECONDS = 60.0
# A character is at most six bytes as JSON, and most are one.
MAX_CHILD_OUTPUT_BYTES = 200_000_000

MAX_LABEL_CHARACTERS = 200
MAX_OWNER_CHARACTERS = 200
MAX_NOTE_CHARACTERS = 500
MAX_TAG_CHARACTERS = 50
MAX_TAGS = 20
