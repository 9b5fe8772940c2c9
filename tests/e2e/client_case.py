# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of single clients share: an engine with every kind of listener, a message that invites mistakes, and
what must be known of a message that has come.

A client is a class with Client among its bases and a method send(); it gets a test for each of its ways in.
"""

import base64
import dataclasses
import email.parser
import email.policy
import os
import pathlib
import re
import subprocess
import time

import support

SENDER = "app@shop.test"
RECIPIENTS = ["ops@shop.test", "dev+mail@shop.test"]
USER = "mona"
PASSWORD = "pw-7f3Kq9zX.a"

HEAD = (b'From: "The Shop" <app@shop.test>\r\n'
        b"To: ops@shop.test, dev+mail@shop.test\r\n"
        b"Subject: Order 4711 failed\r\n"
        b"Date: Sat, 21 Nov 2026 10:00:00 +0000\r\n"
        b"Message-ID: <order-4711@shop.test>\r\n"
        b"MIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: 8bit\r\n")
BODY = ("Grüße, 100 % \N{CHECK MARK}\r\n"
        ".one dot\r\n"
        "..two dots\r\n"
        ".\r\n"
        "\r\n"
        "\tat ShopController.java:17 \t\r\n"
        "From the start of a line\r\n"
        + "x" * 900 + "\r\n"
        ".").encode() + b"\r\n"
MESSAGE = HEAD + b"\r\n" + BODY


@dataclasses.dataclass(frozen=True)
class Way:
    """How a client comes in. Each has a listener of its own."""

    tls: str = "none"  # none | starttls | implicit
    mechanism: str = ""  # of AUTH, lower case; empty: no login

    @property
    def listener(self):
        return self.tls + ("-login" if self.mechanism else "")


def unix_lines(data):
    return data.replace(b"\r\n", b"\n")


def fields(head):
    """The fields of a header as name -> value, unfolded."""
    return {name.lower(): re.sub(r"\r?\n(?=[ \t])", "", value)
            for name, value in email.parser.BytesParser(policy=email.policy.compat32).parsebytes(head).items()}


class ListenerTestCase(support.TestCase):
    """An engine with a listener for each Way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shared = support.scratch_folder(cls)
        cls.certificate = support.make_certificate(cls.shared)
        cls.users = cls.shared / "users"
        cls.users.write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")

    def setUp(self):
        super().setUp()
        listeners = [{"name": tls + suffix, "bind": "127.0.0.1:0", "tls": tls,
                      **({} if tls == "none" else {"certificate": str(self.certificate),
                                                   "key": str(self.shared / "key.pem"), "require_tls": True}),
                      **({"auth": "required", "users": str(self.users)} if suffix else {})}
                     for tls in ("none", "starttls", "implicit") for suffix in ("", "-login")]
        self.engine = self.start(config=support.toml(listener=listeners))

    def port(self, way):
        return self.engine.ports[way.listener]

    def run_program(self, *command, text=None, env=None):
        done = subprocess.run([str(word) for word in command], input=text, capture_output=True, cwd=self.folder,
                              env={**os.environ, "HOME": str(self.folder), **(env or {})}, timeout=support.PATIENCE)
        if done.returncode != 0:
            raise AssertionError(f"{command[0]} ended with {done.returncode}:\n{done.stdout.decode(errors='replace')}"
                                 f"{done.stderr.decode(errors='replace')}")

    def only_message(self):
        """The one message that came: its row, its bytes and its envelope."""
        listing = self.engine.get("/api/v1/messages")
        self.assertEqual(listing["total"], 1)
        row = listing["messages"][0]
        return (row, self.engine.get(f"/api/v1/message/{row['ID']}/raw"),
                self.engine.get(f"/api/v2/messages/{row['ID']}/envelope"))

    def transcript(self, message_id):
        return self.engine.items(f"/api/v2/messages/{message_id}/transcript")

    def assert_no_secret(self, text, what):
        """The password is not in `text`, be it as it is, in base64 at any offset, or as a digest of CRAM-MD5."""
        self.assertNotIn(PASSWORD, text, what)
        for offset in range(3):
            # Of three bytes in a row base64 makes four characters; those at the edges depend on the neighbours.
            encoded = base64.b64encode(b"\0" * offset + PASSWORD.encode()).decode()
            self.assertNotIn(encoded[4 if offset else 0:len(encoded) // 4 * 4 - 4], text, what)
        for word in re.findall(r"[A-Za-z0-9+/]{16,}={0,2}", text):
            try:
                decoded = base64.b64decode(word)
            except ValueError:
                continue
            self.assertNotRegex(decoded, rb"[0-9a-f]{32}$", what)

    def process_of(self, message_id, patience=2):
        """The program that sent a message, or None."""
        end = time.monotonic() + patience
        while True:
            process = self.engine.get(f"/api/v2/messages/{message_id}/envelope")["process"]
            if process or time.monotonic() > end:
                return process
            time.sleep(0.02)

    def check_envelope(self, row, envelope, way, executables):
        self.assertEqual(envelope["mail_from"], SENDER)
        self.assertEqual(envelope["rcpt_to"], RECIPIENTS)
        self.assertEqual(envelope["listener"], way.listener)
        self.assertTrue(envelope["helo"])
        self.assertRegex(envelope["peer"], r"^127\.0\.0\.1:\d+$")
        self.assertEqual(envelope["user"], USER if way.mechanism else "")
        if way.tls == "none":
            self.assertIsNone(envelope["tls"])
        else:
            self.assertRegex(envelope["tls"]["version"], r"^TLSv1\.[23]$")
            self.assertTrue(envelope["tls"]["cipher"])

        # It is looked for while mail is taken in, so it may come a little later; and of a program that was gone sooner
        # nothing is known. test_listeners has one that stays.
        process = self.process_of(row["ID"])
        if process:
            self.assertRegex(pathlib.Path(process["executable"]).name, executables)
            self.assertTrue(process["directory"])

        text = "\n".join(line["text"] for line in self.transcript(row["ID"]))
        self.assertRegex(text, "(?i)MAIL FROM:<app@shop.test>")
        self.assertRegex(text, "(?i)RCPT TO:<ops@shop.test>")
        if way.mechanism:
            self.assertRegex(text, "(?m)^235 ")
        self.assert_no_secret(text, "in the transcript")
        self.assert_no_secret(self.engine.log_text(), "in the log")


class Client:
    """A client program: what every one of them must manage. To be mixed into a ListenerTestCase."""

    PROGRAMS = ()  # that must be installed
    EXECUTABLES = None  # a regular expression: the program that opens the connection
    TLS = ("starttls", "implicit")
    LOGINS = ("plain", "login", "cram-md5")
    ADDS = None  # fields that the client adds or writes in its own way; None: it must change nothing at all

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        if not issubclass(cls, support.TestCase):
            return
        logins = [Way(tls, mechanism) for tls in ("none", *cls.TLS) for mechanism in cls.LOGINS]
        for way in [Way(), *map(Way, cls.TLS), *logins]:
            name = "_".join(filter(None, ("test", "plain_text" if way.tls == "none" else way.tls, way.mechanism)))
            setattr(cls, name.replace("-", "_"), lambda self, way=way: self.deliver(way))

    def setUp(self):
        self.need(*self.PROGRAMS)
        super().setUp()

    def send(self, way):
        """Sends MESSAGE from SENDER to RECIPIENTS."""
        raise NotImplementedError

    def deliver(self, way):
        self.send(way)
        row, raw, envelope = self.only_message()
        self.check_message(raw)
        self.check_envelope(row, envelope, way, self.EXECUTABLES or rf"^{re.escape(self.PROGRAMS[0])}$")
        self.assertEqual(row["Size"], len(raw))

    def check_message(self, raw):
        if self.ADDS is None:
            self.assertEqual(raw, MESSAGE)
            return
        head, body = raw.split(b"\r\n\r\n", 1)
        self.assertEqual(body, BODY)
        given, came = fields(HEAD), fields(head)
        own = {name.lower() for name in self.ADDS}
        self.assertEqual({name: came.get(name) for name in given if name not in own},
                         {name: value for name, value in given.items() if name not in own})
        self.assertEqual(set(came) - set(given) - own, set())
