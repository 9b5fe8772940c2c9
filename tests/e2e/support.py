# SPDX-License-Identifier: GPL-3.0-or-later
"""What the end-to-end tests share: the programs under test, a real upstream, and waiting for a condition.

The programs are found by MAILWEIR_SERVER and MAILWEIR_DESKTOP (ctest sets them). Everything listens on loopback, on
ports that the system picks.
"""

import http.client
import json
import os
import pathlib
import shutil
import signal
import smtplib
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import unittest

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

SERVER = os.environ.get("MAILWEIR_SERVER", "build/release/app/server/mailweir-server")
DESKTOP = os.environ.get("MAILWEIR_DESKTOP", "build/release/app/desktop/mailweir")
PATIENCE = float(os.environ.get("MAILWEIR_TEST_PATIENCE", "30"))  # seconds until a condition counts as missed


def until(condition, what, patience=PATIENCE):
    """Waits until condition() is true and returns its value."""
    end = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited {patience:.0f} s in vain for {what}")
        time.sleep(0.02)


def mail(subject="Hello", body="Text", sender="app@shop.test", to="ops@shop.test", extra=""):
    """A message as bytes, CRLF."""
    return (f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\n{extra}\r\n{body}\r\n").encode()


class Program:
    """A running mailweir-server or mailweir, on a data directory of its own."""

    executable = SERVER

    def __init__(self, folder, *flags, env=None, wait=True):
        self.folder = pathlib.Path(folder)
        self.ready_file = self.folder / "ready.json"
        self.ready_file.unlink(missing_ok=True)
        self.log = open(self.folder / "log.txt", "ab")
        environment = {**os.environ, "XDG_RUNTIME_DIR": str(self.folder / "run"),
                       "XDG_CONFIG_HOME": str(self.folder / "config"), "XDG_DATA_HOME": str(self.folder / "data"),
                       **(env or {})}
        (self.folder / "run").mkdir(mode=0o700, exist_ok=True)
        self.output = open(self.folder / "output.txt", "ab")
        self.process = subprocess.Popen(
            [self.executable, "--data-dir", str(self.folder / "store"), "--ready-file", str(self.ready_file), *flags],
            stdout=self.output, stderr=self.log, env=environment)
        if wait:
            self.wait_ready()

    def wait_ready(self):
        until(lambda: self.ready_file.exists() or self.process.poll() is not None, "the ready file")
        if self.process.poll() is not None:
            raise AssertionError(f"{self.executable} ended with {self.process.returncode}:\n{self.log_text()}")
        self.ready = json.loads(self.ready_file.read_text())
        self.smtp_port = self.ready["smtp"][0].get("port")
        self.ports = {listener["name"]: listener.get("port") for listener in reversed(self.ready["smtp"])}
        self.http_port = self.ready["http"]["port"] if self.ready["http"] else None

    def log_text(self):
        return (self.folder / "log.txt").read_text(errors="replace")

    def call(self, method, path, body=None):
        """The status and the body of a call; JSON is decoded."""
        connection = http.client.HTTPConnection("127.0.0.1", self.http_port, timeout=PATIENCE)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        response = connection.getresponse()
        data = response.read()
        connection.close()
        if "json" in (response.getheader("Content-Type") or ""):
            return response.status, json.loads(data)
        return response.status, data

    def get(self, path):
        status, data = self.call("GET", path)
        if status != 200:
            raise AssertionError(f"GET {path}: {status} {data!r}")
        return data

    def post(self, path, body=None):
        status, data = self.call("POST", path, body)
        if status != 200:
            raise AssertionError(f"POST {path}: {status} {data!r}")
        return data

    def items(self, path):
        return self.get(path)["items"]

    def send(self, data, sender="app@shop.test", to=("ops@shop.test",)):
        """Sends one message with smtplib; the id that the 250 names."""
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=PATIENCE) as client:
            client.ehlo()
            client.mail(sender)
            for recipient in to:
                client.rcpt(recipient)
            code, text = client.data(data)
            if code != 250:
                raise AssertionError(f"{code} {text}")
            return text.decode().rsplit(" ", 1)[1]

    def send_many(self, count, subject, to=("ops@shop.test",)):
        """`count` messages over one connection; {n} in the subject is the number. The ids."""
        ids = []
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=PATIENCE) as client:
            client.ehlo()
            for n in range(count):
                client.mail("app@shop.test")
                for recipient in to:
                    client.rcpt(recipient)
                code, text = client.data(mail(subject.replace("{n}", str(n)), f"body {n}"))
                assert code == 250, text
                ids.append(text.decode().rsplit(" ", 1)[1])
        return ids

    def stop(self, signal_number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(signal_number)
            self.process.wait(PATIENCE)
        self.log.close()
        self.output.close()
        return self.process.returncode

    def kill(self):
        self.stop(signal.SIGKILL)


class Desktop(Program):
    executable = DESKTOP


class Upstream:
    """A real SMTP server to relay to: aiosmtpd, on request with STARTTLS and a login. Its mail is in `messages`."""

    class Handler:
        def __init__(self, owner):
            self.owner = owner

        async def handle_RCPT(self, server, session, envelope, address, options):
            if self.owner.refuse:
                return self.owner.refuse
            envelope.rcpt_tos.append(address)
            return "250 2.1.5 OK"

        async def handle_DATA(self, server, session, envelope):
            with self.owner.lock:
                self.owner.messages.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
                self.owner.logins.append(session.auth_data)
            return "250 2.0.0 taken"

    def __init__(self, tls_folder=None, login=None, port=0):
        self.messages = []
        self.logins = []
        self.refuse = None  # a reply for every RCPT
        self.lock = threading.Lock()
        self.login = login
        self.context = None
        if tls_folder:
            self.certificate = make_certificate(tls_folder)
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(self.certificate, pathlib.Path(tls_folder) / "key.pem")
        self.port = port or free_port()
        self.controller = None
        self.start()

    def authenticate(self, server, session, envelope, mechanism, data):
        good = isinstance(data, LoginPassword) and (data.login.decode(), data.password.decode()) == self.login
        return AuthResult(success=good, handled=False, auth_data=data.login.decode() if good else None)

    def start(self):
        options = {}
        if self.context:
            options.update(tls_context=self.context, require_starttls=True)
        if self.login:
            options.update(authenticator=self.authenticate, auth_required=True, auth_require_tls=bool(self.context))
        owner = self

        class Listening(Controller):
            def factory(self):
                return SMTP(self.handler, hostname="upstream.test", enable_SMTPUTF8=True, **options)

            def _trigger_server(self):
                # Controller's own start connects to the port and waits for a greeting.
                with socket.create_connection((self.hostname, self.port), 5) as probe:
                    probe.recv(1024)

        self.controller = Listening(Upstream.Handler(owner), hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self):
        if self.controller:
            self.controller.stop()
            self.controller = None

    def received(self):
        with self.lock:
            return list(self.messages)


def free_port():
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_certificate(folder):
    """A certificate for localhost that is its own authority; the path of its PEM file."""
    folder = pathlib.Path(folder)
    certificate = folder / "certificate.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", str(folder / "key.pem"),
                    "-out", str(certificate)], check=True, capture_output=True)
    return certificate


def toml(top=None, **tables):
    """A config file: the values of its top, then each table; a list of tables becomes an array of them."""
    lines = []

    def add(values):
        # JSON writes strings, numbers, booleans and lists of them as TOML does.
        lines.extend(f"{key} = {json.dumps(value)}" for key, value in values.items())

    add(top or {})
    for name, of in tables.items():
        for table in of if isinstance(of, list) else [of]:
            lines.append(f"[[{name}]]" if isinstance(of, list) else f"[{name}]")
            add(table)
    return "\n".join(lines) + "\n"


def scratch_folder(case_class):
    """A folder for all tests of a class."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="mailweir-test-"))
    case_class.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
    return folder


class TestCase(unittest.TestCase):
    """A test with a folder of its own; what it starts is stopped."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mailweir-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def start(self, *flags, program=Program, env=None, folder=None, config=None):
        """Starts the program; `config` is the text of a config file that names its listeners."""
        folder = pathlib.Path(folder or self.folder / "engine")
        folder.mkdir(exist_ok=True)
        if config is not None:
            (folder / "config.toml").write_text(config)
            flags = ("--config", str(folder / "config.toml"), *flags)
        defaults = [] if "--bind" in flags or config is not None else ["--bind", "127.0.0.1:0"]
        defaults += [] if "--http" in flags else ["--http", "127.0.0.1:0"]
        running = program(folder, *defaults, *flags, env=env)
        self.addCleanup(running.stop)
        return running

    def upstream(self, **options):
        server = Upstream(**options)
        self.addCleanup(server.stop)
        return server

    def need(self, *programs):
        for name in programs:
            if not shutil.which(name):
                self.skipTest(f"{name} is not installed")
