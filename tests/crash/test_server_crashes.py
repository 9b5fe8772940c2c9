#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole server, killed by the fault layer while clients send: what got a 250 is there, once, byte for byte, and in
exactly one summary."""

import email
import os
import pathlib
import random
import smtplib
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))
import support  # noqa: E402
from crash_points import LOG, order  # noqa: E402

LAYER = os.environ["MAILWEIR_FAULT_LAYER"]
LONG = bool(os.environ.get("MAILWEIR_LONG"))


def kills(chooser):
    """A point at which the server dies, in a flood of some hundred messages."""
    when = chooser.choice(["before", "after"])
    return chooser.choice([
        order("kill", when=when, call="write", file=LOG, n=chooser.randint(1, 150)),
        order("torn", call="write", file=LOG, n=chooser.randint(1, 150)),
        order("kill", when=when, call="sync", file=LOG, n=chooser.randint(1, 150)),
        order(chooser.choice(["kill", "torn"]), when=when, call="change", thread="store index",
              n=chooser.randint(1, 200)),
        order("kill", when=when, call="change", n=chooser.randint(1, 500)),
    ])


class ServerCrashes(support.TestCase):
    STORES = 25 if LONG else 2
    ROUNDS = 4  # over one store
    SENDERS = 4

    def flood(self, engine, round_number, sent, acknowledged):
        """Sends until the server dies, or all is sent; then it is killed."""
        lock = threading.Lock()

        def send(sender):
            sizes = random.Random(f"{round_number} {sender}")
            try:
                with smtplib.SMTP("127.0.0.1", engine.smtp_port, timeout=support.PATIENCE) as client:
                    client.ehlo()
                    for n in range(150):
                        size = sizes.choice([10, 1000, 30_000]) if sizes.random() < 0.97 else 1_500_000
                        data = support.mail(f"Round {round_number} error {n}", f"{sender}-{n} " + "x " * (size // 2))
                        with lock:
                            sent.add(data)
                        client.mail("app@shop.test")
                        client.rcpt("ops@shop.test")
                        code, text = client.data(data)
                        if code != 250:
                            return
                        with lock:
                            acknowledged[text.decode().rsplit(" ", 1)[1]] = data
            except (OSError, smtplib.SMTPException):
                pass  # it is dead

        threads = [threading.Thread(target=send, args=(n,)) for n in range(self.SENDERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        engine.kill()

    def run_store(self, number):
        chooser = random.Random(number)
        folder = self.folder / str(number)
        folder.mkdir()
        upstream = self.upstream()
        flags = ("--relay", f"127.0.0.1:{upstream.port}", "--wait", "300ms", "--max-wait", "600ms")
        sent, acknowledged = set(), {}
        for round_number in range(self.ROUNDS):
            environment = {"LD_PRELOAD": LAYER, "MAILWEIR_FAULT_ROOT": str((folder / "store").resolve()),
                           "MAILWEIR_FAULTS": kills(chooser),
                           "ASAN_OPTIONS": "verify_asan_link_order=0:" + os.environ.get("ASAN_OPTIONS", "")}
            if chooser.random() < 0.5:
                environment["MAILWEIR_FAULT_POWER"] = str(chooser.randrange(1 << 31))
            with self.subTest(store=number, round=round_number, faults=environment["MAILWEIR_FAULTS"]):
                engine = support.Program(folder, "--bind", "127.0.0.1:0", "--http", "127.0.0.1:0", *flags,
                                         env=environment, wait=False)
                self.addCleanup(engine.stop)
                try:
                    engine.wait_ready()
                except AssertionError:
                    if engine.process.poll() is None:
                        raise
                    continue  # it died before it was ready
                self.flood(engine, round_number, sent, acknowledged)
        self.check(self.start(*flags, folder=folder), upstream, sent, acknowledged)
        upstream.stop()

    def check(self, engine, upstream, sent, acknowledged):
        stored = [message["ID"] for message in engine.get("/api/v1/messages?limit=0")["messages"]]
        self.assertEqual(len(stored), len(set(stored)))
        self.assertEqual(set(acknowledged) - set(stored), set())
        seen = set()
        for message_id in stored:
            data = engine.get(f"/api/v1/message/{message_id}/raw")
            if message_id in acknowledged:
                self.assertEqual(data, acknowledged[message_id])
            self.assertIn(data, sent)
            self.assertNotIn(data, seen, "a message is there twice")
            seen.add(data)
        support.until(lambda: engine.get("/api/v2/status")["active_batches"] == 0, "the batches to leave")
        support.until(lambda: not [delivery for delivery in engine.items("/api/v2/deliveries?limit=1000")
                                   if delivery["state"] != "sent"], "the deliveries to be sent")
        summaries = {summary["Message-ID"]: summary for summary in
                     (email.message_from_bytes(content) for _, _, content in upstream.received())}
        self.assertEqual(sum(int(summary["Subject"].split()[1]) for summary in summaries.values()), len(stored))
        self.assertEqual(engine.stop(), 0)

    def test_crashes(self):
        for number in range(self.STORES):
            self.run_store(number)


if __name__ == "__main__":
    unittest.main()
