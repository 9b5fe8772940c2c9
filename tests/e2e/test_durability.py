#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 in the middle of a flood: nothing acknowledged is missing, nothing is there twice, no summary is doubled."""

import email
import os
import random
import smtplib
import threading
import unittest

import support


class Durability(support.TestCase):
    ROUNDS = 60 if os.environ.get("MAILWEIR_LONG") else 4
    SENDERS = 4

    def flood(self, engine, round_number):
        """Sends until the engine is killed; the ids that were acknowledged, with the messages' bytes."""
        acknowledged = {}
        lock = threading.Lock()

        def send(sender):
            try:
                with smtplib.SMTP("127.0.0.1", engine.smtp_port, timeout=support.PATIENCE) as client:
                    client.ehlo()
                    for n in range(100_000):
                        data = support.mail(f"Round {round_number} error {n}", f"{sender}-{n} " + "x" * (n % 3000))
                        client.mail("app@shop.test")
                        client.rcpt("ops@shop.test")
                        code, text = client.data(data)
                        if code != 250:
                            return
                        with lock:
                            acknowledged[text.decode().rsplit(" ", 1)[1]] = data
            except (OSError, smtplib.SMTPException):
                pass  # killed

        threads = [threading.Thread(target=send, args=(n,)) for n in range(self.SENDERS)]
        for thread in threads:
            thread.start()
        goal = random.Random(round_number).randrange(20, 400)
        support.until(lambda: len(acknowledged) >= goal, "the flood")
        engine.kill()
        for thread in threads:
            thread.join()
        return acknowledged

    def test_kill_in_a_flood(self):
        upstream = self.upstream()
        flags = ("--relay", f"127.0.0.1:{upstream.port}", "--wait", "400ms", "--max-wait", "800ms")
        everything = {}
        for round_number in range(self.ROUNDS):
            engine = self.start(*flags)
            everything.update(self.flood(engine, round_number))

        engine = self.start(*flags)
        listing = engine.get("/api/v1/messages?limit=0")
        stored = [message["ID"] for message in listing["messages"]]
        self.assertEqual(len(stored), len(set(stored)))
        self.assertEqual(set(everything) - set(stored), set())
        for message_id, data in random.Random(0).sample(sorted(everything.items()), 50):
            self.assertEqual(engine.get(f"/api/v1/message/{message_id}/raw"), data)

        # Every message is in exactly one summary, and none was sent twice.
        support.until(lambda: engine.get("/api/v2/status")["active_batches"] == 0, "the batches to leave")
        support.until(lambda: not [delivery for delivery in engine.items("/api/v2/deliveries?limit=1000")
                                   if delivery["state"] not in ("sent",)], "the deliveries to be sent")
        summaries = [email.message_from_bytes(content) for _, _, content in upstream.received()]
        by_id = {summary["Message-ID"]: summary for summary in summaries}
        total = sum(int(summary["Subject"].split()[1]) for summary in by_id.values())
        self.assertEqual(total, len(stored))
        uncertain = sum(1 for delivery in engine.items("/api/v2/deliveries?limit=1000") if delivery["attempts"] > 1)
        self.assertLessEqual(len(summaries) - len(by_id), uncertain)


if __name__ == "__main__":
    unittest.main()
