#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that are slow, silent, many or large: bounded time and memory, and the others are served meanwhile."""

import os
import pathlib
import resource
import signal
import socket
import threading
import time
import unittest

import support
from smtp_talk import Talk
from test_listeners import ListenerCase, plain

MIB = 1024 * 1024


class Timeouts(ListenerCase):
    def test_each_stage(self):
        self.listen({"name": "in", "idle_timeout": "1500ms", "auth": "any"}, {"name": "tls", "tls": "implicit"},
                    timeouts={"block": "300ms", "login": "200ms", "handshake": "300ms"})
        port = self.engine.ports["in"]

        def greeted(client):
            client.say("EHLO talk.test", 250)

        def in_login(client):
            client.say("EHLO talk.test", 250)
            client.say("AUTH LOGIN", 334)

        def in_data(client):
            client.begin()
            client.say("DATA", 354)
            client.write(b"Subject: half a mess")

        def in_chunk(client):
            client.begin()
            client.write(b"BDAT 100\r\nhalf")

        for stage in (lambda client: None, greeted, in_login, in_data, in_chunk):
            with self.subTest(stage.__name__), Talk(port) as client:
                stage(client)
                self.assertTrue(client.expect(421).startswith("4.4.2 "))
                client.expect_end()
        with Talk(self.engine.ports["tls"], greeting=None) as client:
            client.expect_end()
        # A command puts the time-out off, but a byte now and then does not put off the end of a line.
        with Talk(port) as client:
            for _ in range(8):
                time.sleep(0.25)
                client.say("NOOP", 250)
            begun = time.monotonic()
            for _ in range(60):
                try:
                    client.write(b"N")
                except OSError:
                    break  # it is over
                time.sleep(0.25)
            self.assertLess(time.monotonic() - begun, 10)
        self.assertEqual(self.engine.get("/api/v2/status")["messages"], 0)
        support.until(lambda: self.engine.get("/api/v2/status")["clients"] == 0, "all clients to be gone")

    def test_a_client_that_never_reads(self):
        self.listen({"name": "in"}, timeouts={"write": "500ms"})
        with socket.socket() as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.connect(("127.0.0.1", self.engine.ports["in"]))
            deaf.settimeout(support.PATIENCE)
            with self.assertRaises((ConnectionResetError, BrokenPipeError)):
                while True:
                    deaf.sendall(b"HELP\r\n" * 1000)
        with Talk(self.engine.ports["in"]) as client:
            client.send(support.mail())
        if not is_sanitized(self.engine):
            self.assertLess(peak_memory(self.engine), 100 * MIB)


class Shutdown(ListenerCase):
    def test_a_message_under_way_may_end(self):
        self.listen({"name": "in"}, top={"shutdown_timeout": "20s"})
        with Talk(self.engine.ports["in"]) as idle, Talk(self.engine.ports["in"]) as sending:
            sending.begin()
            sending.say("DATA", 354)
            sending.write(b"Subject: half\r\n")
            self.engine.process.send_signal(signal.SIGTERM)
            idle.expect_end(421)
            sending.write(b"\r\nrest\r\n.\r\n")
            message_id = sending.expect(250).rsplit(" ", 1)[1]
            sending.expect_end(421)
        self.assertEqual(self.engine.process.wait(support.PATIENCE), 0)
        self.listen({"name": "in"})
        self.assertEqual(self.raw(message_id), b"Subject: half\r\n\r\nrest\r\n")

    def test_one_that_does_not_end_is_told(self):
        self.listen({"name": "in"}, top={"shutdown_timeout": "500ms"})
        with Talk(self.engine.ports["in"]) as client:
            client.begin()
            client.say("DATA", 354)
            client.write(b"Subject: half\r\n")
            self.engine.process.send_signal(signal.SIGTERM)
            client.expect_end(421)
        self.assertEqual(self.engine.process.wait(support.PATIENCE), 0)
        self.listen({"name": "in"})
        self.assertEqual(self.engine.get("/api/v2/status")["messages"], 0)


class Crowds(ListenerCase):
    SLOW = 1000

    def test_a_thousand_slow_clients(self):
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard < self.SLOW + 200:
            self.skipTest(f"only {hard} files may be open")
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        self.listen({"name": "in", "max_clients": self.SLOW + 10})
        port = self.engine.ports["in"]
        slow = [socket.create_connection(("127.0.0.1", port), support.PATIENCE) for _ in range(self.SLOW)]
        for client in slow:
            self.addCleanup(client.close)
            self.assertTrue(client.recv(100).startswith(b"220 "))
        self.assertEqual(self.engine.get("/api/v2/status")["clients"], self.SLOW)
        longest = 0
        with Talk(port) as quick:
            quick.say("EHLO talk.test", 250)
            for byte in b"EHLO slow.test\r\nMAIL FROM:<a@b.test>\r\n":
                for client in slow:
                    client.sendall(bytes([byte]))
                begun = time.monotonic()
                quick.send(support.mail())
                longest = max(longest, time.monotonic() - begun)
        self.assertLess(longest, 5)
        for client in slow:
            answers = b""
            while answers.count(b"\r\n250 ") < 1 or not answers.endswith(b"250 2.1.0 ok\r\n"):
                piece = client.recv(1000)
                self.assertTrue(piece)
                answers += piece

    def test_noops_without_end(self):
        self.listen({"name": "in"})
        flood, count = b"NOOP\r\n" * 1000, 100

        def pour(client):
            for _ in range(count):
                client.write(flood)

        with Talk(self.engine.ports["in"]) as client, Talk(self.engine.ports["in"]) as other:
            thread = threading.Thread(target=pour, args=(client,))
            thread.start()
            other.send(support.mail())
            for _ in range(count * 1000):
                client.expect(250)
            thread.join()

    def test_clients_that_break_off_anywhere(self):
        self.listen({"name": "in"})
        script = (b"EHLO talk.test\r\nMAIL FROM:<app@shop.test>\r\nRCPT TO:<ops@shop.test>\r\nDATA\r\n"
                  + support.mail() + b".\r\n")
        for end in range(0, len(script) - 1, 3):
            client = socket.create_connection(("127.0.0.1", self.engine.ports["in"]), support.PATIENCE)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # close() resets
            client.sendall(script[:end])
            client.close()
        support.until(lambda: self.engine.get("/api/v2/status")["clients"] == 0, "all clients to be gone")
        self.assertEqual(self.engine.get("/api/v2/status")["messages"], 0)


def peak_memory(engine):
    """The most memory that the program has had so far, in bytes."""
    status = pathlib.Path(f"/proc/{engine.process.pid}/status").read_text()
    return 1024 * int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")))


def is_sanitized(engine):
    """Whether the program is built with a sanitizer, which has a hand in its memory."""
    return "san.so" in pathlib.Path(f"/proc/{engine.process.pid}/maps").read_text()


class Large(ListenerCase):
    SIZE = 500 * MIB

    def test_memory_does_not_grow_with_the_message(self):
        disk = os.statvfs(self.folder)
        if disk.f_bavail * disk.f_frsize < max(disk.f_blocks * disk.f_frsize // 20, 1024 * MIB) + 3 * self.SIZE:
            self.skipTest("there is too little space on the disk")
        self.listen({"name": "in", "max_message_size": "1GiB"})
        if is_sanitized(self.engine):
            self.skipTest("its memory is not the program's alone")
        line = b"0123456789abcdef" * 62 + b"\r\n"
        piece = line * (MIB // len(line))
        with Talk(self.engine.ports["in"]) as client:
            client.send(support.mail("small"))
            before = peak_memory(self.engine)
            client.begin()
            client.say("DATA", 354)
            client.write(support.mail("large"))
            for _ in range(self.SIZE // len(piece) + 1):
                client.write(piece)
            client.write(b".\r\n")
            message_id = client.expect(250).rsplit(" ", 1)[1]
        rows = self.engine.get("/api/v1/messages")["messages"]  # waits for the index
        self.assertEqual(rows[0]["ID"], message_id)
        self.assertGreater(rows[0]["Size"], self.SIZE)
        self.assertLess(peak_memory(self.engine) - before, 64 * MIB)


if __name__ == "__main__":
    unittest.main()
