#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a text of the window has no translation, or a translation no text any more.

Usage: check_translations.py SOURCE_DIR [LUPDATE]
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

CATALOGUES = {"mailweir_de.ts": [], "mailweir_en.ts": ["-pluralonly"]}


def texts(path):
    """The texts of a catalogue, and those among them that are not translated."""
    found, open_ = set(), set()
    for context in ElementTree.parse(path).getroot().iter("context"):
        for message in context.iter("message"):
            key = (context.findtext("name"), message.findtext("source"), message.findtext("comment") or "")
            translation = message.find("translation")
            forms = [form.text for form in translation.iter("numerusform")] or [translation.text]
            found.add(key)
            if translation.get("type") or not all(forms):
                open_.add(key)
    return found, open_


def fresh(source, lupdate, name, options):
    """The catalogue as it would be made from the sources alone."""
    with tempfile.TemporaryDirectory() as directory:
        path = pathlib.Path(directory) / name
        subprocess.run([lupdate, "-silent", "-I", source, "-no-obsolete", *options, "ui", "app/desktop", "-ts", path],
                       cwd=source, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return texts(path)[0]


def main():
    source = sys.argv[1]
    lupdate = sys.argv[2] if len(sys.argv) > 2 else shutil.which("lupdate", path="/usr/lib/qt6/bin")
    wrong = 0
    for name, options in CATALOGUES.items():
        have, untranslated = texts(pathlib.Path(source) / "translations" / name)
        need = fresh(source, lupdate, name, options)
        for word, keys in (("missing", need - have), ("not translated", untranslated), ("vanished", have - need)):
            for context, text, _ in sorted(keys):
                print(f"{name}: {word}: {context}: {text}")
                wrong += 1
    if wrong:
        print("bring the catalogues up to date with: ninja update_translations")
    return 1 if wrong else 0


sys.exit(main())
