#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of store from outside: memory, records in a database, a damaged or rebuilt index, limits that change."""

import signal
import subprocess
import unittest

import support


class Store(support.TestCase):
    def count(self, engine):
        return engine.get("/api/v2/status")["messages"]

    def rebuild(self, *flags):
        """--rebuild-index on the data of the engine that start() starts."""
        return subprocess.run([support.SERVER, "--data-dir", str(self.folder / "engine" / "store"), "--rebuild-index",
                               *flags], capture_output=True, text=True, timeout=support.PATIENCE)

    def test_memory(self):
        engine = self.start("--store", "sqlite::memory:")
        ids = engine.send_many(20, "Error {n}")
        self.assertEqual(self.count(engine), 20)
        self.assertEqual(engine.get(f"/api/v1/message/{ids[3]}/raw"), support.mail("Error 3", "body 3"))
        self.assertEqual([path.name for path in (self.folder / "engine" / "store").iterdir()], ["mailweir.lock"])
        engine.stop()
        self.assertEqual(self.count(self.start("--store", "sqlite::memory:")), 0)

    def test_records_in_a_database(self):
        flags = ("--store", "sqlite:?bodies=database")
        engine = self.start(*flags)
        ids = engine.send_many(20, "Error {n}")
        large = support.mail("large", "x" * 500 + "\r\n" + "0123456789\r\n" * 300_000)
        ids.append(engine.send(large))
        engine.kill()
        engine = self.start(*flags)
        self.assertEqual(self.count(engine), 21)
        self.assertEqual(engine.get(f"/api/v1/message/{ids[-1]}/raw"), large)
        engine.stop()
        with self.assertRaisesRegex(AssertionError, "its mail is in a database"):
            self.start()

    def test_rebuild_index(self):
        upstream = self.upstream()
        engine = self.start("--relay", f"127.0.0.1:{upstream.port}", "--wait", "10m", "--max-wait", "10m")
        ids = engine.send_many(5, "Error {n}")
        result = self.rebuild()
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("in use", result.stderr)
        engine.kill()

        result = self.rebuild()
        self.assertEqual((result.returncode, result.stdout), (0, "5 messages came back from the log\n"), result.stderr)
        store = self.folder / "engine" / "store"
        self.assertTrue((store / "mailweir.db.replaced-1").exists())
        engine = self.start("--relay", f"127.0.0.1:{upstream.port}", "--wait", "100ms")
        self.assertEqual(self.count(engine), 5)
        self.assertEqual(engine.get(f"/api/v1/message/{ids[0]}/raw"), support.mail("Error 0", "body 0"))
        self.assertEqual(engine.items("/api/v2/batches"), [])
        # Later mail is sent on, what came back is not.
        engine.send(support.mail("another one"))
        support.until(upstream.received, "the summary")
        self.assertEqual(len(upstream.received()), 1)

    def test_rebuild_needs_a_disk(self):
        result = self.rebuild("--store", "sqlite::memory:")
        self.assertEqual(result.returncode, 2)
        self.assertIn("a store in memory has no database", result.stderr)

    def test_limits_change_while_it_runs(self):
        listener = '[[listener]]\nbind = "127.0.0.1:0"\n'
        engine = self.start(config=listener)
        ids = engine.send_many(30, "Error {n}")
        self.assertEqual(self.count(engine), 30)
        (engine.folder / "config.toml").write_text(listener + "[store]\nkeep_messages = 10\n")
        engine.process.send_signal(signal.SIGHUP)
        support.until(lambda: self.count(engine) == 10, "the limit to hold")
        listing = engine.get("/api/v1/messages?limit=0")
        self.assertEqual({message["ID"] for message in listing["messages"]}, set(ids[20:]))


if __name__ == "__main__":
    unittest.main()
