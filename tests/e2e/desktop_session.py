# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop without a screen: Xvfb, a private session bus, an unlocked keyring, a window manager, a notification service
that the test reads, and the accessibility bus, through which a test finds and presses what a person would.
"""

import contextlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

import support

TESTS = pathlib.Path(__file__).resolve().parent.parent
NEEDED = ("Xvfb", "dbus-daemon", "gnome-keyring-daemon", "openbox", "xdotool", "import", "dbus-send", "secret-tool", "xprop")


class Session:
    """The session's processes and environment; ends them all on leaving the `with`."""

    def __init__(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="mailweir-desktop-"))
        self.notifications = self.root / "notifications.jsonl"
        self.screenshots = pathlib.Path(os.environ.get("MAILWEIR_SCREENSHOTS", self.root / "screenshots"))
        self.screenshots.mkdir(parents=True, exist_ok=True)
        self.stack = contextlib.ExitStack()
        self.env = {}

    def __enter__(self):
        self.stack.callback(shutil.rmtree, self.root, ignore_errors=True)
        try:
            self.start()
        except BaseException:
            self.stack.close()
            raise
        return self

    def __exit__(self, *exc):
        self.stack.close()

    def spawn(self, *command, **options):
        log = self.stack.enter_context(open(self.root / (pathlib.Path(command[0]).name + ".log"), "ab"))
        options.setdefault("stdout", log)
        process = subprocess.Popen(command, stderr=log, env=self.env, **options)

        def end():
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

        self.stack.callback(end)
        return process

    def run(self, *command, **options):
        return subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=20, **options)

    def start(self):
        home, runtime = self.root / "home", self.root / "runtime"
        for folder in (home, runtime):
            folder.mkdir(mode=0o700)
        keep = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "LSAN_OPTIONS") if name in os.environ}
        self.env = dict(keep, HOME=str(home), XDG_RUNTIME_DIR=str(runtime), XDG_SESSION_TYPE="x11", GTK_A11Y="none",
                        QT_QPA_PLATFORM="xcb", QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1")
        display_file = self.root / "display"
        with open(display_file, "wb") as numbers:
            self.spawn("Xvfb", "-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset",
                       stdout=numbers)
        number = support.until(lambda: display_file.read_text().strip(), "an X display")
        self.env["DISPLAY"] = f":{number}"
        bus = self.root / "bus"
        self.spawn("dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address=unix:path={bus}")
        support.until(bus.exists, "the session bus")
        self.env["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={bus}"
        keyring = self.spawn("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets", stdin=subprocess.PIPE)
        keyring.stdin.write(b"test")
        keyring.stdin.close()
        # Asked before ours owns the name, the bus would start a second, locked keyring by itself.
        support.until(lambda: "org.freedesktop.secrets" in self.ask(
            "org.freedesktop.DBus", "/", "org.freedesktop.DBus.ListNames"), "the keyring")
        support.until(lambda: "collection/login" in self.ask(
            "org.freedesktop.secrets", "/org/freedesktop/secrets", "org.freedesktop.Secret.Service.ReadAlias",
            "string:default"), "the unlocked keyring")
        self.spawn("/usr/bin/python3", str(TESTS / "support" / "fake_notifications.py"), str(self.notifications))
        support.until(lambda: "org.freedesktop.Notifications" in self.ask(
            "org.freedesktop.DBus", "/", "org.freedesktop.DBus.ListNames"), "the notification service")
        self.spawn("openbox", "--sm-disable")
        support.until(lambda: "window id" in self.run("xprop", "-root", "_NET_SUPPORTING_WM_CHECK").stdout,
                      "the window manager")

    def ask(self, service, path, method, *arguments):
        """A call on the session bus; what it prints."""
        return self.run("dbus-send", "--session", "--print-reply", f"--dest={service}", path, method, *arguments).stdout

    def screenshot(self, name):
        time.sleep(0.3)  # the picture is for people: let the last frame be painted
        self.run("import", "-window", "root", str(self.screenshots / f"{name}.png"))

    def notified(self):
        """What the notification service was asked to show, oldest first."""
        if not self.notifications.exists():
            return []
        entries = [json.loads(line) for line in self.notifications.read_text().splitlines() if line]
        return [entry for entry in entries if entry["call"] == "Notify"]

    def keys(self, *keys):
        self.run("xdotool", "key", "--clearmodifiers", *keys)

    def click(self, x, y):
        self.run("xdotool", "mousemove", str(x), str(y), "click", "1")

    def find(self, role, name, patience=support.PATIENCE):
        """The centre on the screen of the control with this accessible role and name."""
        probe = self.run_probe(role, name, patience)
        return probe["x"], probe["y"]

    def run_probe(self, role, name, patience):
        result = subprocess.run(["/usr/bin/python3", str(TESTS / "e2e" / "find_control.py"), role, name, str(patience)],
                                env=self.env, capture_output=True, text=True, timeout=patience + 20)
        if result.returncode != 0:
            raise AssertionError(f"no {role} named {name!r}: {result.stderr[-2000:]}")
        return json.loads(result.stdout)

    def press(self, name, role="button"):
        """Clicks on a control with the mouse, where a person would."""
        self.click(*self.find(role, name))


def missing():
    """The programs that a session needs and that are not installed."""
    return [name for name in NEEDED if not shutil.which(name)]
