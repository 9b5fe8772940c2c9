-- What is odd about a message's bytes (the bits of MessageFlag; messages from before were not looked at), and whose it is.
ALTER TABLE messages ADD COLUMN flags INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN project TEXT NOT NULL DEFAULT '';

-- The program that sent a message, when that was found out after the log had been written. Without a foreign key: rows
-- go with their messages, and emptying a table that nothing refers to takes no time.
CREATE TABLE message_process (
    message_id INTEGER PRIMARY KEY,
    pid INTEGER NOT NULL,
    executable BLOB NOT NULL,
    directory BLOB NOT NULL
) STRICT;
