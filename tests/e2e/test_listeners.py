#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several listeners, and what may change about them while mailweir-server runs: settings, certificates, users."""

import base64
import hashlib
import json
import os
import shutil
import signal
import socket
import ssl
import stat
import struct
import unittest

import support
from smtp_talk import Talk

MONA = "$2y$05$HPHEKC5g.2OAnRHDZ7BP0.Msi8/ye0CiMhGca1.hTOGkGRPCV/s6m"  # bcrypt of secret-1


def plain(user, password):
    return "AUTH PLAIN " + base64.b64encode(f"\0{user}\0{password}".encode()).decode()


def sha(password):
    return "{SHA}" + base64.b64encode(hashlib.sha1(password.encode()).digest()).decode()


class ListenerCase(support.TestCase):
    def listen(self, *listeners, **tables):
        """An engine with these listeners, on any free port where nothing else is said."""
        self.engine = self.start(config=self.config(*listeners, **tables))

    def config(self, *listeners, top=None, **tables):
        return support.toml(top, listener=[{"bind": "127.0.0.1:0", **listener} for listener in listeners], **tables)

    def reload(self, text, outcome="the settings were read again"):
        (self.folder / "engine" / "config.toml").write_text(text)
        before = self.engine.log_text().count(outcome)
        self.engine.process.send_signal(signal.SIGHUP)
        support.until(lambda: self.engine.log_text().count(outcome) > before, outcome)

    def ports(self):
        """The ports that are open now, by the listener's name."""
        listeners = self.engine.get("/api/v2/status")["listeners"]
        return {listener["name"]: listener.get("port") for listener in reversed(listeners)}

    def envelope(self, message_id):
        return self.engine.get(f"/api/v2/messages/{message_id}/envelope")

    def raw(self, message_id):
        return self.engine.get(f"/api/v1/message/{message_id}/raw")


class Several(ListenerCase):
    def test_tcp_unix_and_lmtp_side_by_side(self):
        path = self.folder / "in.sock"
        self.listen({"name": "plain", "project": "shop"}, {"name": "socket", "bind": f"unix:{path}"},
                    {"name": "delivery", "protocol": "lmtp"}, {"name": "six", "bind": "[::1]:0"})
        ready = {listener["name"]: listener for listener in self.engine.ready["smtp"]}
        self.assertEqual(list(ready), ["plain", "socket", "delivery", "six"])
        self.assertEqual(ready["socket"]["path"], str(path))
        for name, to, hello in (("plain", ready["plain"]["port"], "EHLO"), ("socket", path, "EHLO"),
                                ("delivery", ready["delivery"]["port"], "LHLO")):
            with self.subTest(name), Talk(to) as client:
                message = support.mail(f"by {name}")
                message_id = client.send(message, hello=f"{hello} talk.test")
                self.assertEqual(self.raw(message_id), message)
                envelope = self.envelope(message_id)
                self.assertEqual((envelope["listener"], envelope["project"]),
                                 (name, "shop" if name == "plain" else ""))
                process = support.until(lambda: self.envelope(message_id)["process"], "the sender's process")
                self.assertEqual((process["pid"], process["directory"]), (os.getpid(), os.getcwd()))
                self.assertEqual(process["executable"], os.readlink("/proc/self/exe"))
        with socket.create_connection(("::1", ready["six"]["port"]), support.PATIENCE) as six:
            self.assertTrue(six.recv(100).startswith(b"220 "))
        self.assertEqual(self.engine.stop(), 0)
        self.assertFalse(path.exists())

    def test_limits_of_each(self):
        self.listen({"name": "small", "max_message_size": "1KiB"}, {"name": "ours", "recipients": ["*@shop.test"]},
                    {"name": "strict", "strict": True})
        ports = self.engine.ports
        with Talk(ports["small"]) as client:
            client.say("EHLO talk.test", 250)
            client.say("MAIL FROM:<app@shop.test> SIZE=1025", 552)
            client.begin(hello="EHLO again.test")
            client.data(support.mail(body="x" * 1100), 552)
            self.assertTrue(client.send(support.mail(body="x" * 100)))
        with Talk(ports["ours"]) as client:
            client.begin("ops@SHOP.test")
            client.say("RCPT TO:<ops@elsewhere.test>", 550)
            self.assertEqual(self.envelope(client.data(support.mail()))["rcpt_to"], ["ops@SHOP.test"])
        with Talk(ports["strict"]) as client:
            client.begin()
            client.data(b"Subject: bare\r\n\r\nline\nfeed\r\n", 550)

    def test_too_many_clients(self):
        self.listen({"name": "two", "max_clients": 2}, {"name": "other"})
        two = self.engine.ports["two"]
        with Talk(two) as first:
            second = Talk(two)
            with Talk(two, greeting=421) as third:
                third.expect_end()
            with Talk(self.engine.ports["other"]) as other:
                other.send(support.mail())
            first.send(support.mail())
            second.say("QUIT", 221)
            second.expect_end()
            second.close()

            def room():
                with Talk(two, greeting=None) as again:
                    return again.reply()[0] == 220
            support.until(room, "a place to be free")


class Reload(ListenerCase):
    def test_others_keep_their_connections(self):
        stays, goes, changes = {"name": "stays"}, {"name": "goes"}, {"name": "changes"}
        self.listen(stays, goes, changes)
        before = self.engine.ports
        in_message, leaving, kept = (Talk(before[name]) for name in ("stays", "goes", "changes"))
        in_message.begin()
        in_message.say("DATA", 354)
        in_message.write(b"Subject: half\r\n")
        self.reload(self.config(stays, {**changes, "max_message_size": "1KiB"}, {"name": "new"}))
        leaving.expect_end(421)
        in_message.write(b"\r\nrest\r\n.\r\n")
        message_id = in_message.expect(250).rsplit(" ", 1)[1]
        self.assertEqual(self.raw(message_id), b"Subject: half\r\n\r\nrest\r\n")
        kept.say("NOOP", 250)
        after = self.ports()
        self.assertEqual(set(after), {"stays", "changes", "new"})
        self.assertEqual((after["stays"], after["changes"]), (before["stays"], before["changes"]))
        support.until(lambda: {listener["name"]: listener["port"] for listener in
                               reversed(json.loads(self.engine.ready_file.read_text())["smtp"])} == after,
                      "the ready file with the new ports")
        with Talk(after["changes"]) as client:
            client.say("EHLO talk.test", 250)
            client.say("MAIL FROM:<app@shop.test> SIZE=2000", 552)
        with Talk(after["new"]) as client:
            client.send(support.mail())
        for client in (in_message, leaving, kept):
            client.close()

    def test_a_bad_file_changes_nothing(self):
        self.listen({"name": "stays"})
        before = self.ports()
        with Talk(before["stays"]) as client, socket.socket() as taken:
            client.begin()
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            kept = "the settings are kept as they were"
            mistakes = ({"listeners": [{"name": "stays", "max_mesage_size": 1}], "says": "max_message_size"},
                        {"listeners": [{"name": "new"}, {"name": "stays", "auth": "maybe"}], "says": "auth"},
                        {"listeners": [{"name": "new"},
                                       {"name": "bad", "tls": "implicit", "certificate": "/nowhere.pem"}],
                         "says": "/nowhere.pem"},
                        {"listeners": [{"name": "new"},
                                       {"name": "bad", "bind": f"127.0.0.1:{taken.getsockname()[1]}"}],
                         "says": str(taken.getsockname()[1])})
            for mistake in mistakes:
                with self.subTest(mistake["says"]):
                    self.reload(self.config(*mistake["listeners"]), kept)
                    self.assertIn(mistake["says"], self.engine.log_text().rsplit(kept, 1)[1])
                    self.assertEqual(self.ports(), before)
            client.data(support.mail())
            with Talk(before["stays"]) as again:
                again.send(support.mail())


class Certificates(ListenerCase):
    def setUp(self):
        super().setUp()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.context.check_hostname = False
        self.context.verify_mode = ssl.CERT_NONE

    def certificate(self):
        """What the server shows to a new client."""
        with Talk(self.engine.ports["tls"], self.context) as client:
            return client.socket.getpeercert(binary_form=True)

    def make(self, name):
        folder = self.folder / name
        folder.mkdir()
        return support.make_certificate(folder), folder / "key.pem"

    def test_a_file_that_changes(self):
        used, key = self.make("used")
        other, other_key = self.make("other")
        self.listen({"name": "tls", "tls": "implicit", "certificate": str(used), "key": str(key)})
        first = self.certificate()
        self.assertEqual(first, ssl.PEM_cert_to_DER_cert(used.read_text()))
        with Talk(self.engine.ports["tls"], self.context) as client:
            used.write_text("half a fi")

            def noticed():
                self.assertEqual(self.certificate(), first)  # what cannot be used changes nothing
                return str(used) in self.engine.log_text()

            support.until(noticed, "a word about the certificate")
            for new, old in ((other_key, key), (other, used)):
                shutil.copy(new, self.folder / "copy")
                (self.folder / "copy").rename(old)
            second = ssl.PEM_cert_to_DER_cert(other.read_text())
            support.until(lambda: self.certificate() == second, "the new certificate")
            client.send(support.mail())

    def test_one_of_its_own(self):
        self.listen({"name": "tls", "tls": "implicit"})
        made = self.folder / "engine" / "store" / "certificate.pem"
        self.assertEqual(stat.S_IMODE(made.stat().st_mode), 0o600)
        self.assertEqual(stat.S_IMODE((made.parent / "key.pem").stat().st_mode), 0o600)
        first = self.certificate()
        trusting = ssl.create_default_context(cafile=made)
        with Talk(self.engine.ports["tls"], trusting) as client:
            client.send(support.mail())
        self.engine.stop()
        self.listen({"name": "tls", "tls": "implicit"})
        self.assertEqual(self.certificate(), first)

    def test_plain_text_where_tls_is_due(self):
        self.listen({"name": "tls", "tls": "implicit"})
        with Talk(self.engine.ports["tls"], greeting=None) as client:
            client.write(b"EHLO talk.test\r\n")
            client.file.read()  # an alert, and then the end
        self.assertTrue(self.certificate())

    def test_commands_behind_starttls_are_thrown_away(self):
        self.listen({"name": "tls", "tls": "starttls"})
        with Talk(self.engine.ports["tls"]) as client:
            client.say("EHLO talk.test", 250)
            client.write(b"STARTTLS\r\nEHLO injected.test\r\nMAIL FROM:<injected@shop.test>\r\n")
            client.expect(220)
            client.file.close()
            client.socket = self.context.wrap_socket(client.socket)
            client.file = client.socket.makefile("rb")
            client.say("MAIL FROM:<app@shop.test>", 503)
            envelope = self.envelope(client.send(support.mail(), hello="EHLO within.test"))
            self.assertEqual((envelope["helo"], envelope["mail_from"]), ("within.test", "app@shop.test"))


class Users(ListenerCase):
    def test_a_file_that_changes(self):
        users = self.folder / "users"
        users.write_text(f"mona:{MONA}\n")
        self.listen({"name": "login", "auth": "required", "users": str(users)})

        def login(user, password):
            with Talk(self.engine.ports["login"]) as client:
                client.say("EHLO talk.test", 250)
                client.say("MAIL FROM:<app@shop.test>", 530)
                client.write(plain(user, password).encode() + b"\r\n")
                code, _ = client.reply()
                if code == 235:
                    self.assertEqual(self.envelope(client.send(support.mail()))["user"], user)
                return code

        self.assertEqual(login("mona", "secret-1"), 235)
        self.assertEqual(login("mona", "secret-2"), 535)
        self.assertEqual(login("paul", "secret-3"), 535)
        users.write_text(f"paul:{sha('secret-3')}\n# mona has left\n")
        support.until(lambda: login("paul", "secret-3") == 235, "the new user")
        self.assertEqual(login("mona", "secret-1"), 535)

    def test_any_login(self):
        self.listen({"name": "any", "auth": "any"})
        with Talk(self.engine.ports["any"]) as client:
            client.send(support.mail())  # none is asked for
            client.say(plain("anybody", "anything"), 235)
            self.assertEqual(self.envelope(client.send(support.mail()))["user"], "anybody")

    def test_no_login_in_clear(self):
        self.listen({"name": "secure", "auth": "any", "tls": "starttls", "allow_insecure_auth": False})
        with Talk(self.engine.ports["secure"]) as client:
            client.write(b"EHLO talk.test\r\n")
            self.assertNotIn("AUTH", " ".join(client.reply()[1]))
            client.say(plain("mona", "secret-1"), 538)


class Proxies(ListenerCase):
    V2 = b"\r\n\r\n\0\r\nQUIT\n"

    def peer(self, header, name="trusting"):
        with Talk(self.engine.ports[name], say_first=header) as client:
            return self.envelope(client.send(support.mail()))["peer"]

    def test_both_versions(self):
        self.listen({"name": "trusting", "proxy_protocol": ["127.0.0.0/8"]})
        self.assertEqual(self.peer(b"PROXY TCP4 192.0.2.7 192.0.2.1 4711 25\r\n"), "192.0.2.7:4711")
        self.assertEqual(self.peer(b"PROXY TCP6 2001:db8::7 2001:db8::1 4711 25\r\n"), "[2001:db8::7]:4711")
        addresses = socket.inet_aton("192.0.2.8") + socket.inet_aton("192.0.2.1") + struct.pack("!HH", 4712, 25)
        self.assertEqual(self.peer(self.V2 + b"\x21\x11" + struct.pack("!H", 12) + addresses), "192.0.2.8:4712")
        for own in (b"PROXY UNKNOWN\r\n", self.V2 + b"\x20\x00\x00\x00"):
            self.assertRegex(self.peer(own), r"^127\.0\.0\.1:\d+$")
        for bad in (b"EHLO talk.test\r\n", b"PROXY TCP4 1.2.3.4\r\n", b"PROXY TCP4 " + b"1" * 200,
                    self.V2 + b"\x31\x11\0\0"):
            with self.subTest(bad), Talk(self.engine.ports["trusting"], greeting=None, say_first=bad) as client:
                client.expect_end()

    def test_others_are_not_trusted(self):
        self.listen({"name": "wary", "proxy_protocol": ["192.0.2.0/24"]})
        with Talk(self.engine.ports["wary"]) as client:
            client.say("PROXY TCP4 192.0.2.7 192.0.2.1 4711 25", 554)
            self.assertRegex(self.envelope(client.send(support.mail()))["peer"], r"^127\.0\.0\.1:")


class Lmtp(ListenerCase):
    def test_an_answer_for_each_recipient(self):
        path = self.folder / "lmtp.sock"
        self.listen({"name": "lmtp", "protocol": "lmtp", "bind": f"unix:{path}", "recipients": ["*@shop.test"]},
                    fault=[{"name": "full", "at": "dot", "recipient": "full@*", "reply": "452 4.2.2 mailbox full"}])
        with Talk(path) as client:
            client.say("EHLO talk.test", 500)
            client.begin("a@shop.test", "full@shop.test", "a@shop.test", hello="LHLO talk.test")
            client.say("RCPT TO:<x@elsewhere.test>", 550)
            client.say("DATA", 354)
            client.write(support.mail() + b".\r\n")
            first = client.expect(250)
            self.assertEqual(client.expect(452), "4.2.2 mailbox full")
            self.assertEqual(client.expect(250), first)
            client.say("NOOP", 250)  # and no answer more
            envelope = self.envelope(first.rsplit(" ", 1)[1])
            self.assertEqual(envelope["rcpt_to"], ["a@shop.test", "a@shop.test"])
            self.assertEqual(envelope["protocol"], "LMTP")
            client.begin("full@shop.test", hello="LHLO talk.test")
            client.data(support.mail(), 452)
            client.say("DATA", 503)
            client.begin("b@shop.test", "c@shop.test", hello="LHLO talk.test")
            client.write(b"BDAT 3\r\nabc")
            client.expect(250)
            client.write(b"BDAT 2 LAST\r\nde")
            second = client.expect(250)
            self.assertEqual(client.expect(250), second)
            self.assertEqual(self.raw(second.rsplit(" ", 1)[1]), b"abcde")


if __name__ == "__main__":
    unittest.main()
