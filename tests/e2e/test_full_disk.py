#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk with too little space: new mail is put off with 452, the session and the engine go on."""

import os
import smtplib
import subprocess
import unittest

import support


class FullDisk(support.TestCase):
    def test_452_until_there_is_space(self):
        if os.geteuid() != 0:
            self.skipTest("only root can mount a small disk")
        disk = self.folder / "disk"
        disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(disk)], capture_output=True, text=True)
        if mounted.returncode != 0:
            self.skipTest(f"no small disk: {mounted.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", "--lazy", str(disk)], check=False)
        engine = self.start(folder=disk / "engine")
        with smtplib.SMTP("127.0.0.1", engine.smtp_port, timeout=support.PATIENCE) as client:
            client.ehlo()
            code, text = client.mail("app@shop.test")
            self.assertEqual((code, text[:5]), (452, b"4.3.1"))
            self.assertEqual(client.noop()[0], 250)
            subprocess.run(["mount", "-o", "remount,size=8g", str(disk)], check=True)

            def accepted():
                client.rset()
                return client.mail("app@shop.test")[0] == 250

            support.until(accepted, "mail to be taken again")
        self.assertEqual(engine.stop(), 0)


if __name__ == "__main__":
    unittest.main()
