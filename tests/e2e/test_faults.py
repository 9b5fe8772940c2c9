#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on purpose: what a client of mailweir-server sees of each kind of rule, at each stage of a session."""

import time
import unittest

import support
from smtp_talk import Talk
from test_listeners import ListenerCase, plain


class Faults(ListenerCase):
    def with_rules(self, *rules, **listener):
        self.listen({"name": "in", **listener}, fault=[{"name": f"rule-{n}", **rule} for n, rule in enumerate(rules)])
        self.port = self.engine.ports["in"]

    def count(self):
        return self.engine.get("/api/v2/status")["messages"]

    def test_a_refusal_at_each_stage(self):
        self.with_rules({"at": "ehlo", "listener": "in", "times": 1, "reply": "421 go away"},
                        {"at": "auth", "login": "mona", "reply": "454 4.7.0 not now"},
                        {"at": "mail", "sender": "bad@*", "reply": "451 4.3.0 bad sender"},
                        {"at": "rcpt", "recipient": "*@Full.test", "reply": "452 4.2.2 full"},
                        {"at": "data", "sender": "data@*", "reply": "554 5.7.1 no data"},
                        {"at": "dot", "subject": "*Über*", "reply": "550 5.7.1 that subject"},
                        auth="any")
        with Talk(self.port) as client:
            client.say("EHLO talk.test", 421)
            client.expect_end()
        with Talk(self.port) as client:
            client.say("EHLO talk.test", 250)
            self.assertEqual(client.say(plain("mona", "secret"), 454), "4.7.0 not now")
            client.say(plain("paul", "secret"), 235)
            self.assertEqual(client.say("MAIL FROM:<bad@shop.test>", 451), "4.3.0 bad sender")
            client.say("RCPT TO:<ops@shop.test>", 503)
            client.begin()
            self.assertEqual(client.say("RCPT TO:<x@full.test>", 452), "4.2.2 full")
            client.data(support.mail())
            client.begin(sender="data@shop.test")
            self.assertEqual(client.say("DATA", 554), "5.7.1 no data")
            client.begin()
            client.data(support.mail("=?utf-8?B?w5xiZXI=?= alles"), 550)  # Über alles
            client.send(support.mail("nothing"))
        self.assertEqual(self.count(), 2)

    def test_at_connect(self):
        self.with_rules({"at": "connect", "times": 1, "reply": "421 busy"},
                        {"at": "connect", "times": 1, "reply": "554 closed"})
        with Talk(self.port, greeting=421) as client:
            client.expect_end()
        with Talk(self.port, greeting=554) as client:
            client.say("EHLO talk.test", 503)
            client.say("QUIT", 221)
        with Talk(self.port) as client:
            client.send(support.mail())

    def test_a_drop(self):
        self.with_rules({"at": "dot", "sender": "gone@*", "drop": True})
        with Talk(self.port) as client:
            client.begin(sender="gone@shop.test")
            client.say("DATA", 354)
            client.write(support.mail() + b".\r\n")
            client.expect_end()
        with Talk(self.port) as client:
            client.send(support.mail())
        self.assertEqual(self.count(), 1)

    def test_a_delay_holds_up_nobody_else(self):
        self.with_rules({"at": "mail", "sender": "slow@*", "delay": "700ms"})
        with Talk(self.port) as slow, Talk(self.port) as quick:
            slow.say("EHLO talk.test", 250)
            begun = time.monotonic()
            slow.write(b"MAIL FROM:<slow@shop.test>\r\n")
            quick.send(support.mail())
            slow.expect(250)
            self.assertGreaterEqual(time.monotonic() - begun, 0.69)
            slow.say("RCPT TO:<ops@shop.test>", 250)
            slow.data(support.mail())

    def test_a_slow_link(self):
        self.with_rules({"at": "data", "speed": "20KiB"})
        with Talk(self.port) as client:
            client.begin()
            begun = time.monotonic()
            client.data(support.mail(body="x" * 900 + ("\r\n" + "x" * 900) * 20))  # 19 KiB
            self.assertGreaterEqual(time.monotonic() - begun, 0.6)

    def test_greylisting(self):
        self.with_rules({"at": "rcpt", "greylist": True, "reply": "450 4.7.1 come back"})
        for recipient in ("a@shop.test", "b@shop.test"):
            with Talk(self.port) as client:
                client.say("EHLO talk.test", 250)
                client.say("MAIL FROM:<app@shop.test>", 250)
                self.assertEqual(client.say(f"RCPT TO:<{recipient}>", 450), "4.7.1 come back")
            with Talk(self.port) as client:
                client.send(support.mail(), recipient)
                client.send(support.mail(), recipient)

    def test_a_rate(self):
        self.with_rules({"at": "mail", "rate": "5/m"})
        with Talk(self.port) as client:
            client.say("EHLO talk.test", 250)
            codes = []
            for _ in range(8):
                client.write(b"MAIL FROM:<app@shop.test>\r\n")
                codes.append(client.reply()[0])
                client.say("RSET", 250)
        self.assertEqual(codes, [250] * 5 + [450] * 3)

    def test_a_number_of_times(self):
        self.with_rules({"at": "mail", "times": 2, "reply": "451 twice"})
        with Talk(self.port) as client:
            client.say("EHLO talk.test", 250)
            for code in (451, 451, 250):
                client.say("MAIL FROM:<app@shop.test>", code)

    def test_a_while(self):
        self.with_rules({"at": "rcpt", "for": "2s", "reply": "451 a while"})
        with Talk(self.port) as client:
            client.say("EHLO talk.test", 250)
            client.say("MAIL FROM:<app@shop.test>", 250)
            for on in (False, True):  # the time begins anew
                self.engine.call("PUT", "/api/v2/faults", {"on": on})
            client.say("RCPT TO:<ops@shop.test>", 451)

            def taken():
                client.write(b"RCPT TO:<ops@shop.test>\r\n")
                return client.reply()[0] == 250

            support.until(taken, "the end of the rule's time")

    def test_a_probability(self):
        self.with_rules({"at": "mail", "probability": 0.5, "reply": "451 heads"})
        with Talk(self.port) as client:
            client.say("EHLO talk.test", 250)
            codes = []
            for _ in range(200):
                client.write(b"MAIL FROM:<app@shop.test>\r\n")
                codes.append(client.reply()[0])
                client.say("RSET", 250)
        self.assertEqual(set(codes), {250, 451})
        self.assertTrue(50 < codes.count(451) < 150)  # 7 standard deviations

    def test_switched_off_and_on(self):
        self.with_rules({"at": "mail", "reply": "451 fault"}, {"enabled": False, "at": "rcpt", "reply": "451 never"})
        with Talk(self.port) as client:
            client.say("EHLO talk.test", 250)
            client.say("MAIL FROM:<app@shop.test>", 451)
            self.assertTrue(self.engine.get("/api/v2/faults")["on"])
            status, answer = self.engine.call("PUT", "/api/v2/faults", {"on": False})
            self.assertEqual((status, answer["on"]), (200, False))
            client.send(support.mail())
            self.engine.call("PUT", "/api/v2/faults", {"on": True})
            client.say("MAIL FROM:<app@shop.test>", 451)

    def test_changed_by_a_reload(self):
        self.with_rules({"at": "mail", "reply": "451 fault"})
        with Talk(self.port) as client:
            client.say("EHLO talk.test", 250)
            client.say("MAIL FROM:<app@shop.test>", 451)
            self.reload(self.config({"name": "in"}, fault=[{"name": "new", "at": "rcpt", "reply": "452 4.2.2 new"}]))
            client.say("MAIL FROM:<app@shop.test>", 250)
            client.say("RCPT TO:<ops@shop.test>", 452)


if __name__ == "__main__":
    unittest.main()
