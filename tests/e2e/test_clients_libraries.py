#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SMTP libraries of programming languages send to mailweir-server; what is stored is what they were given."""

import pathlib
import smtplib
import ssl
import unittest

import support
from client_case import (HEAD, MESSAGE, PASSWORD, RECIPIENTS, SENDER, USER, Client, ListenerTestCase, Way, unix_lines)

SCRIPTS = pathlib.Path(__file__).parent / "clients"


class Library(Client):
    """A script in clients/ that takes all of them in the same order."""

    SCRIPT = None
    LINE_END = b"\r\n"  # of what the script is given

    def command(self):
        return self.PROGRAMS[0], SCRIPTS / self.SCRIPT

    def send(self, way):
        self.run_program(*self.command(), self.port(way), way.tls, way.mechanism, USER, PASSWORD, self.certificate,
                         SENDER, *RECIPIENTS, text=MESSAGE.replace(b"\r\n", self.LINE_END))


class Perl(Library, ListenerTestCase):
    PROGRAMS = ("perl",)
    SCRIPT = "send.pl"
    LINE_END = b"\n"  # datasend() makes CRLF of it


class Ruby(Library, ListenerTestCase):
    PROGRAMS = ("ruby",)
    EXECUTABLES = r"^ruby"
    SCRIPT = "send.rb"


class Nodemailer(Library, ListenerTestCase):
    PROGRAMS = ("node",)
    EXECUTABLES = r"^node"
    SCRIPT = "send.js"
    LOGINS = ("plain", "login", "cram-md5", "xoauth2")

    def setUp(self):
        if not pathlib.Path("/usr/share/nodejs/nodemailer").exists():
            self.skipTest("nodemailer is not installed")
        super().setUp()

    def send(self, way):
        self.run_program(*self.command(), self.port(way), way.tls, way.mechanism, USER, PASSWORD, self.certificate,
                         SENDER, *RECIPIENTS, text=MESSAGE, env={"NODE_PATH": "/usr/share/nodejs"})


class Go(Library, ListenerTestCase):
    PROGRAMS = ("go",)
    EXECUTABLES = r"^send$"
    SCRIPT = "send.go"
    LOGINS = ("plain", "cram-md5")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program = cls.shared / "send"

    def command(self):
        if not self.program.exists():
            self.run_program("go", "build", "-o", self.program, SCRIPTS / self.SCRIPT)
        return (self.program,)


class Php(Client, ListenerTestCase):
    """mail() hands the message to a sendmail program, here msmtp."""

    PROGRAMS = ("php", "msmtp")
    EXECUTABLES = r"^msmtp$"
    TLS = ()
    LOGINS = ("plain",)
    ADDS = ()

    def send(self, way):
        settings = self.folder / "msmtprc"
        settings.write_text(f"account default\nhost 127.0.0.1\nport {self.port(way)}\nset_from_header off\n"
                            + (f"auth plain\nuser {USER}\npassword {PASSWORD}\n" if way.mechanism else ""))
        settings.chmod(0o600)
        self.run_program("php", "-d", f'sendmail_path="msmtp --file={settings} -t -i"', "-d", "mail.add_x_header=Off",
                         SCRIPTS / "send.php", SENDER, *RECIPIENTS, text=MESSAGE)


class Python(Client, ListenerTestCase):
    EXECUTABLES = r"^python"
    LOGINS = ("plain", "login", "cram-md5", "xoauth2")

    def connect(self, way, password=PASSWORD):
        trust = ssl.create_default_context(cafile=self.certificate)
        if way.tls == "implicit":
            client = smtplib.SMTP_SSL("127.0.0.1", self.port(way), timeout=support.PATIENCE, context=trust)
        else:
            client = smtplib.SMTP("127.0.0.1", self.port(way), timeout=support.PATIENCE)
        if way.tls == "starttls":
            client.starttls(context=trust)
        self.addCleanup(client.close)
        client.ehlo_or_helo_if_needed()
        if way.mechanism:
            client.user, client.password = USER, password
            method = {"plain": client.auth_plain, "login": client.auth_login, "cram-md5": client.auth_cram_md5,
                      "xoauth2": lambda challenge=None: f"user={USER}\1auth=Bearer {password}\1\1"}[way.mechanism]
            client.auth(way.mechanism.upper(), method)
        return client

    def send(self, way):
        with self.connect(way) as client:
            self.assertEqual(client.sendmail(SENDER, RECIPIENTS, MESSAGE), {})

    def send_raw(self, stuffed):
        """Sends bytes that smtplib would have mended."""
        with self.connect(Way()) as client:
            client.mail(SENDER)
            for recipient in RECIPIENTS:
                client.rcpt(recipient)
            self.assertEqual(client.docmd("DATA")[0], 354)
            client.send(stuffed + b"\r\n.\r\n")
            code, text = client.getreply()
            self.assertEqual((code, text[:16]), (250, b"2.0.0 queued as "))

    def flags(self, message_id):
        rows = self.engine.items("/api/v2/messages")
        return next(row for row in rows if row["ID"] == message_id)["flags"]

    def test_bare_line_feeds_are_kept_and_flagged(self):
        data = unix_lines(HEAD) + b"\nbare\n.\n..\nlf\n"
        self.send_raw(data)
        row, raw, _ = self.only_message()
        self.assertEqual(raw, data + b"\r\n")
        self.assertIn("bare-lf", self.flags(row["ID"]))

    def test_odd_bytes_are_kept_and_flagged(self):
        odd = b"nul \0, lone \r return, \xff\xfe and " + b"y" * 2000
        self.send_raw(HEAD + b"\r\n" + odd)
        row, raw, _ = self.only_message()
        self.assertEqual(raw, HEAD + b"\r\n" + odd + b"\r\n")
        self.assertEqual(set(self.flags(row["ID"])), {"bare-cr", "nul", "long-lines", "8bit"})

    def test_a_message_in_chunks(self):
        binary = MESSAGE + bytes(range(256)) * 40
        with self.connect(Way()) as client:
            self.assertTrue(client.has_extn("chunking") and client.has_extn("binarymime"))
            client.docmd(f"MAIL FROM:<{SENDER}> BODY=BINARYMIME")
            for recipient in RECIPIENTS:
                client.rcpt(recipient)
            for start in range(0, len(binary), 1000):
                piece = binary[start:start + 1000]
                client.send(b"BDAT %d\r\n" % len(piece) + piece)
                self.assertEqual(client.getreply()[0], 250)
            code, text = client.docmd("BDAT 0 LAST")
            self.assertEqual((code, text[:16]), (250, b"2.0.0 queued as "))
        _, raw, envelope = self.only_message()
        self.assertEqual(raw, binary)
        self.assertEqual(envelope["parameters"]["BODY"], "BINARYMIME")

    def test_addresses_beyond_ascii(self):
        with self.connect(Way()) as client:
            client.sendmail("müller@bücher.test", ["grüße@bücher.test"], MESSAGE,
                            mail_options=["SMTPUTF8", "BODY=8BITMIME", "RET=HDRS", "ENVID=order+3D4711"],
                            rcpt_options=["NOTIFY=FAILURE,DELAY"])
        row, raw, envelope = self.only_message()
        self.assertEqual(raw, MESSAGE)
        self.assertEqual((envelope["mail_from"], envelope["rcpt_to"]), ("müller@bücher.test", ["grüße@bücher.test"]))
        self.assertEqual(envelope["parameters"]["ENVID"], "order+3D4711")
        self.assertIn("SMTPUTF8", envelope["parameters"])

    def test_a_wrong_password(self):
        for mechanism in self.LOGINS:
            with self.subTest(mechanism), self.assertRaises(smtplib.SMTPAuthenticationError) as refused:
                self.connect(Way("starttls", mechanism), PASSWORD + "x")
            self.assertEqual(refused.exception.smtp_code, 535)
        self.assert_no_secret(self.engine.log_text(), "in the log")


if __name__ == "__main__":
    unittest.main()
