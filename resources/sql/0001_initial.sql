-- Times are milliseconds since 1970 (UTC), states the numbers of their enums, lists CBOR.

-- How far the log has been read. What lies before recovered_* came back after the database had been lost; -1 is to be
-- replaced by the end of the log before anything is read. `clean` says that the database was closed without a doubt.
CREATE TABLE log_state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    segment INTEGER NOT NULL,
    position INTEGER NOT NULL,
    last_id INTEGER NOT NULL,
    recovered_segment INTEGER NOT NULL,
    recovered_position INTEGER NOT NULL,
    clean INTEGER NOT NULL
) STRICT;

-- A group without messages is not shown; its row stays only while an open batch refers to it.
CREATE TABLE groups (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    label TEXT NOT NULL,
    count INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    top_recipients BLOB NOT NULL,
    recipient_count INTEGER NOT NULL,
    history BLOB NOT NULL,
    history_end INTEGER NOT NULL,
    state INTEGER NOT NULL
) STRICT;

CREATE TABLE group_recipients (
    group_id INTEGER NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    address BLOB NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (group_id, address)
) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    salt INTEGER NOT NULL,
    group_id INTEGER NOT NULL REFERENCES groups (id),
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
    own INTEGER NOT NULL
) STRICT;

CREATE INDEX messages_by_group ON messages (group_id, id);

CREATE TABLE batches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL,
    label TEXT NOT NULL,
    recipient_key BLOB NOT NULL,
    recipient BLOB NOT NULL,
    count INTEGER NOT NULL,
    groups INTEGER NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    state INTEGER NOT NULL,
    delivery_id INTEGER
) STRICT;

-- 0 collecting, 1 held: at most one open batch a key and recipient.
CREATE UNIQUE INDEX batches_open ON batches (key, recipient_key) WHERE state IN (0, 1);
CREATE INDEX batches_by_state ON batches (state, id);

-- One group's share of a batch; it outlives the messages. `state` is what the batch makes of the group's state.
CREATE TABLE batch_groups (
    batch_id INTEGER NOT NULL REFERENCES batches (id),
    group_id INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    label TEXT NOT NULL,
    count INTEGER NOT NULL,
    oldest INTEGER NOT NULL,
    newest INTEGER NOT NULL,
    last_id INTEGER NOT NULL,
    last_salt INTEGER NOT NULL,
    last_segment INTEGER NOT NULL,
    last_position INTEGER NOT NULL,
    last_length INTEGER NOT NULL,
    state INTEGER NOT NULL,
    PRIMARY KEY (batch_id, group_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX batch_groups_by_group ON batch_groups (group_id, state);

CREATE TABLE batch_messages (
    batch_id INTEGER NOT NULL REFERENCES batches (id),
    message_id INTEGER NOT NULL,
    PRIMARY KEY (batch_id, message_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind INTEGER NOT NULL,
    subject TEXT NOT NULL,
    message_id BLOB NOT NULL,
    sender BLOB NOT NULL,
    relay TEXT NOT NULL,
    state INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    attempts_this_round INTEGER NOT NULL,
    next_attempt_at INTEGER,
    last_error TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    round_started_at INTEGER NOT NULL,
    size INTEGER NOT NULL,
    end_of_data_sent INTEGER NOT NULL,
    batch_id INTEGER REFERENCES batches (id)
) STRICT;

CREATE INDEX deliveries_by_state ON deliveries (state, id);

CREATE TABLE delivery_recipients (
    delivery_id INTEGER NOT NULL REFERENCES deliveries (id),
    ordinal INTEGER NOT NULL,
    address BLOB NOT NULL,
    state INTEGER NOT NULL,
    reply BLOB NOT NULL,
    PRIMARY KEY (delivery_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE delivery_mail (
    delivery_id INTEGER PRIMARY KEY REFERENCES deliveries (id),
    raw BLOB NOT NULL
) STRICT;

CREATE TABLE attempts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    delivery_id INTEGER NOT NULL REFERENCES deliveries (id),
    at INTEGER NOT NULL,
    stage INTEGER NOT NULL,
    host TEXT NOT NULL,
    code INTEGER NOT NULL,
    enhanced TEXT NOT NULL,
    text TEXT NOT NULL,
    duration_ms INTEGER NOT NULL,
    transcript BLOB NOT NULL
) STRICT;

CREATE INDEX attempts_by_delivery ON attempts (delivery_id, id);

INSERT INTO log_state VALUES (1, 0, 0, 0, 0, -1, 1);
