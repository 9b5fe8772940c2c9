#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail programs of the command line send to mailweir-server; what is stored is what they were given."""

import shutil
import smtplib
import unittest

import support
from client_case import (BODY, MESSAGE, PASSWORD, RECIPIENTS, SENDER, USER, Client, ListenerTestCase, Way,
                         unix_lines)


class Swaks(Client, ListenerTestCase):
    PROGRAMS = ("swaks",)
    EXECUTABLES = r"^perl"

    def send(self, way):
        source = self.folder / "mail.eml"
        source.write_bytes(unix_lines(MESSAGE) + b".\n")  # else the last line, a dot, would be taken for the end
        tls = {"none": [], "starttls": ["--tls"], "implicit": ["--tls-on-connect"]}[way.tls]
        login = ["--auth", way.mechanism.upper(), "--auth-user", USER, "--auth-password", PASSWORD]
        self.run_program("swaks", "--server", f"127.0.0.1:{self.port(way)}", "--helo", "swaks.test", "--from", SENDER,
                         "--to", ",".join(RECIPIENTS), "--data", f"@{source}", "--hide-all", *tls,
                         *(["--tls-verify", "--tls-ca-path", self.certificate] if tls else []),
                         *(login if way.mechanism else []))


class Msmtp(Client, ListenerTestCase):
    PROGRAMS = ("msmtp",)
    LOGINS = ("plain", "login", "cram-md5", "xoauth2")

    def send(self, way):
        tls = [] if way.tls == "none" else ["--tls=on", f"--tls-trust-file={self.certificate}",
                                            f"--tls-starttls={'on' if way.tls == 'starttls' else 'off'}"]
        login = [f"--auth={way.mechanism}", f"--user={USER}", f"--passwordeval=echo {PASSWORD}"]
        self.run_program("msmtp", "--host=127.0.0.1", f"--port={self.port(way)}", f"--from={SENDER}",
                         "--set-from-header=off", *tls, *(login if way.mechanism else []), *RECIPIENTS,
                         text=unix_lines(MESSAGE))


class Curl(Client, ListenerTestCase):
    PROGRAMS = ("curl",)
    LOGINS = ("plain", "login", "cram-md5", "xoauth2")

    def send(self, way):
        source = self.folder / "mail.eml"
        source.write_bytes(MESSAGE)
        tls = [] if way.tls == "none" else ["--ssl-reqd", "--cacert", self.certificate]
        login = []
        if way.mechanism == "xoauth2":
            login = ["--user", USER, "--oauth2-bearer", PASSWORD, "--login-options", "AUTH=XOAUTH2"]
        elif way.mechanism:
            login = ["--user", f"{USER}:{PASSWORD}", "--login-options", f"AUTH={way.mechanism.upper()}"]
        scheme = "smtps" if way.tls == "implicit" else "smtp"
        self.run_program("curl", "--silent", "--show-error", f"{scheme}://127.0.0.1:{self.port(way)}/curl.test",
                         "--mail-from", SENDER, "--mail-rcpt", RECIPIENTS[0], "--mail-rcpt", RECIPIENTS[1],
                         "--upload-file", source, *tls, *login)


class SNail(Client, ListenerTestCase):
    """Writes the header itself; the text goes as it is once it may send eight bits."""

    PROGRAMS = ("s-nail",)
    ADDS = ("date", "message-id", "user-agent", "from", "to", "content-type")

    def send(self, way):
        scheme = "smtps" if way.tls == "implicit" else "smtp"
        login = f"{USER}:{PASSWORD}@" if way.mechanism else ""
        settings = [f"mta={scheme}://{login}localhost:{self.port(way)}", f"smtp-auth={way.mechanism or 'none'}",
                    f"tls-ca-file={self.certificate}", "tls-ca-no-defaults", f"from={SENDER}", "mime-encoding=8bit",
                    "hostname=nail.test", "ttycharset=utf-8", "nosave"]
        if way.tls == "starttls":
            settings.append("smtp-use-starttls")
        self.run_program("s-nail", "-:/", "-Sv15-compat", *(word for setting in settings for word in ("-S", setting)),
                         "-s", "Order 4711 failed", "-r", SENDER, *RECIPIENTS, text=unix_lines(BODY),
                         env={"LC_ALL": "C.UTF-8"})


class Mutt(Client, ListenerTestCase):
    """Reads header and text and writes both anew."""

    PROGRAMS = ("mutt",)
    ADDS = ("date", "message-id", "user-agent", "content-disposition", "from", "to")

    def send(self, way):
        draft = self.folder / "draft"
        draft.write_bytes(unix_lines(MESSAGE))
        scheme = "smtps" if way.tls == "implicit" else "smtp"
        settings = self.folder / "muttrc"
        settings.write_text(f"""
set smtp_url="{scheme}://{USER + '@' if way.mechanism else ''}127.0.0.1:{self.port(way)}"
set smtp_pass="{PASSWORD}"
set smtp_authenticators="{way.mechanism}"
set ssl_starttls={'yes' if way.tls == 'starttls' else 'no'}
set ssl_force_tls={'no' if way.tls == 'none' else 'yes'}
set certificate_file="{self.certificate}"
set from="{SENDER}" use_envelope_from=yes envelope_from_address="{SENDER}"
set hostname="mutt.test" copy=no charset="utf-8" send_charset="utf-8" use_8bitmime=yes allow_8bit=yes
set text_flowed=no
""")
        self.run_program("mutt", "-n", "-F", settings, "-H", draft, env={"LC_ALL": "C.UTF-8"})


class Mailutils(Client, ListenerTestCase):
    PROGRAMS = ("mail.mailutils",)
    ADDS = ("date", "message-id", "user-agent", "x-mailer", "content-type", "content-transfer-encoding", "mime-version",
            "from", "to")

    def send(self, way):
        scheme = "smtps" if way.tls == "implicit" else "smtp"
        login = f"{USER}:{PASSWORD};auth={way.mechanism}@" if way.mechanism else ""
        self.run_program("mail.mailutils", "--norc", "--no-config", "-E",
                         f'set sendmail="{scheme}://{login}127.0.0.1:{self.port(way)}"', "-r", SENDER,
                         "-s", "Order 4711 failed", *RECIPIENTS, text=unix_lines(BODY), env={"LC_ALL": "C.UTF-8"})


class GitSendEmail(Client, ListenerTestCase):
    """Sends a patch; what git itself wrote is the message."""

    PROGRAMS = ("git",)
    EXECUTABLES = r"^perl"
    ADDS = ("from", "to", "date", "message-id", "x-mailer")

    def send(self, way):
        patch = self.folder / "0001-order.patch"
        patch.write_bytes(b"From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\n"
                          + unix_lines(MESSAGE))
        login = [f"--smtp-user={USER}", f"--smtp-pass={PASSWORD}", f"--smtp-auth={way.mechanism.upper()}"]
        encryption = {"none": "none", "starttls": "tls", "implicit": "ssl"}[way.tls]
        self.run_program("git", "send-email", "--quiet", "--confirm=never", "--no-validate", "--suppress-cc=all",
                         "--no-thread", "--8bit-encoding=UTF-8", "--transfer-encoding=8bit",
                         '--from="The Shop" <app@shop.test>', f"--envelope-sender={SENDER}", *(f"--to={recipient}" for recipient in RECIPIENTS),
                         "--smtp-server=127.0.0.1", f"--smtp-server-port={self.port(way)}", "--smtp-domain=git.test",
                         f"--smtp-encryption={encryption}", f"--smtp-ssl-cert-path={self.certificate}",
                         *(login if way.mechanism else ["--no-smtp-auth"]), patch,
                         env={"GIT_CONFIG_NOSYSTEM": "1", "GIT_CEILING_DIRECTORIES": str(self.folder.parent)})


class SmtpSource(ListenerTestCase):
    """Postfix's load generator: no TLS, no login, but many sessions at once."""

    def setUp(self):
        self.program = shutil.which("smtp-source") or shutil.which("smtp-source", path="/usr/sbin")
        if not self.program:
            self.skipTest("smtp-source is not installed")
        super().setUp()

    def test_a_given_message(self):
        source = self.folder / "mail.eml"
        source.write_bytes(unix_lines(MESSAGE))
        self.run_program(self.program, "-m", "1", "-f", SENDER, "-t", RECIPIENTS[0], "-F", source,
                         f"127.0.0.1:{self.port(Way())}")
        _, raw, envelope = self.only_message()
        self.assertEqual(raw, MESSAGE + b"\r\n")  # it ends every message with an empty line
        self.assertEqual((envelope["mail_from"], envelope["rcpt_to"]), (SENDER, RECIPIENTS[:1]))

    def test_many_sessions(self):
        self.run_program(self.program, "-d", "-s", "10", "-m", "500", "-l", "2048", "-f", SENDER, "-t", RECIPIENTS[0],
                         f"127.0.0.1:{self.port(Way())}")
        self.assertEqual(self.engine.get("/api/v2/status")["messages"], 500)


class Smtplib(support.TestCase):
    def setUp(self):
        super().setUp()
        self.engine = self.start()

    def test_byte_for_byte(self):
        data = support.mail("Grüße".encode().decode("latin-1"), "..dot\r\n.\tdot\r\ntail \t") + b"\x00\xff8-bit\r\n"
        message_id = self.engine.send(data)
        self.assertEqual(self.engine.get(f"/api/v1/message/{message_id}/raw"), data)

    def test_a_large_message_in_bounded_memory(self):
        line = b"0123456789abcdef" * 60 + b"\r\n"
        data = support.mail("large") + line * (24 * 1024 * 1024 // len(line))
        message_id = self.engine.send(data)
        self.assertEqual(self.engine.get(f"/api/v1/message/{message_id}/raw"), data)

    def test_limits_are_answered_and_the_session_goes_on(self):
        with smtplib.SMTP("127.0.0.1", self.engine.smtp_port, timeout=support.PATIENCE) as client:
            self.assertEqual(client.ehlo()[0], 250)
            self.assertTrue(client.has_extn("size"))
            self.assertEqual(client.docmd("MAIL FROM:<a@shop.test> SIZE=99999999999")[0], 552)
            self.assertEqual(client.docmd("FOO")[0], 500)
            self.assertEqual(client.noop()[0], 250)


if __name__ == "__main__":
    unittest.main()
