#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real clients send to mailweir-server; what is stored is what they sent."""

import shutil
import smtplib
import subprocess
import unittest

import support


class Clients(support.TestCase):
    def setUp(self):
        super().setUp()
        self.engine = self.start()

    def run_client(self, *command, text=None):
        subprocess.run(command, input=text, check=True, capture_output=True, timeout=support.PATIENCE)

    def only_message(self):
        listing = self.engine.get("/api/v1/messages")
        self.assertEqual(listing["total"], 1)
        message = listing["messages"][0]
        return message, self.engine.get(f"/api/v1/message/{message['ID']}/raw")

    def test_smtplib_byte_for_byte(self):
        data = support.mail("Grüße".encode().decode("latin-1"), "..dot\r\n.\tdot\r\ntail \t") + b"\x00\xff8-bit\r\n"
        message_id = self.engine.send(data)
        message, raw = self.only_message()
        self.assertEqual(raw, data)
        self.assertEqual(message["ID"], message_id)
        self.assertEqual(message["Size"], len(data))

    def test_swaks(self):
        self.need("swaks")
        self.run_client("swaks", "--server", f"127.0.0.1:{self.engine.smtp_port}", "--from", "a@shop.test",
                        "--to", "b@shop.test", "--header", "Subject: from swaks", "--body", "one\n.two\n..three")
        message, raw = self.only_message()
        self.assertEqual(message["Subject"], "from swaks")
        self.assertIn(b"one\r\n.two\r\n..three", raw)

    def test_msmtp(self):
        self.need("msmtp")
        self.run_client("msmtp", "--host=127.0.0.1", f"--port={self.engine.smtp_port}", "--from=a@shop.test",
                        "b@shop.test", text=b"Subject: from msmtp\n\n.leading dot\n")
        message, raw = self.only_message()
        self.assertEqual(message["Subject"], "from msmtp")
        self.assertTrue(raw.endswith(b"\r\n\r\n.leading dot\r\n"), raw)

    def test_curl(self):
        self.need("curl")
        data = support.mail("from curl", ".dot\r\nend")
        source = self.folder / "mail.eml"
        source.write_bytes(data)
        self.run_client("curl", "--silent", "--show-error", f"smtp://127.0.0.1:{self.engine.smtp_port}",
                        "--mail-from", "a@shop.test", "--mail-rcpt", "b@shop.test", "--mail-rcpt", "c@shop.test",
                        "--upload-file", str(source))
        message, raw = self.only_message()
        self.assertEqual(raw, data)
        self.assertEqual(message["Subject"], "from curl")

    def test_smtp_source(self):
        program = shutil.which("smtp-source") or shutil.which("smtp-source", path="/usr/sbin")
        if not program:
            self.skipTest("smtp-source is not installed")
        self.run_client(program, "-d", "-s", "10", "-m", "500", "-l", "2048", "-f", "a@shop.test", "-t", "b@shop.test",
                        f"127.0.0.1:{self.engine.smtp_port}")
        self.assertEqual(self.engine.get("/api/v2/status")["messages"], 500)

    def test_a_large_message_in_bounded_memory(self):
        line = b"0123456789abcdef" * 60 + b"\r\n"
        data = support.mail("large") + line * (24 * 1024 * 1024 // len(line))
        self.engine.send(data)
        self.assertEqual(self.only_message()[1], data)

    def test_limits_are_answered_and_the_session_goes_on(self):
        with smtplib.SMTP("127.0.0.1", self.engine.smtp_port, timeout=support.PATIENCE) as client:
            self.assertEqual(client.ehlo()[0], 250)
            self.assertTrue(client.has_extn("size"))
            self.assertEqual(client.docmd("MAIL FROM:<a@shop.test> SIZE=99999999999")[0], 552)
            self.assertEqual(client.docmd("FOO")[0], 500)
            self.assertEqual(client.noop()[0], 250)


if __name__ == "__main__":
    unittest.main()
