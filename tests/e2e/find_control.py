#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds a control of Mailweir's window by its accessible role and name, and prints where it is.

Usage: find_control.py ROLE NAME SECONDS. NAME may end in * for a beginning. Without a match it lists what there is.
"""

import json
import sys
import time

import pyatspi

ROLES = {
    "button": (pyatspi.ROLE_PUSH_BUTTON, pyatspi.ROLE_TOGGLE_BUTTON),
    "cell": (pyatspi.ROLE_TABLE_CELL, pyatspi.ROLE_LIST_ITEM),
    "tab": (pyatspi.ROLE_PAGE_TAB,),
    "text": (pyatspi.ROLE_TEXT, pyatspi.ROLE_ENTRY, pyatspi.ROLE_SPIN_BUTTON, pyatspi.ROLE_PASSWORD_TEXT),
    "combo": (pyatspi.ROLE_COMBO_BOX,),
    "check": (pyatspi.ROLE_CHECK_BOX, pyatspi.ROLE_RADIO_BUTTON),
    "item": (pyatspi.ROLE_LIST_ITEM, pyatspi.ROLE_TREE_ITEM),
    "label": (pyatspi.ROLE_LABEL,),
    "menu": (pyatspi.ROLE_MENU_ITEM, pyatspi.ROLE_CHECK_MENU_ITEM),
}


def walk(node, depth=0):
    yield node
    if depth > 30:
        return
    for index in range(min(node.childCount, 400)):
        child = node.getChildAtIndex(index)
        if child is not None:
            yield from walk(child, depth + 1)


def matches(node, roles, name):
    if node.getRole() not in roles or not node.getState().contains(pyatspi.STATE_SHOWING):
        return False
    return node.name.startswith(name[:-1]) if name.endswith("*") else node.name == name


def main():
    role, name, patience = sys.argv[1], sys.argv[2], float(sys.argv[3])
    end = time.monotonic() + patience
    seen = set()
    while True:
        desktop = pyatspi.Registry.getDesktop(0)
        for index in range(desktop.childCount):
            application = desktop.getChildAtIndex(index)
            if application is None or "mailweir" not in application.name.lower():
                continue
            for node in walk(application):
                seen.add(f"{node.getRoleName()} {node.name!r}")
                if matches(node, ROLES[role], name):
                    box = node.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
                    print(json.dumps({"x": box.x + box.width // 2, "y": box.y + box.height // 2, "name": node.name,
                                      "enabled": node.getState().contains(pyatspi.STATE_ENABLED)}))
                    return 0
        if time.monotonic() > end:
            print("\n".join(sorted(seen)), file=sys.stderr)
            return 1
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
