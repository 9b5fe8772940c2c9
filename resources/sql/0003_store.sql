-- The messages anew: with what people have said about them (tags are a list; the empty one may be x''), and without a
-- foreign key, for emptying a table that has one means looking at every row.
CREATE TABLE messages_to_be (
    id INTEGER PRIMARY KEY,
    salt INTEGER NOT NULL,
    group_id INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    position INTEGER NOT NULL,
    length INTEGER NOT NULL,
    subject TEXT NOT NULL,
    message_id TEXT NOT NULL,
    from_name TEXT NOT NULL,
    from_address TEXT NOT NULL,
    addresses BLOB NOT NULL,
    envelope_sender BLOB NOT NULL,
    envelope_recipients BLOB NOT NULL,
    received INTEGER NOT NULL,
    date INTEGER NOT NULL,
    size INTEGER NOT NULL,
    attachments INTEGER NOT NULL,
    snippet TEXT NOT NULL,
    read INTEGER NOT NULL,
    recovered INTEGER NOT NULL,
    own INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    project TEXT NOT NULL,
    pinned INTEGER NOT NULL,
    tags BLOB NOT NULL
) STRICT;

INSERT INTO messages_to_be
SELECT id, salt, group_id, segment, position, length, subject, message_id, from_name, from_address, addresses,
    envelope_sender, envelope_recipients, received, date, size, attachments, snippet, read, recovered, own, flags, project,
    0, x''
FROM messages;

DROP TABLE messages;
ALTER TABLE messages_to_be RENAME TO messages;
CREATE INDEX messages_by_group ON messages (group_id, id);

-- Retention takes the oldest of a project.
CREATE INDEX messages_by_project ON messages (project, pinned, id);

-- The most frequent recipients of a group, when one of them has become rarer.
CREATE INDEX group_recipients_by_count ON group_recipients (group_id, count DESC, address);

-- The records that hold the pieces of a message that was too large for one.
CREATE TABLE message_chunks (
    segment INTEGER NOT NULL,
    position INTEGER NOT NULL,
    length INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    PRIMARY KEY (segment, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX message_chunks_by_message ON message_chunks (message_id);

-- Totals of the rows in messages, and the number of groups with messages. Every transaction that changes those changes these.
CREATE TABLE projects (
    name TEXT PRIMARY KEY,
    messages INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    pinned INTEGER NOT NULL,
    pinned_bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE totals (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    shown_groups INTEGER NOT NULL
) STRICT;

-- The part of a segment of the log that is needed: the records of messages that are shown or whose removal can be undone,
-- and of their chunks. The ids of all messages it ever held lie from first_id to last_id (0 and 0: only chunks). Where the
-- disk did not give some, which may change, it is kept as it is: `unread` counts them.
CREATE TABLE segments (
    number INTEGER PRIMARY KEY,
    records INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    first_id INTEGER NOT NULL,
    last_id INTEGER NOT NULL,
    unread INTEGER NOT NULL
) STRICT;

-- Removals that can be undone.
CREATE TABLE removals (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    removed_at INTEGER NOT NULL
) STRICT;

-- Enough of a removed message to find it in the log and to mark it as it was.
CREATE TABLE removed_messages (
    removal_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    salt INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    position INTEGER NOT NULL,
    length INTEGER NOT NULL,
    read INTEGER NOT NULL,
    pinned INTEGER NOT NULL,
    tags BLOB NOT NULL,
    PRIMARY KEY (removal_id, id)
) STRICT, WITHOUT ROWID;

-- Whether a message is known is asked by its id alone.
CREATE INDEX removed_messages_by_id ON removed_messages (id);

-- Groups that a removal took messages from; they stay, with their ids and histories, while it can be undone.
CREATE TABLE removed_groups (
    group_id INTEGER NOT NULL,
    removal_id INTEGER NOT NULL,
    PRIMARY KEY (group_id, removal_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX removed_groups_by_removal ON removed_groups (removal_id);

-- Whether message_chunks is complete: databases from before are looked through once.
ALTER TABLE log_state ADD COLUMN chunks_known INTEGER NOT NULL DEFAULT 0;

-- Counted up to have something to commit when what was committed before is to be on the disk.
ALTER TABLE log_state ADD COLUMN syncs INTEGER NOT NULL DEFAULT 0;

INSERT INTO projects
SELECT project, COUNT(*), SUM(1 - read), SUM(size), 0, 0 FROM messages GROUP BY project;

INSERT INTO totals
SELECT 1, COUNT(*) FROM groups WHERE count > 0;

INSERT INTO segments
SELECT segment, COUNT(*), SUM(length), MIN(id), MAX(id), 0 FROM messages GROUP BY segment;

UPDATE log_state SET chunks_known = 1 WHERE NOT EXISTS (SELECT 1 FROM messages);
