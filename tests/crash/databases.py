# SPDX-License-Identifier: GPL-3.0-or-later
"""The databases of a store, without the store: whether they are sound, made older, and damaged."""

import os
import pathlib
import sqlite3

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "resources" / "sql"


def problems(folder):
    """What SQLite finds wrong with the databases in a folder."""
    for path in sorted(folder.glob("*.db")):
        with sqlite3.connect(path) as database:
            verdict = [row[0] for row in database.execute("PRAGMA integrity_check")]
            if verdict != ["ok"]:
                yield f"{path.name}: {verdict[:3]}"
            for row in database.execute("PRAGMA foreign_key_check"):
                yield f"{path.name}: a row of {row[0]} refers to a row of {row[2]} that is not there"
        database.close()


def counter_problems(path):
    """Where the kept totals are not those of the rows they count."""
    database = sqlite3.connect(path)
    tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "projects" in tables:
        kept = set(database.execute("SELECT name, messages, unread, bytes, pinned, pinned_bytes FROM projects "
                                    "WHERE messages > 0 OR unread <> 0 OR bytes <> 0 OR pinned <> 0"))
        true = set(database.execute("SELECT project, COUNT(*), SUM(1 - read), SUM(size), SUM(pinned), "
                                    "SUM(pinned * size) FROM messages GROUP BY project"))
        if kept != true:
            yield f"projects: {sorted(kept)}, but it is {sorted(true)}"
    if "removals" in tables:
        for table in ("removed_messages", "removed_groups"):
            lost = database.execute(f"SELECT COUNT(*) FROM {table} WHERE removal_id NOT IN "
                                    "(SELECT id FROM removals)").fetchone()[0]
            if lost:
                yield f"{table}: {lost} rows without a removal"
    bad = database.execute("SELECT id, count, unread, bytes FROM groups g WHERE (count, unread, bytes) <> (SELECT "
                           "COUNT(*), COALESCE(SUM(1 - read), 0), COALESCE(SUM(size), 0) FROM messages "
                           "WHERE group_id = g.id)").fetchall()
    if bad:
        yield f"groups: {bad[:3]}"
    database.close()


def remove(path):
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def make_older(path, version):
    """Puts a database of an older schema in the place of this one, with the rows that it can hold."""
    old = path.with_name("older")
    database = sqlite3.connect(old)
    for script in sorted(SCRIPTS.glob("*.sql"))[:version]:
        database.executescript(script.read_text())
    database.execute("ATTACH ? AS now", (str(path),))
    tables = [row[0] for row in database.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'")]
    kept = {row[0] for row in database.execute("SELECT name FROM now.sqlite_master WHERE type = 'table'")}
    with database:
        for table in tables:
            columns = {row[1] for row in database.execute(f"PRAGMA main.table_info({table})")}
            columns &= {row[1] for row in database.execute(f"PRAGMA now.table_info({table})")}
            if table in kept and columns:
                names = ", ".join(sorted(columns))
                database.execute(f"DELETE FROM main.{table}")
                database.execute(f"INSERT INTO main.{table} ({names}) SELECT {names} FROM now.{table}")
    database.execute(f"PRAGMA user_version = {version}")
    database.execute("DETACH now")
    database.execute("PRAGMA journal_mode = WAL")
    database.close()
    remove(path)
    os.rename(old, path)


def versions():
    return len(list(SCRIPTS.glob("*.sql")))


def damage(path, how, random):
    """Damages a file as disks and people do."""
    size = path.stat().st_size
    with open(path, "r+b") as file:
        if how == "head":
            file.write(bytes(min(size, 4096)))
        elif how == "pages":
            # All but the first page; what is left of the tree cannot be read.
            for page in range(4096, size, 4096):
                file.seek(page)
                file.write(random.randbytes(min(4096, size - page)))
        elif how == "cut":
            file.truncate(size // 2 // 4096 * 4096)
        elif how == "empty":
            file.truncate(0)
        else:
            raise ValueError(how)
