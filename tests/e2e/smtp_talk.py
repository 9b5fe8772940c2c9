# SPDX-License-Identifier: GPL-3.0-or-later
"""A client that says exactly what it is told to, also what no client should say."""

import socket
import ssl

import support


class Talk:
    """A connection to an SMTP server: a TCP port on this machine, or the path of a unix socket."""

    def __init__(self, to, context=None, greeting=220, say_first=b""):
        if isinstance(to, int):
            self.socket = socket.create_connection(("127.0.0.1", to), support.PATIENCE)
        else:
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(support.PATIENCE)
            self.socket.connect(str(to))
        self.file = None
        if say_first:
            self.socket.sendall(say_first)
        if context:
            self.socket = context.wrap_socket(self.socket, server_hostname="localhost")
        self.file = self.socket.makefile("rb")
        if greeting:
            self.greeting = self.expect(greeting)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        if self.file:
            self.file.close()
        self.socket.close()

    def write(self, data):
        self.socket.sendall(data)

    def reply(self):
        """The next reply: its code and its lines' texts. The code is 0 when the server has closed."""
        texts = []
        while True:
            line = self.file.readline()
            if not line:
                return 0, texts
            texts.append(line[4:].decode().rstrip("\r\n"))
            if line[3:4] != b"-":
                return int(line[:3]), texts

    def expect(self, code):
        """The last line's text of the next reply, whose code must be this."""
        came, texts = self.reply()
        if came != code:
            raise AssertionError(f"{code} was due, but {came} {texts} came")
        return texts[-1] if texts else ""

    def say(self, line, code):
        self.write(line.encode() + b"\r\n")
        return self.expect(code)

    def begin(self, *recipients, hello="EHLO talk.test", sender="app@shop.test"):
        """Up to the recipients, who must be taken."""
        self.say(hello, 250)
        self.say(f"MAIL FROM:<{sender}>", 250)
        for recipient in recipients or ("ops@shop.test",):
            self.say(f"RCPT TO:<{recipient}>", 250)

    def data(self, message, code=250):
        """The message; its id, or what the server said instead."""
        self.say("DATA", 354)
        self.write(message + b".\r\n")
        return self.expect(code).rsplit(" ", 1)[1 if code == 250 else 0]

    def send(self, message, *recipients, **options):
        self.begin(*recipients, **options)
        return self.data(message)

    def expect_end(self, code=0):
        """The server says this, or nothing, and closes."""
        if code:
            self.expect(code)
        try:
            rest = self.file.read(1)
        except (ConnectionResetError, ssl.SSLError):
            rest = b""
        if rest:
            raise AssertionError("the server goes on talking")
