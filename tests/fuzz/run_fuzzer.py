#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a fuzzer for a while: run_fuzzer.py build/fuzz/.../fuzz_<target> TESTS CORPUS

It begins with the inputs that are kept, the transcripts of tests/data/smtp, and what earlier runs have found worth
keeping. A finding is written to CORPUS/<target>-crash-...; it becomes a test in tests/data/fuzz/<target>.
"""

import os
import pathlib
import re
import subprocess
import sys

SECONDS = 600 if os.environ.get("MAILWEIR_LONG") else 15
HELLO = b"EHLO c.test\r\n"
RECIPIENT = HELLO + b"MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\n"
BEGINNINGS = {"@hello": HELLO, "@rcpt": RECIPIENT, "@data": RECIPIENT + b"DATA\r\n"}


def unescaped(text):
    """The text of a line of a transcript; its form is told in tests/support/smtp_transcript.h."""
    text = re.sub(rb"\{(.)\*(\d+)\}", lambda match: match[1] * int(match[2]), text)
    table = {b"r": b"\r", b"n": b"\n", b"t": b"\t"}
    return re.sub(rb"\\(?:x([0-9a-fA-F]{2})|(.))",
                  lambda match: bytes.fromhex(match[1].decode()) if match[1] else table.get(match[2], match[2]), text)


def conversations(path):
    """What the client says in each case of a transcript file."""
    for case in path.read_bytes().split(b"\n== ")[1:]:
        said = b""
        for line in case.split(b"\n")[1:]:
            said += BEGINNINGS.get(line.decode(errors="replace"), b"")
            if line[:2] in (b"C:", b"c:"):
                said += unescaped(line[3:]) + (b"\r\n" if line[:1] == b"C" else b"")
        yield said


def seeds(target, tests):
    said = [text for path in sorted((tests / "data" / "smtp").glob("server_*.txt")) for text in conversations(path)]
    if target == "session":
        # Plain, strict, with logins, LMTP with logins, STARTTLS, implicit TLS, faults: the bits of serverOptions().
        setups = (0x0000, 0x0002, 0x01c0, 0x01c1, 0x0004, 0x0008, 0x41c0, 0x4001)
        return [setup.to_bytes(2, "big") + b"\0\0" + text for setup in setups for text in said]
    if target == "grammar":
        return [b"\0\0\0\0" + line for line in sorted({line for text in said for line in text.split(b"\r\n")})]
    return []


def main():
    program, tests, corpus = map(pathlib.Path, sys.argv[1:])
    target = program.name.removeprefix("fuzz_")
    found, begun = corpus / target, corpus / f"{target}-seeds"
    for folder in (found, begun):
        folder.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds(target, tests)):
        (begun / f"{number:04}").write_bytes(seed)
    command = [program, found, begun, tests / "data" / "fuzz" / target, f"-max_total_time={SECONDS}", "-max_len=4096",
               "-timeout=10", "-rss_limit_mb=1024", "-print_final_stats=1", "-close_fd_mask=1",
               f"-dict={tests / 'fuzz' / 'smtp.dict'}", f"-artifact_prefix={corpus}/{target}-"]
    print(*command, flush=True)
    # Debian keeps it out of the path; without it a finding names no lines.
    environment = {"ASAN_SYMBOLIZER_PATH": "/usr/lib/llvm-14/bin/llvm-symbolizer", **os.environ}
    return subprocess.run(command, check=False, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
