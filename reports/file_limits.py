"""How much one received file may be, hold or cost: every limit of the reader with its reason.

Each has a test on both sides of it (tests/test_file_limits.py). Beyond a limit a file is refused
with a sentence, never cut short: half a report would be worse than none.
"""

MEGABYTE = 1024 * 1024

# What the page takes as one upload (.streamlit/config.toml); the samples have some ten kilobytes.
LARGEST_FILE = 50 * MEGABYTE
# An archive from a folder, which may be larger than an upload; it is held in memory.
LARGEST_ARCHIVE = 300 * MEGABYTE
# A report of each of 140 units for each of three years, ten times over.
MOST_MEMBERS = 5_000
# All of them unpacked; they are taken one by one, but every one is kept on the disk.
LARGEST_TOTAL = 2 * 1024 * MEGABYTE
# Entries of any kind: pictures and folders stand beside the reports. Each costs memory to list.
MOST_LISTED = 50_000

# Parts of one workbook: Excel writes about ten, and one for each sheet and picture.
MOST_ENTRIES = 5_000
# A sheet with as many cells as are laid out at most has some 200 MB of markup.
LARGEST_UNPACKED = 300 * MEGABYTE
# Many equal cells pack to one in fifty or a hundred; nothing but zeros, to one in a thousand.
LARGEST_RATIO = 200
# Below this even the densest part costs nothing.
RATIO_MATTERS_FROM = 4 * MEGABYTE
# A sheet for each of the 109 communes for each of three years, and some to spare.
MOST_SHEETS = 500
# The largest grid of one sheet that is laid out in memory: one stray cell far away makes it so.
MOST_CELLS = 4_000_000
# All sheets of a workbook together, so that they fit into the memory of the reading process.
MOST_CELLS_TOGETHER = 8_000_000
# Twenty times what Excel lets a cell hold; a longer one is a quotation mark that never closes.
LONGEST_CELL = 655_340
# Merged areas of a workbook: each row of a table of 20,000 may have five.
MOST_MERGES = 100_000
# The text of a document in Word: some ten thousand pages.
LARGEST_PART = 30 * MEGABYTE

# One file's time and memory; 200 rows take a few hundredths of a second, a million styled blank
# rows twenty seconds on a busy machine.
READING_SECONDS = 60.0
READING_PROCESSOR_SECONDS = 55
READING_MEMORY = 2 * 1024 * MEGABYTE
