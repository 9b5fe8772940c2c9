#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of the built mailweir-server, whose path is in MAILWEIR_SERVER: exit codes, messages, ready file."""

import json
import os
import pathlib
import re
import signal
import smtplib
import socket
import stat
import subprocess
import tempfile
import time
import unittest
import urllib.request

SERVER = os.environ.get("MAILWEIR_SERVER", "")
LIMIT = 60  # seconds: how long a step may take at most, also under a sanitizer


class Case(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory(prefix="mailweir-")
        self.addCleanup(self.directory.cleanup)
        self.home = pathlib.Path(self.directory.name)
        self.data = self.home / "data"
        self.starts = 0
        self.environment = {
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(self.home / "run"),
            "PATH": os.environ["PATH"],
            "MAILWEIR_SECRETS_FILE": str(self.home / "secrets"),
        }
        (self.home / "run").mkdir(mode=0o700)
        self.runtime_ready = self.home / "run" / "mailweir" / "ready.json"
        for name in ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                self.environment[name] = os.environ[name]

    def write(self, name, text):
        path = self.home / name
        path.write_text(text, encoding="utf-8")
        return path

    def run_server(self, *arguments, **environment):
        return subprocess.run([SERVER, *map(str, arguments)], env=self.environment | environment, capture_output=True,
                              text=True, timeout=LIMIT)

    def assert_refused(self, result, code, pattern):
        self.assertEqual(result.returncode, code, result.stderr)
        self.assertEqual(result.stdout, "")
        self.assertRegex(result.stderr, pattern)

    def start(self, *arguments):
        """A running server and its ready file's content, once that is there."""
        self.starts += 1
        ready_path = self.home / f"ready-{self.starts}.json"
        process = subprocess.Popen(
            [SERVER, "--bind", "127.0.0.1:0", "--http", "127.0.0.1:0", "--data-dir", str(self.data),
             "--ready-file", str(ready_path), *map(str, arguments)],
            env=self.environment, stderr=subprocess.PIPE, text=True)

        def finish():
            if process.poll() is None:
                process.kill()
            process.communicate()

        self.addCleanup(finish)
        for line in process.stderr:  # its end is the process's end
            if ready_path.exists():
                return process, json.loads(ready_path.read_text())
        self.fail(f"the server ended with {process.wait(LIMIT)}")


class Usage(Case):
    def test_version_and_help(self):
        version = self.run_server("--version")
        self.assertEqual((version.returncode, version.stderr), (0, ""))
        self.assertRegex(version.stdout, r"^mailweir-server \d+\.\d+\.\d+\n$")
        usage = self.run_server("--help", "--nonsense")
        self.assertEqual((usage.returncode, usage.stderr), (0, ""))
        for flag in ("--config", "--data-dir", "--bind", "--http", "--relay", "--from", "--wait", "--max-wait",
                     "--all-dir", "--fail-dir", "--store", "--rebuild-index", "--ready-file", "--log-level", "--log-file", "--check-config",
                     "--write-config", "--version", "--help"):
            self.assertIn(flag, usage.stdout)
        self.assertNotIn("--hidden", usage.stdout)

    def test_wrong_flags(self):
        table = [
            (("--bnid", "x"), r"--bnid: .*did you mean --bind\?"),
            (("--hidden",), r"--hidden: "),
            (("--wait", "30"), r"--wait: .*500ms, 30s"),
            (("--bind", "localhost"), r"--bind: .*HOST:PORT"),
            (("--bind",), r"--bind: the value is missing"),
            (("--bind", "unix:"), r"--bind: \"unix:\" is not a socket's path; write unix: and an absolute path"),
            (("--store", "sqlite::memory:?bodies=database"), r"--store: .* is not a store; write sqlite:"),
            (("--store=postgresql://x/y",), r"--store: not in this version"),
            (("--http", "0.0.0.0:8025"), r"--http: not in this version"),
            (("--relay", "lmtp://x:24"), r"--relay: not in this version"),
        ]
        for arguments, pattern in table:
            with self.subTest(arguments):
                self.assert_refused(self.run_server(*arguments), 2, r"^mailweir-server: " + pattern)

    def test_every_mistake_in_one_go(self):
        config = self.write("m.toml", 'from = "me"\n[batching]\nwiat = "1s"\n')
        result = self.run_server("--config", config, "--http", "x", MAILWEIR_STORE="mysql://x", MAILWEIR_WAIT="y")
        self.assert_refused(result, 2, ".")
        lines = result.stderr.splitlines()
        self.assertEqual(len(lines), 5, result.stderr)
        for pattern in (r"^mailweir-server: --http: ", r"^mailweir-server: MAILWEIR_STORE: not in this version",
                        r"^mailweir-server: MAILWEIR_WAIT: ", rf"^{re.escape(str(config))}:1: from: ",
                        rf"^{re.escape(str(config))}:3: batching\.wiat: .*did you mean wait\?"):
            self.assertTrue(any(re.search(pattern, line) for line in lines), f"{pattern} in {result.stderr}")
        self.assertFalse(self.data.exists())


class Config(Case):
    def test_check(self):
        good = self.write("good.toml", '[batching]\nwait = "1s"\n')
        result = self.run_server("--check-config", "--config", good)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        self.assertRegex(result.stdout, r"good\.toml is fine")
        bad = self.write("bad.toml", '[batching]\nattach = "all"\n[[listener]]\nport = 1\n')
        result = self.run_server("--check-config", "--config", bad)
        self.assert_refused(result, 2, r"bad\.toml:2: batching\.attach: not in this version")
        self.assertRegex(result.stderr, r"bad\.toml:4: listener\.port: there is no such key")
        broken = self.write("broken.toml", '[batching\nattach = "all"\n')
        result = self.run_server("--check-config", "--config", broken)
        self.assert_refused(result, 2, r"broken\.toml:1: not valid TOML")
        self.assertEqual(len(result.stderr.splitlines()), 1)

    def test_missing_files(self):
        self.assertEqual(self.run_server("--check-config").returncode, 0)
        self.assert_refused(self.run_server("--check-config", "--config", self.home / "none.toml"), 2, r"none\.toml: ")

    def test_check_opens_the_files(self):
        broken = self.write("broken.pem", "nonsense")
        config = self.write("m.toml", f"""
            [[listener]]
            name = "tls"
            bind = "localhost:1"
            tls = "starttls"
            certificate = "{broken}"
            [[listener]]
            name = "login"
            bind = "localhost:2"
            auth = "required"
            users = "/nonexistent/users"
            """)
        result = self.run_server("--config", config, "--check-config")
        self.assert_refused(result, 2, re.escape(f"mailweir-server: listener.certificate: {broken}"))
        self.assertRegex(result.stderr, "mailweir-server: listener.users: /nonexistent/users")

    def test_write_then_check(self):
        written = self.home / "new" / "written.toml"
        result = self.run_server("--write-config", written, "--wait", "7s", "--relay", "smtp://mail.example.test:26",
                                 "--bind", "127.0.0.1:2600", MAILWEIR_HTTP="off")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(stat.S_IMODE(written.stat().st_mode), 0o600)
        text = written.read_text()
        for part in ('wait = "7s"', 'url = "smtp://mail.example.test:26"', 'bind = "127.0.0.1:2600"', 'bind = "off"'):
            self.assertIn(part, text)
        self.assertEqual(self.run_server("--check-config", "--config", written).returncode, 0)
        again = self.home / "again.toml"
        self.assertEqual(self.run_server("--config", written, "--write-config", again).returncode, 0)
        self.assertEqual(again.read_text(), text)


class Running(Case):
    def test_ready_until_sigterm(self):
        process, ready = self.start()
        self.assertEqual(list(ready), ["pid", "version", "data_dir", "smtp", "http"])
        self.assertEqual(ready["pid"], process.pid)
        self.assertEqual(ready["data_dir"], str(self.data))
        self.assertEqual([(s["name"], s["host"], s["tls"]) for s in ready["smtp"]], [("default", "127.0.0.1", "none")])
        self.assertEqual(json.loads(self.runtime_ready.read_text()), ready)
        self.assertEqual(stat.S_IMODE(self.data.stat().st_mode), 0o700)
        for path in self.data.rglob("*"):
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o700 if path.is_dir() else 0o600, path)

        with smtplib.SMTP("127.0.0.1", ready["smtp"][0]["port"], timeout=LIMIT) as client:
            self.assertEqual(client.noop()[0], 250)
        with urllib.request.urlopen(f"http://127.0.0.1:{ready['http']['port']}/readyz", timeout=LIMIT) as answer:
            self.assertEqual(answer.status, 200)

        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=LIMIT)
        self.assertEqual(process.returncode, 0)
        self.assertFalse(self.runtime_ready.exists())
        self.assertEqual(list(self.home.glob("ready-*.json")), [])

    def test_http_off(self):
        process, ready = self.start("--http", "off")
        self.assertIsNone(ready["http"])
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=LIMIT)
        self.assertEqual(process.returncode, 0)

    def test_second_engine(self):
        process, _ = self.start()
        result = self.run_server("--bind", "127.0.0.1:0", "--http", "off", "--data-dir", self.data)
        self.assert_refused(result, 1, rf"mailweir-server: .*mailweir-server \(pid {process.pid}\): "
                                       rf"{re.escape(str(self.data))}: ")
        self.assertEqual(len(result.stderr.splitlines()), 1)
        self.assertTrue(self.runtime_ready.exists())
        process.kill()
        process.communicate(timeout=LIMIT)
        again, _ = self.start()  # a killed engine leaves no lock
        self.assertIsNone(again.poll())

    def test_port_taken(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            address = f"127.0.0.1:{taken.getsockname()[1]}"
            for flag, others in (("--bind", ("--http", "off")), ("--http", ("--bind", "127.0.0.1:0"))):
                with self.subTest(flag):
                    result = self.run_server(flag, address, *others, "--data-dir", self.data)
                    self.assert_refused(result, 1, rf"mailweir-server: .*in use.*{re.escape(address)}: .*{flag}")
            self.assertFalse(self.runtime_ready.exists())

    def test_unwritable_places(self):
        in_file = self.write("file", "") / "data"
        for path in (in_file, "/sys/mailweir"):
            with self.subTest(path):
                result = self.run_server("--bind", "127.0.0.1:0", "--http", "off", "--data-dir", path)
                self.assert_refused(result, 1, r"^mailweir-server: [^\n]*: /[^\n]*: [^\n]*--data-dir\n$")
        result = self.run_server("--bind", "127.0.0.1:0", "--http", "off", "--data-dir", self.data, "--log-file",
                                 in_file)
        self.assert_refused(result, 1, r"--log-file")

    def test_log_file_is_reopened(self):
        log = self.home / "log"
        process = subprocess.Popen([SERVER, "--bind", "127.0.0.1:0", "--http", "off", "--data-dir", str(self.data),
                                    "--log-file", str(log)], env=self.environment, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        wait_for(self.runtime_ready.exists)
        old = self.home / "log.1"
        log.rename(old)
        process.send_signal(signal.SIGUSR1)
        wait_for(log.exists)
        self.assertRegex(old.read_text(), r"(?m)^\S+Z info mailweir\.app: mailweir-server \S+ is ready")
        self.assertEqual(stat.S_IMODE(log.stat().st_mode), 0o600)


def wait_for(condition):
    """Polls the file system, which has no other news to offer."""
    deadline = time.monotonic() + LIMIT
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.01)


if __name__ == "__main__":
    if not SERVER:
        raise SystemExit("MAILWEIR_SERVER is not set")
    unittest.main(verbosity=2)
