#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole story in the real window: caught, grouped, summarised, failed, sent again, warned of, and not lost.

One desktop application under Xvfb with a window manager, a session bus, an unlocked keyring and a notification service;
one upstream with STARTTLS and a login. The steps build on each other, so they are one test.
"""

import email
import smtplib
import subprocess
import threading
import unittest

import desktop_session
import support

LOGIN = ("mailer", "correct horse battery")
SUBJECTS = ("Timeout in worker {n}", "Payment of {n} EUR lost", "Disk /dev/sd{n} is full")
CONFIG = """\
# The story's settings; this comment has to survive the settings dialog.
[batching]
wait = "2s"
max_wait = "30s"

[[relay]]
url = "smtp://localhost:{port}"
tls = "required"
retry = {{ first = "2s", max = "2s", attempts = 2, age = "1h" }}  # soon enough for a test

[[alert]]
name = "flood"
when = "rate('1m') > 450"
"""


class Story(support.TestCase):
    def setUp(self):
        super().setUp()
        missing = desktop_session.missing()
        if missing:
            self.skipTest(f"not installed: {', '.join(missing)}")

    def test_story(self):
        self.server = self.upstream(tls_folder=self.folder, login=LOGIN)
        self.config = self.folder / "mailweir.toml"
        self.config.write_text(CONFIG.format(port=self.server.port))
        with desktop_session.Session() as self.session:
            self.begin()
            self.the_empty_window_says_what_to_do()
            self.the_password_goes_to_the_keychain()
            self.a_thousand_mails_are_three_rows_and_three_summaries()
            self.a_stopped_upstream_defers_then_fails()
            self.resend_in_the_window_delivers_exactly_once()
            self.a_flood_is_one_notification()
            self.kill_in_a_flood_loses_and_doubles_nothing()

    def begin(self):
        environment = dict(self.session.env, SSL_CERT_FILE=str(self.server.certificate))
        self.engine = self.start("--config", str(self.config), "--http", "localhost:0", program=support.Desktop,
                                 env=environment)
        support.until(lambda: self.session.run("xdotool", "search", "--name", "^Mailweir$").stdout.strip(), "the window")

    def the_empty_window_says_what_to_do(self):
        self.session.find("button", "Send a test mail")
        self.session.screenshot("1-empty")
        self.session.press("Send a test mail")
        support.until(lambda: self.engine.get("/api/v2/status")["messages"] == 1, "the test mail")
        message = self.engine.get("/api/v1/messages")["messages"][0]
        self.assertEqual(message["Subject"], "Test mail from Mailweir")

    def the_password_goes_to_the_keychain(self):
        session = self.session
        session.keys("ctrl+comma")
        session.press("Relay", role="item")
        session.keys("alt+u")
        session.run("xdotool", "type", LOGIN[0])
        session.keys("alt+w")
        session.run("xdotool", "type", LOGIN[1])
        session.screenshot("2-settings")
        session.press("OK")
        support.until(lambda: 'user = "mailer"' in self.config.read_text(), "the settings to be saved")
        stored = session.run("secret-tool", "lookup", "server", "mailweir", "user", "relay/default").stdout
        self.assertEqual(stored.strip(), LOGIN[1])
        text = self.config.read_text()
        self.assertIn("# The story's settings; this comment has to survive the settings dialog.", text)
        self.assertIn("# soon enough for a test", text)
        # The test mail was collecting meanwhile; whatever became of it, its summary is put out of the story's way.
        support.until(lambda: self.engine.get("/api/v2/status")["active_batches"] == 0, "the test mail's batch to leave")
        support.until(lambda: all(delivery["state"] in ("sent", "failed")
                                  for delivery in self.engine.items("/api/v2/deliveries")), "its delivery to be settled")
        for delivery in self.engine.items("/api/v2/deliveries?state=failed"):
            self.engine.post(f"/api/v2/deliveries/{delivery['id']}/cancel")
        self.engine.call("DELETE", "/api/v1/messages")
        self.server.messages.clear()

    def a_thousand_mails_are_three_rows_and_three_summaries(self):
        counts = (400, 350, 250)
        for subject, count in zip(SUBJECTS, counts):
            self.engine.send_many(count, subject)
        groups = self.engine.items("/api/v2/groups")
        self.assertEqual(sorted(group["count"] for group in groups), sorted(counts))
        self.session.find("cell", "Timeout in worker ‹n›")
        self.session.find("cell", "Payment of ‹n› EUR lost")
        self.session.screenshot("3-collecting")
        support.until(lambda: len(self.server.received()) == 3, "three summaries at the upstream")
        subjects = sorted(email.message_from_bytes(content)["Subject"] for _, _, content in self.server.received())
        self.assertEqual(subjects, ["[mailweir] 250 instances: Disk /dev/sd249 is full",
                                    "[mailweir] 350 instances: Payment of 349 EUR lost",
                                    "[mailweir] 400 instances: Timeout in worker 399"])
        support.until(lambda: all(group["state"] == "sent" for group in self.engine.items("/api/v2/groups")),
                      "the rows to say sent")
        self.session.keys("Down")
        self.session.screenshot("4-sent")

    def a_stopped_upstream_defers_then_fails(self):
        self.server.stop()
        self.server.messages.clear()
        self.engine.send(support.mail("Backup of db7 failed", "no space left"))
        support.until(lambda: self.engine.items("/api/v2/deliveries?state=deferred"), "a deferred delivery")
        self.session.keys("ctrl+2")
        self.session.screenshot("5-deferred")
        support.until(lambda: self.engine.items("/api/v2/deliveries?state=failed"), "it to fail")
        support.until(lambda: any(note["title"] == "Summary not delivered" for note in self.session.notified()),
                      "the notification of the failure")
        self.session.screenshot("6-failed")

    def resend_in_the_window_delivers_exactly_once(self):
        failed = self.engine.items("/api/v2/deliveries?state=failed")
        self.assertEqual(len(failed), 1)
        self.server.start()
        self.session.click(*self.session.find("cell", "ops@shop.test"))
        self.session.screenshot("7-selected")
        self.session.press("Resend")
        support.until(lambda: self.engine.get(f"/api/v2/deliveries/{failed[0]['id']}")["state"] == "sent", "it to be sent")
        self.assertEqual([email.message_from_bytes(content)["Subject"] for _, _, content in self.server.received()],
                         ["[mailweir] 1 instance: Backup of db7 failed"])
        attempts = self.engine.items(f"/api/v2/deliveries/{failed[0]['id']}/attempts")
        self.assertEqual(len(attempts), 3)
        self.session.screenshot("8-resent")

    def a_flood_is_one_notification(self):
        self.session.keys("ctrl+1")
        self.engine.send_many(1500, "Queue {n} is stuck")
        support.until(self.floods, "the notification of the flood")
        self.session.screenshot("9-flood")
        self.there_was_one_flood()

    def floods(self):
        return [note for note in self.session.notified() if note["title"].startswith("Flood")]

    def there_was_one_flood(self):
        self.assertEqual(len({note["id"] for note in self.floods()}), 1)
        self.assertEqual(self.floods()[0]["title"], 'Flood: "Queue ‹n› is stuck"')

    def kill_in_a_flood_loses_and_doubles_nothing(self):
        acknowledged = set()

        def flood():
            try:
                with smtplib.SMTP("127.0.0.1", self.engine.smtp_port, timeout=support.PATIENCE) as client:
                    client.ehlo()
                    for n in range(100_000):
                        client.mail("app@shop.test")
                        client.rcpt("ops@shop.test")
                        code, text = client.data(support.mail(f"Last words {n}"))
                        if code != 250:
                            return
                        acknowledged.add(text.decode().rsplit(" ", 1)[1])
            except (OSError, smtplib.SMTPException):
                pass  # killed

        before = {message["ID"] for message in self.engine.get("/api/v1/messages?limit=0")["messages"]}
        sender = threading.Thread(target=flood)
        sender.start()
        support.until(lambda: len(acknowledged) > 200, "the second flood")
        self.there_was_one_flood()  # the first one has been updated meanwhile, not told again
        self.engine.kill()
        sender.join()
        self.begin()
        after = [message["ID"] for message in self.engine.get("/api/v1/messages?limit=0")["messages"]]
        self.assertEqual(len(after), len(set(after)))
        self.assertEqual((before | acknowledged) - set(after), set())
        support.until(lambda: self.engine.get("/api/v2/status")["active_batches"] == 0, "the batches to leave")
        support.until(lambda: all(delivery["state"] in ("sent", "cancelled")
                                  for delivery in self.engine.items("/api/v2/deliveries?limit=1000")), "all to be sent")
        messages = [email.message_from_bytes(content) for _, _, content in self.server.received()]
        ids = [message["Message-ID"] for message in messages]
        self.assertEqual(len(ids), len(set(ids)))
        last_words = [message for message in messages if "Last words" in message["Subject"]]
        self.assertEqual(sum(int(message["Subject"].split()[1]) for message in last_words), len(after) - len(before))
        self.session.screenshot("10-after-the-crash")
        self.assertEqual(self.engine.stop(), 0)
        self.the_password_is_nowhere_on_disk()

    def the_password_is_nowhere_on_disk(self):
        for folder in (self.folder, self.session.root / "home"):
            found = subprocess.run(["grep", "-rlaF", LOGIN[1], str(folder)], capture_output=True, text=True)
            self.assertEqual(found.stdout, "")


if __name__ == "__main__":
    unittest.main()
