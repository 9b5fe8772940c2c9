#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks every #include between rooms against what a room may know.

Static libraries alone do not hold the line: with one include root a header of any room can be found from any other.
Usage: check_includes.py PROJECT_FOLDER
"""

import pathlib
import re
import sys

# Value types: headers without behaviour that rooms further down may share.
BATCH_VALUES = {"core/batch/batch.h", "core/batch/group.h"}
RELAY_VALUES = {"core/relay/delivery.h", "core/relay/smarthost.h"}
ALERT_VALUES = {"core/alerts/alert.h"}
STORE_VALUES = {"core/store/mail_store.h", "core/store/retention_rule.h", "core/store/search_query.h"}
VALUES = BATCH_VALUES | RELAY_VALUES | ALERT_VALUES | STORE_VALUES | {"core/settings/settings.h",
                                                                      "core/secrets/secret_store.h"}
MAIL = "core/mail/"

# room: what it may include besides itself and core/base. A text that ends in / is a room, others are single headers.
MAY = {
    "core/base": set(),
    "core/mail": set(),
    "core/settings": set(),
    "core/secrets": set(),
    "core/smtp": {MAIL},
    "core/batch": {MAIL},
    "core/alerts": {MAIL},
    "core/relay": {MAIL},
    "core/net": {MAIL, "core/smtp/"} | RELAY_VALUES,
    "core/store": {MAIL} | BATCH_VALUES | RELAY_VALUES | ALERT_VALUES,
    "core/service": {MAIL, "core/settings/", "core/secrets/", "core/smtp/", "core/batch/", "core/alerts/", "core/relay/",
                     "core/net/", "core/store/"},
    "core/api": {MAIL, "core/service/"} | VALUES,
    "ui/models": {MAIL, "core/service/"} | VALUES,
    # The settings dialog edits the settings file in place; the relay's outcome is explained in words.
    "ui/widgets": {MAIL, "core/service/", "core/settings/", "core/secrets/", "ui/models/"} | VALUES,
    "ui/tray": {MAIL, "core/service/", "ui/models/"} | VALUES,
    "app/launch": {""},
    "app/server": {""},
    "app/desktop": {""},
}
INCLUDE = re.compile(r'^\s*#\s*include\s*"((?:core|ui|app|tests)/[^"]+)"', re.MULTILINE)


def allowed(room: str, target: str) -> bool:
    if target.startswith((room + "/", "core/base/")):
        return True
    return any(target.startswith(may) if may.endswith("/") or not may else target == may for may in MAY[room])


def main() -> int:
    top = pathlib.Path(sys.argv[1])
    mistakes = []
    checked = 0
    for path in sorted(p for folder in ("core", "ui", "app") for p in (top / folder).rglob("*") if p.suffix in (".h", ".cpp")):
        room = str(path.parent.relative_to(top))
        if room not in MAY:
            mistakes.append(f"{path.relative_to(top)}: the room {room} is not in the list of {__file__}")
            continue
        for target in INCLUDE.findall(path.read_text(encoding="utf-8")):
            checked += 1
            if target.startswith("tests/") or not allowed(room, target):
                mistakes.append(f"{path.relative_to(top)}: {room} may not include {target}")
    print("\n".join(mistakes))
    print(f"{checked} includes between rooms checked, {len(mistakes)} not allowed")
    return 1 if mistakes or checked == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
