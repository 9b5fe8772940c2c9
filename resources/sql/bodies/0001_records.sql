-- The log as rows. `key` is a record's location, segment * 2^40 + position, and `length` what it counts for there. A
-- segment belongs to the writer that made its row; `bytes` is the sum of the lengths it still holds.
CREATE TABLE segments (
    number INTEGER PRIMARY KEY,
    bytes INTEGER NOT NULL
) STRICT;

CREATE TABLE records (
    key INTEGER PRIMARY KEY,
    length INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    id INTEGER NOT NULL,
    salt INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    envelope BLOB NOT NULL,
    body BLOB NOT NULL
) STRICT;
