# SPDX-License-Identifier: GPL-3.0-or-later
"""How the desktop program starts, hides, is found again and ends, on desktops with and without tray and notifications."""

import os
import re
import signal
import subprocess
import unittest

import desktop_session
import support

WATCHER = ("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher")
PANEL = """<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array"><value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="30"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/><value type="int" value="2"/><value type="int" value="3"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="tasklist"/>
    <property name="plugin-2" type="string" value="separator"><property name="expand" type="bool" value="true"/></property>
    <property name="plugin-3" type="string" value="systray"><property name="square-icons" type="bool" value="true"/></property>
  </property>
</channel>
"""


class DesktopTestCase(support.TestCase):
    """A desktop of its own for every test."""

    def setUp(self):
        super().setUp()
        missing = desktop_session.missing()
        if missing:
            self.skipTest(f"not installed: {', '.join(missing)}")
        self.session = desktop_session.Session()
        self.session.__enter__()
        self.addCleanup(self.session.__exit__, None, None, None)

    def start_desktop(self, *flags):
        return self.start(*flags, program=support.Desktop, env=self.session.env)

    def start_again(self, *flags):
        """A second start on the same data directory that is expected to end by itself; its exit code."""
        command = [support.Desktop.executable, "--data-dir", str(self.folder / "engine" / "store"), *flags]
        return self.session.run(*command).returncode

    def visible(self):
        return self.session.run("xdotool", "search", "--onlyvisible", "--name", "^Mailweir$").stdout.split()


class Starting(DesktopTestCase):
    def test_a_second_start_raises_the_first(self):
        self.start_desktop()
        window = support.until(self.visible, "the window")[0]
        self.session.run("xdotool", "windowminimize", window)
        support.until(lambda: not self.visible(), "the window to be minimised")
        self.assertEqual(self.start_again(), 0)
        support.until(self.visible, "the window to come back")

    def test_hidden_without_a_tray_comes_out(self):
        self.start_desktop("--hidden")
        self.assertEqual(self.visible(), [])
        support.until(self.visible, "the window, which would be out of reach")
        self.session.find("label", "This desktop has no tray: closing the window ends Mailweir.")

    def test_a_taken_port_is_told_and_fails(self):
        other = self.start(folder=self.folder / "other")
        process = subprocess.Popen(
            [support.Desktop.executable, "--data-dir", str(self.folder / "store"), "--bind", f"127.0.0.1:{other.smtp_port}"],
            env=self.session.env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.kill)
        self.session.find("label", f"Mailweir has not started.\n\nThe address 127.0.0.1:{other.smtp_port} *")
        self.session.screenshot("desktop-taken-port")
        self.session.press("Close")
        self.assertEqual(process.wait(support.PATIENCE), 1)
        self.assertIn(str(other.smtp_port), process.stderr.read())


class Ending(DesktopTestCase):
    def test_sigterm_ends_it_well(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            desktop = self.start_desktop()
            desktop.send(support.mail())
            self.assertEqual(desktop.stop(number), 0)

    def test_the_question_keeps_or_ends_it(self):
        desktop = self.start_desktop("--wait", "5m")
        desktop.send(support.mail("Disk full"))
        self.session.find("cell", "Disk full")
        self.session.keys("ctrl+q")
        self.session.find("label", "1 batch is still collecting. Quit all the same?")
        self.session.press("Cancel")
        self.assertEqual(desktop.get("/api/v2/status")["active_batches"], 1)
        self.session.keys("ctrl+q")
        self.session.press("Quit")
        self.assertEqual(desktop.process.wait(support.PATIENCE), 0)


class WithoutNotifications(DesktopTestCase):
    def ask_bus(self, method, *arguments):
        return self.session.ask("org.freedesktop.DBus", "/", f"org.freedesktop.DBus.{method}", *arguments)

    def test_the_window_says_so(self):
        if "org.freedesktop.Notifications" in self.ask_bus("ListActivatableNames"):
            self.skipTest("the bus would start an installed notification service")
        answer = self.ask_bus("GetConnectionUnixProcessID", "string:org.freedesktop.Notifications")
        os.kill(int(re.search(r"uint32 (\d+)", answer)[1]), signal.SIGTERM)
        support.until(lambda: "org.freedesktop.Notifications" not in self.ask_bus("ListNames"),
                      "the notification service to leave")
        upstream = self.upstream()
        upstream.refuse = "550 5.1.1 no such user here"
        desktop = self.start_desktop("--wait", "1s", "--relay", f"127.0.0.1:{upstream.port}")
        desktop.send(support.mail("Disk full"))
        self.session.find("label", "This desktop shows no notifications: floods and failures are only told here.")
        self.assertEqual(self.session.notified(), [])
        desktop.send(support.mail("Disk full again"))
        support.until(lambda: len(desktop.items("/api/v2/deliveries?state=failed")) == 2, "the second failure")
        self.assertEqual(desktop.stop(), 0)


class Tray(DesktopTestCase):
    def setUp(self):
        super().setUp()
        self.need("xfce4-panel", "busctl")
        settings = self.session.root / "home" / ".config" / "xfce4" / "xfconf" / "xfce-perchannel-xml"
        settings.mkdir(parents=True)
        (settings / "xfce4-panel.xml").write_text(PANEL)
        self.session.spawn("xfce4-panel", "--disable-wm-check")
        support.until(lambda: "true" in self.property(*WATCHER, "org.kde.StatusNotifierWatcher",
                                                      "IsStatusNotifierHostRegistered"), "the panel's tray")

    def busctl(self, *arguments):
        return self.session.run("busctl", f"--address={self.session.env['DBUS_SESSION_BUS_ADDRESS']}", *arguments).stdout

    def property(self, *path):
        return self.busctl("get-property", *path)

    def item(self):
        """The bus name of the icon."""
        names = re.findall(r'"(:[0-9.]+)', self.property(*WATCHER, "org.kde.StatusNotifierWatcher",
                                                         "RegisteredStatusNotifierItems"))
        return names[0] if names else None

    def tip(self):
        return self.property(self.icon, "/StatusNotifierItem", "org.kde.StatusNotifierItem", "ToolTip")

    def choose(self, label):
        """Clicks on the entry with this label in the icon's menu."""
        layout = self.busctl("--json=short", "call", self.icon, "/MenuBar", "com.canonical.dbusmenu", "GetLayout", "iias",
                             "--", "0", "-1", "0")
        before = layout[:layout.index(f'"{label}"')]
        entry = re.findall(r"\[(\d+),\{", before)[-1]
        self.busctl("call", self.icon, "/MenuBar", "com.canonical.dbusmenu", "Event", "isvu", entry, "clicked", "s", "", "0")

    def test_hides_shows_tells_and_quits(self):
        upstream = self.upstream()
        upstream.refuse = "550 5.1.1 no such user here"
        desktop = self.start_desktop("--hidden", "--wait", "1s", "--relay", f"127.0.0.1:{upstream.port}")
        self.icon = support.until(self.item, "the icon")
        self.assertEqual(self.visible(), [])

        self.activate()
        support.until(self.visible, "the window")
        self.activate()
        support.until(lambda: not self.visible(), "the window to hide")
        support.until(lambda: [note["title"] for note in self.session.notified()] == ["Mailweir goes on in the tray"],
                      "a word about where it went")

        desktop.send(support.mail("Disk full"))
        support.until(lambda: "1 summary not delivered" in self.tip(), "the failure in the tray")
        self.choose("Pause _intake")
        support.until(lambda: desktop.get("/api/v2/status")["paused"]["intake"], "the pause")
        support.until(lambda: "Intake paused" in self.tip(), "the pause in the tray")
        self.session.screenshot("desktop-tray")
        self.choose("Disk full (1)")
        support.until(self.visible, "the window with the group")
        self.choose("_Quit")
        self.assertEqual(desktop.process.wait(support.PATIENCE), 0)

    def activate(self):
        """A left click on the icon."""
        self.busctl("call", self.icon, "/StatusNotifierItem", "org.kde.StatusNotifierItem", "Activate", "ii", "1", "1")


if __name__ == "__main__":
    unittest.main()
