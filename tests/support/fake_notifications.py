#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A notification service for tests, on the session bus of its environment.

Usage: fake_notifications.py LOG [--no-actions]

Each call becomes one JSON line in LOG: {"call": "Notify", "id", "app", "icon", "title", "body", "actions", "hints",
"timeout", "replaces"} or {"call": "Close", "id"}. The interface test.Control on the same object presses an action
(Press(u id, s key)) or dismisses a notification (Dismiss(u id)). Prints "ready" when it owns its name.
"""

import json
import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
CONTROL = "test.Control"
DISMISSED, CLOSED = 2, 3


def plain(value):
    if isinstance(value, dbus.Boolean):
        return bool(value)
    if isinstance(value, dbus.Byte):
        return {"byte": int(value)}
    if isinstance(value, int):
        return int(value)
    return str(value)


class Notifications(dbus.service.Object):
    def __init__(self, bus, log, actions):
        super().__init__(bus, PATH)
        self.log = log
        self.actions = actions
        self.last = 0

    def write(self, **entry):
        self.log.write(json.dumps(entry) + "\n")
        self.log.flush()

    @dbus.service.method(NAME, in_signature="", out_signature="as")
    def GetCapabilities(self):
        return ["body", "body-markup"] + (["actions"] if self.actions else [])

    @dbus.service.method(NAME, in_signature="", out_signature="ssss")
    def GetServerInformation(self):
        return "fake", "mailweir", "1", "1.2"

    @dbus.service.method(NAME, in_signature="susssasa{sv}i", out_signature="u")
    def Notify(self, app, replaces, icon, title, body, actions, hints, timeout):
        self.last = self.last if replaces else self.last + 1
        number = int(replaces) or self.last
        pairs = [[str(actions[i]), str(actions[i + 1])] for i in range(0, len(actions), 2)]
        self.write(call="Notify", id=number, app=str(app), icon=str(icon), title=str(title), body=str(body),
                   actions=pairs, hints={str(k): plain(v) for k, v in hints.items()}, timeout=int(timeout),
                   replaces=int(replaces))
        return dbus.UInt32(number)

    @dbus.service.method(NAME, in_signature="u", out_signature="")
    def CloseNotification(self, number):
        self.write(call="Close", id=int(number))
        self.NotificationClosed(number, CLOSED)

    @dbus.service.signal(NAME, signature="us")
    def ActionInvoked(self, number, key):
        pass

    @dbus.service.signal(NAME, signature="uu")
    def NotificationClosed(self, number, reason):
        pass

    @dbus.service.method(CONTROL, in_signature="us", out_signature="")
    def Press(self, number, key):
        self.ActionInvoked(number, key)

    @dbus.service.method(CONTROL, in_signature="u", out_signature="")
    def Dismiss(self, number):
        self.NotificationClosed(number, DISMISSED)


def main():
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    bus = dbus.SessionBus()
    with open(sys.argv[1], "a", encoding="utf-8") as log:
        service = Notifications(bus, log, "--no-actions" not in sys.argv[2:])
        name = dbus.service.BusName(NAME, bus, do_not_queue=True)
        print("ready", flush=True)
        GLib.MainLoop().run()
        del service, name


main()
