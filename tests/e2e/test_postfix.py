#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Summaries leave through a real Postfix: over verified TLS, refused in its words, and after it was away."""

import email
import email.header
import email.policy
import unittest

import support
from postfix_upstream import Postfix

SUBJECT = "Größe geändert – 決済エラー"


def parsed(data):
    return email.message_from_bytes(data, policy=email.policy.default)


class PostfixRelay(support.TestCase):
    def setUp(self):
        missing = Postfix.missing()
        if missing:
            self.skipTest(missing)
        super().setUp()
        self.postfix = Postfix(self.folder)
        self.addCleanup(self.postfix.stop)

    def relaying(self, wait="100ms"):
        """A Mailweir that relays to the Postfix, over verified TLS only."""
        config = self.folder / "mailweir.toml"
        config.write_text(f'[[relay]]\nurl = "smtp://localhost:{self.postfix.port}"\ntls = "required"\n'
                          f'[batching]\nwait = "{wait}"\nmax_wait = "2h"\n')
        return self.start("--config", str(config), env={"SSL_CERT_FILE": str(self.postfix.certificate)})

    def delivery(self, engine, state):
        found = support.until(lambda: engine.items(f"/api/v2/deliveries?state={state}"), f"a delivery that is {state}")
        self.assertEqual(len(found), 1)
        return found[0]

    def raw(self, engine, delivery):
        return engine.get(f"/api/v2/deliveries/{delivery['id']}/raw")

    def attempts(self, engine, delivery):
        return engine.items(f"/api/v2/deliveries/{delivery['id']}/attempts")

    def test_a_hundred_mails_of_one_subject_arrive_as_one_intact_summary(self):
        self.postfix.start()
        engine = self.relaying(wait="1h")
        engine.send_many(100, email.header.Header(SUBJECT, "utf-8").encode())
        batches = engine.items("/api/v2/batches?state=collecting")
        self.assertEqual([batch["count"] for batch in batches], [100])
        engine.post(f"/api/v2/batches/{batches[0]['id']}/flush")
        delivery = self.delivery(engine, "sent")
        raw = self.raw(engine, delivery)
        self.assertEqual(engine.stop(), 0)  # sends whatever else there were
        mailbox = self.postfix.delivered()
        self.assertEqual(len(mailbox), 1, self.postfix.log_text())
        summary = parsed(mailbox[0])
        self.assertEqual(summary["Subject"], f"[mailweir] 100 instances: {SUBJECT}")
        self.assertEqual(summary["Message-ID"], parsed(raw)["Message-ID"])
        self.assertIn("with ESMTPS", summary["Received"])
        self.assertEqual(summary["Delivered-To"], "ops@shop.test")
        trace, ours, _ = mailbox[0].rpartition(raw.replace(b"\r\n", b"\n"))
        self.assertTrue(ours, "Postfix delivered other bytes than were relayed")
        self.assertEqual(set(parsed(trace).keys()), {"Return-Path", "X-Original-To", "Delivered-To", "Received"})

    def test_a_refused_recipient_fails_in_postfix_words(self):
        self.postfix.start()
        engine = self.relaying()
        engine.send(support.mail("Disk full", to="nobody@shop.test"), to=("nobody@shop.test",))
        delivery = self.delivery(engine, "failed")
        words = "<nobody@shop.test>: Recipient address rejected: User unknown in virtual mailbox table"
        recipient, = delivery["recipients"]
        self.assertEqual((recipient["address"], recipient["state"]), ("nobody@shop.test", "failed"))
        self.assertEqual((recipient["code"], recipient["enhanced"], recipient["text"]), (550, "5.1.1", words))
        attempt, = self.attempts(engine, delivery)
        self.assertEqual((attempt["stage"], attempt["code"], attempt["text"]), ("rcpt", 550, words))
        transcript = attempt["transcript"]
        for line in ("S: 220 upstream.test ESMTP Postfix", "C: STARTTLS", "C: RCPT TO:<nobody@shop.test>"):
            self.assertIn(line, transcript)
        self.assertEqual(transcript[-2:], [f"S: 550 5.1.1 {words}", "C: QUIT"])
        self.assertEqual(self.postfix.delivered("nobody"), [])

    def test_deferred_while_postfix_is_stopped_then_delivered_once(self):
        self.postfix.start()
        self.postfix.stop()
        engine = self.relaying()
        engine.send(support.mail("Nightly report"))
        delivery = self.delivery(engine, "deferred")
        self.assertEqual(len(self.attempts(engine, delivery)), 1)
        self.postfix.start()
        engine.post(f"/api/v2/deliveries/{delivery['id']}/resend", {})
        self.assertEqual(self.delivery(engine, "sent")["id"], delivery["id"])
        self.assertEqual(len(self.attempts(engine, delivery)), 2)
        raw = self.raw(engine, delivery)
        self.assertEqual(engine.stop(), 0)
        message_ids = [parsed(content)["Message-ID"] for content in self.postfix.delivered()]
        self.assertEqual(message_ids, [parsed(raw)["Message-ID"]])


if __name__ == "__main__":
    unittest.main()
