#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Summaries leave through real servers, or are deferred, fail, and are sent again."""

import email
import email.policy
import pathlib
import signal
import socket
import unittest

import support

PASSWORD = "s3cret-of-the-relay"


class Relay(support.TestCase):
    def config(self, text):
        path = self.folder / "mailweir.toml"
        path.write_text(text)
        return str(path)

    def delivered(self, upstream, count=1):
        support.until(lambda: len(upstream.received()) >= count, f"{count} mails at the upstream")
        return [email.message_from_bytes(content, policy=email.policy.default) for _, _, content in upstream.received()]

    def test_a_flood_leaves_as_one_valid_summary_per_recipient(self):
        upstream = self.upstream()
        engine = self.start("--relay", f"127.0.0.1:{upstream.port}", "--wait", "300ms", "--from", "mailweir@shop.test")
        engine.send_many(20, "Timeout in worker {n}", to=("ops@shop.test", "OPS@shop.test", "dev@shop.test"))
        messages = self.delivered(upstream, 2)
        self.assertEqual(sorted(rcpts for _, rcpts, _ in upstream.received()), [["dev@shop.test"], ["ops@shop.test"]])
        for message in messages:
            self.assertEqual(message["Subject"], "[mailweir] 20 instances: Timeout in worker 19")
            self.assertEqual(message["From"], "mailweir@shop.test")
            self.assertEqual(message["Auto-Submitted"], "auto-generated")
            self.assertEqual(message.get_content_type(), "multipart/alternative")
            self.assertEqual([part.get_content_type() for part in message.iter_parts()], ["text/plain", "text/html"])
            self.assertIn("body 19", message.get_body(("plain",)).get_content())
        support.until(lambda: engine.get("/api/v2/status")["deliveries"]["sent"] == 2, "both recorded as sent")
        self.assertEqual(engine.get("/status")["ActiveBatches"], 0)

    def test_starttls_and_login_with_the_password_from_a_secrets_file(self):
        upstream = self.upstream(tls_folder=self.folder, login=("mailer", PASSWORD))
        secrets = self.folder / "secrets"
        secrets.write_text(f"relay/default = {PASSWORD}\n")
        secrets.chmod(0o600)
        config = self.config(f'[[relay]]\nurl = "smtp://localhost:{upstream.port}"\ntls = "required"\nuser = "mailer"\n'
                             '[batching]\nwait = "200ms"\n')
        engine = self.start("--config", config, "--log-level", "debug",
                            env={"MAILWEIR_SECRETS_FILE": str(secrets), "SSL_CERT_FILE": str(upstream.certificate)})
        engine.send(support.mail("Größe ändern".encode().decode("latin-1"), "x"))
        self.delivered(upstream)
        self.assertEqual(upstream.logins, ["mailer"])
        delivery = support.until(lambda: engine.items("/api/v2/deliveries?state=sent"), "the delivery to be sent")[0]
        attempts = engine.items(f"/api/v2/deliveries/{delivery['id']}/attempts")
        self.assertEqual(len(attempts), 1)
        self.assertNotIn(PASSWORD, repr(attempts))
        engine.stop()
        for path in (self.folder / "engine").rglob("*"):
            if path.is_file():
                self.assertNotIn(PASSWORD.encode(), path.read_bytes(), path)

    def test_a_certificate_that_does_not_fit_is_never_passed_over(self):
        upstream = self.upstream(tls_folder=self.folder)
        config = self.config(f'[[relay]]\nurl = "smtp://localhost:{upstream.port}"\n[batching]\nwait = "100ms"\n')
        engine = self.start("--config", config)
        engine.send(support.mail("x"))
        support.until(lambda: engine.items("/api/v2/deliveries?state=deferred,failed")
                      or [d for d in engine.items("/api/v2/deliveries") if d["state"] in ("deferred", "failed")], "a refusal")
        self.assertEqual(upstream.received(), [])

    def test_a_relay_that_says_nothing_has_its_time(self):
        silent = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(silent.close)
        config = self.config(f'[timeouts]\nrelay_greeting = "300ms"\n[batching]\nwait = "100ms"\n[[relay]]\n'
                             f'url = "smtp://127.0.0.1:{silent.getsockname()[1]}"\ntls = "none"\n')
        engine = self.start("--config", config)
        engine.send(support.mail("x"))
        delivery = support.until(lambda: engine.items("/api/v2/deliveries?state=deferred"), "a deferred delivery")[0]
        attempt = engine.items(f"/api/v2/deliveries/{delivery['id']}/attempts")[0]
        self.assertEqual(attempt["stage"], "greeting")
        self.assertGreaterEqual(attempt["duration_ms"], 300)

    def test_deferred_while_the_upstream_is_down_then_resent_once(self):
        port = support.free_port()
        engine = self.start("--relay", f"127.0.0.1:{port}", "--wait", "100ms")
        engine.send(support.mail("Nightly report"))
        delivery = support.until(lambda: engine.items("/api/v2/deliveries?state=deferred"), "a deferred delivery")[0]
        self.assertEqual(delivery["attempts"], 1)
        self.assertIsNotNone(delivery["next_attempt_at"])
        upstream = self.upstream(port=port)
        engine.post(f"/api/v2/deliveries/{delivery['id']}/resend", {})
        message = self.delivered(upstream)[0]
        support.until(lambda: engine.get(f"/api/v2/deliveries/{delivery['id']}")["state"] == "sent", "it to be sent")
        self.assertEqual(len(upstream.received()), 1)
        raw = engine.get(f"/api/v2/deliveries/{delivery['id']}/raw")
        self.assertEqual(email.message_from_bytes(raw)["Message-ID"], message["Message-ID"])

    def test_refused_fails_with_the_servers_words_and_is_kept_once(self):
        upstream = self.upstream()
        upstream.refuse = "550 5.7.1 no summaries here"
        fail_dir = self.folder / "failed"
        engine = self.start("--relay", f"127.0.0.1:{upstream.port}", "--wait", "100ms", "--fail-dir", str(fail_dir))
        engine.send(support.mail("Disk full"))
        delivery = support.until(lambda: engine.items("/api/v2/deliveries?state=failed"), "a failed delivery")[0]
        self.assertEqual(delivery["recipients"][0]["code"], 550)
        self.assertEqual(delivery["recipients"][0]["enhanced"], "5.7.1")
        self.assertEqual(delivery["recipients"][0]["text"], "no summaries here")
        engine.post("/api/v2/deliveries/resend", {"state": "failed"})
        support.until(lambda: engine.get(f"/api/v2/deliveries/{delivery['id']}")["attempts"] == 2, "a second attempt")
        support.until(lambda: engine.items("/api/v2/deliveries?state=failed"), "it to fail again")
        kept = support.until(lambda: list((fail_dir / "new").glob("*")), "the copy in the fail directory")
        self.assertEqual(len(kept), 1)
        self.assertEqual(kept[0].read_bytes(), engine.get(f"/api/v2/deliveries/{delivery['id']}/raw"))
        self.assertEqual(kept[0].stat().st_mode & 0o777, 0o600)

    def test_without_a_relay_summaries_are_held_and_nothing_old_is_sent_by_itself(self):
        engine = self.start("--wait", "100ms")
        engine.send(support.mail("x"))
        delivery = support.until(lambda: engine.items("/api/v2/deliveries?state=held"), "a held delivery")[0]
        self.assertEqual(delivery["last_error"], "no_relay")
        engine.stop()
        upstream = self.upstream()
        engine = self.start("--relay", f"127.0.0.1:{upstream.port}", "--wait", "100ms")
        engine.send(support.mail("y"))
        self.delivered(upstream)
        self.assertEqual(engine.get(f"/api/v2/deliveries/{delivery['id']}")["state"], "held")
        self.assertEqual(len(upstream.received()), 1)
        engine.post(f"/api/v2/deliveries/{delivery['id']}/resend", {})
        self.delivered(upstream, 2)

    def test_resend_to_somebody_else(self):
        upstream = self.upstream()
        upstream.refuse = "550 5.1.1 nobody here"
        engine = self.start("--relay", f"127.0.0.1:{upstream.port}", "--wait", "100ms")
        engine.send(support.mail("Misdirected"))
        delivery = support.until(lambda: engine.items("/api/v2/deliveries?state=failed"), "a failed delivery")[0]
        path = f"/api/v2/deliveries/{delivery['id']}/resend"
        upstream.refuse = None
        self.assertEqual(engine.call("POST", path, {"to": ["no address"]})[0], 400)
        self.assertEqual(engine.call("POST", path, {"relay": "unknown"})[0], 400)
        engine.post(path, {"to": ["dev@shop.test"], "relay": "default"})
        self.delivered(upstream)
        self.assertEqual([rcpts for _, rcpts, _ in upstream.received()], [["dev@shop.test"]])

    def test_relay_debug_prints(self):
        engine = self.start("--relay", "debug", "--wait", "100ms")
        engine.send(support.mail("printed"))
        output = pathlib.Path(self.folder / "engine" / "output.txt")
        support.until(lambda: b"Subject: [mailweir] 1 instance: printed" in output.read_bytes(), "the summary on stdout")

    def test_a_relay_that_is_our_own_listener_is_refused(self):
        port = support.free_port()
        engine = self.folder / "engine"
        engine.mkdir()
        program = support.Program(engine, "--bind", f"127.0.0.1:{port}", "--relay", f"localhost:{port}", "--http", "off",
                                  wait=False)
        self.addCleanup(program.stop)
        self.assertEqual(program.process.wait(support.PATIENCE), 2)
        self.assertIn("listener of this Mailweir", program.log_text())

    def test_sighup_reads_the_settings_again(self):
        path = self.config('from = "one@shop.test"\n[batching]\nwait = "1h"\nmax_wait = "2h"\n')
        upstream = self.upstream()
        engine = self.start("--config", path, "--relay", f"127.0.0.1:{upstream.port}")
        engine.send(support.mail("reloaded"))
        self.config('from = "nonsense\n')
        engine.process.send_signal(signal.SIGHUP)
        support.until(lambda: "kept as they were" in engine.log_text(), "the mistake in the log")
        self.config('from = "two@shop.test"\n[batching]\nwait = "100ms"\n')
        engine.process.send_signal(signal.SIGHUP)
        self.assertEqual(self.delivered(upstream)[0]["From"], "two@shop.test")

    def test_stopping_sends_what_was_collecting(self):
        upstream = self.upstream()
        engine = self.start("--relay", f"127.0.0.1:{upstream.port}", "--wait", "1h", "--max-wait", "2h")
        engine.send_many(3, "Payment {n} lost")
        self.assertEqual(engine.stop(), 0)
        self.assertEqual([message["Subject"] for message in self.delivered(upstream)],
                         ["[mailweir] 3 instances: Payment 2 lost"])


if __name__ == "__main__":
    unittest.main()
