# SPDX-License-Identifier: GPL-3.0-or-later
"""The maildirs of --all-dir and --fail-dir, read by the programs that people read maildirs with."""

import mailbox
import os
import pty
import signal
import subprocess
import unittest

from support import PATIENCE, TestCase, mail, until


def files(maildir):
    return sorted(path for folder in ("new", "cur") for path in (maildir / folder).glob("*"))


class Maildirs(TestCase):
    def setUp(self):
        super().setUp()
        self.all = self.folder / "all"

    def fill(self, count=5):
        engine = self.start("--all-dir", str(self.all))
        sent = [mail(f"Number {n}", f"Grüße {n}") for n in range(count)]
        for message in sent:
            engine.send(message)
        until(lambda: len(files(self.all)) == count, f"{count} files")
        return engine, sent

    def test_python_reads_every_message(self):
        engine, sent = self.fill()
        self.assertEqual([path.read_bytes() for path in files(self.all)], sent)
        box = mailbox.Maildir(self.all, create=False)
        self.assertEqual(sorted(message["Subject"] for message in box), [f"Number {n}" for n in range(5)])
        # Python moves one to cur and marks it; nothing comes twice.
        key, message = next(box.iteritems())
        message.set_subdir("cur")
        message.set_flags("S")
        box[key] = message
        engine.kill()
        again = self.start("--all-dir", str(self.all))
        again.send(mail("Number 5"))
        until(lambda: len(files(self.all)) == 6, "the sixth file")
        self.assertEqual(sorted(message["Subject"] for message in mailbox.Maildir(self.all)),
                         [f"Number {n}" for n in range(6)])

    def test_a_kill_loses_none_and_doubles_none(self):
        engine = self.start("--all-dir", str(self.all))
        engine.send_many(300, "Flood {n}")
        engine.kill()
        self.start("--all-dir", str(self.all))
        until(lambda: len(files(self.all)) >= 300, "300 files")
        subjects = sorted(message["Subject"] for message in mailbox.Maildir(self.all))
        self.assertEqual(subjects, sorted(f"Flood {n}" for n in range(300)))

    def test_what_is_taken_out_stays_out(self):
        engine, _ = self.fill(3)
        engine.stop()
        for path in files(self.all):
            path.unlink()
        again = self.start("--all-dir", str(self.all))
        again.send(mail("New"))
        until(lambda: files(self.all), "the new one")
        self.assertEqual([message["Subject"] for message in mailbox.Maildir(self.all)], ["New"])

    def test_a_graceful_stop_leaves_nothing_out(self):
        engine = self.start("--all-dir", str(self.all))
        engine.send_many(50, "Last {n}")
        engine.stop(signal.SIGTERM)
        self.assertEqual(len(files(self.all)), 50)

    def test_mutt_reads_every_message(self):
        self.need("mutt")
        self.fill()
        out = self.folder / "mutt.txt"
        # One after the other is piped through mutt's own decoding; it needs a terminal for that.
        keys = "<first-entry>" + 5 * f"<pipe-message>cat >>{out}<enter><next-entry>" + "<exit>"
        command = ["mutt", "-n", "-F", "/dev/null", "-R", "-f", str(self.all), "-e", f"set folder={self.folder}", "-e",
                   "set pipe_decode=yes", "-e",
                   "set wait_key=no", "-e", "set quit=yes", "-e", f"push '{keys}'"]
        pid, terminal = pty.fork()
        if pid == 0:
            os.environ.update(TERM="xterm", HOME=str(self.folder), LANG="C.UTF-8", LC_ALL="C.UTF-8")
            os.execvp(command[0], command)

        def ended():
            try:
                os.read(terminal, 65536)
            except OSError:
                return True
            return False

        until(ended, "mutt to end")
        os.waitpid(pid, 0)
        os.close(terminal)
        text = out.read_text()
        for n in range(5):
            self.assertIn(f"Subject: Number {n}\n", text)
            self.assertIn(f"Grüße {n}\n", text)
        self.assertNotIn("\r", text)

    def test_notmuch_reads_every_message(self):
        self.need("notmuch")
        self.fill()
        config = self.folder / "notmuch-config"
        config.write_text(f"[database]\npath={self.all}\n[user]\nname=a\nprimary_email=a@shop.test\n"
                          "[new]\ntags=unread\n[maildir]\nsynchronize_flags=true\n")

        def notmuch(*arguments):
            return subprocess.run(["notmuch", "--config", str(config), *arguments], check=True, capture_output=True,
                                  text=True, timeout=PATIENCE).stdout

        notmuch("new")
        self.assertEqual(notmuch("count", "*").strip(), "5")
        self.assertEqual(notmuch("count", "subject:\"Number 3\"").strip(), "1")
        self.assertEqual(notmuch("count", "from:app@shop.test and to:ops@shop.test").strip(), "5")
        # It moves what is read to cur with its flag; the engine does not write it again.
        notmuch("tag", "-unread", "--", "*")
        self.assertEqual(len(list((self.all / "cur").glob("*:2,S"))), 5)

    def test_a_place_that_cannot_be_written_is_told_at_the_start(self):
        blocked = self.folder / "file"
        blocked.write_text("")
        with self.assertRaisesRegex(AssertionError, f"ended with 1(?s:.)*{blocked}"):
            self.start("--all-dir", str(blocked / "all"))


class FailedSummaries(TestCase):
    def test_python_reads_the_summary(self):
        upstream = self.upstream()
        upstream.refuse = "550 5.1.1 nobody here"
        failed = self.folder / "failed"
        engine = self.start("--fail-dir", str(failed), "--relay", f"127.0.0.1:{upstream.port}", "--wait", "100ms")
        engine.send(mail("Boom"))
        until(lambda: failed.exists() and files(failed), "the failed summary")
        (message,) = list(mailbox.Maildir(failed))
        self.assertIn("Boom", message["Subject"])
        until(lambda: (engine.folder / "store" / "fail-dir.list").read_text() == "", "the copy to be struck off")


if __name__ == "__main__":
    unittest.main()
