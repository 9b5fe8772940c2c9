# SPDX-License-Identifier: GPL-3.0-or-later
"""Postfix as an upstream: an instance of its own in a folder, apart from the system's configuration, queue and log."""

import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess

import support

# The least that smtpd needs to take a mail and virtual(8) to put it into a maildir. `proxymap` is not among them: all
# tables are inline.
MASTER_CF = """\
# service type private unpriv chroot wakeup maxproc command
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""

MAIN_CF = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = upstream.test
mydestination =
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks =
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = {domain}
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = inline:{{ {mailboxes} }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_transport = virtual
default_transport = error:this Postfix delivers nowhere else
smtpd_peername_lookup = no
smtpd_relay_restrictions = reject_unauth_destination
smtpd_tls_security_level = may
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
"""

# What `postfix start` would make for the queue: name, mode, and whether the group is that of postdrop.
QUEUE = [(name, 0o700, False) for name in ("incoming", "active", "deferred", "bounce", "defer", "corrupt", "flush",
                                           "hold", "saved", "trace", "private")]
QUEUE += [("maildrop", 0o730, True), ("public", 0o710, True)]


class Postfix:
    """Takes mail for `users` @shop.test on 127.0.0.1:`port`, with STARTTLS, and refuses all other recipients."""

    DOMAIN = "shop.test"

    @staticmethod
    def missing():
        """Why Postfix cannot run here, or an empty text."""
        if os.geteuid() != 0:
            return "Postfix's master runs as root only"
        if not shutil.which("postconf"):
            return "Postfix is not installed"
        return ""

    def __init__(self, folder, users=("ops",)):
        parent = pathlib.Path(folder)
        parent.chmod(0o711)  # the unprivileged daemons pass through it
        self.folder = parent / "postfix"
        self.port = support.free_port()
        self.process = None
        self.make_folders()
        self.certificate = support.make_certificate(self.folder)
        nobody = pwd.getpwnam("nobody")
        values = {"folder": self.folder, "port": self.port, "domain": self.DOMAIN, "uid": nobody.pw_uid,
                  "gid": nobody.pw_gid, "certificate": self.certificate, "key": self.folder / "key.pem",
                  "mailboxes": ", ".join(f"{user}@{self.DOMAIN}={user}/" for user in users)}
        (self.folder / "main.cf").write_text(MAIN_CF.format_map(values))
        (self.folder / "master.cf").write_text(MASTER_CF.format_map(values))
        os.chown(self.folder / "mail", nobody.pw_uid, nobody.pw_gid)

    def make_folders(self):
        owner, postdrop = self.default("mail_owner"), self.default("setgid_group")
        for name in ("", "mail", "data", "queue", "queue/pid"):
            (self.folder / name).mkdir()
            (self.folder / name).chmod(0o755)
        shutil.chown(self.folder / "data", owner)
        for name, mode, for_postdrop in QUEUE:
            path = self.folder / "queue" / name
            path.mkdir()
            shutil.chown(path, owner, postdrop if for_postdrop else None)
            path.chmod(mode)

    @staticmethod
    def default(parameter):
        """What the installed Postfix was built with, whatever the system's main.cf says."""
        return subprocess.run(["postconf", "-dh", parameter], check=True, capture_output=True, text=True).stdout.strip()

    def start(self):
        # master ends its children through its process group, which with -d is the one it was started in.
        master = self.default("daemon_directory") + "/master"
        with open(self.folder / "output", "ab") as output:
            self.process = subprocess.Popen([master, "-c", str(self.folder), "-d"], stdin=subprocess.DEVNULL,
                                            stdout=output, stderr=output, start_new_session=True)
        support.until(self.greets, "Postfix's greeting")

    def greets(self):
        if self.process.poll() is not None:
            raise AssertionError(f"Postfix ended with {self.process.returncode}:\n{self.log_text()}")
        try:
            with socket.create_connection(("127.0.0.1", self.port), support.PATIENCE) as probe:
                return probe.recv(1024).startswith(b"220 upstream.test")
        except OSError:
            return False

    def stop(self):
        """Ends master and waits for its daemons, so that nothing listens or delivers any more."""
        if not self.process:
            return
        group = self.process.pid
        try:
            self.process.terminate()
            self.process.wait(support.PATIENCE)
            support.until(lambda: not running_in(group), "the end of Postfix's daemons")
        finally:
            if running_in(group):
                os.killpg(group, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def delivered(self, user="ops"):
        """The contents of the user's mailbox once all that Postfix has accepted is delivered."""
        support.until(lambda: not self.queued(), "an empty queue")
        return [path.read_bytes() for path in sorted((self.folder / "mail" / user / "new").glob("*"))]

    def queued(self):
        # A file that is moved on while this looks is found in the later folder.
        folders = [self.folder / "queue" / name for name in ("incoming", "active", "deferred")]
        return [path for folder in folders for path in folder.rglob("*") if not path.is_dir()]

    def log_text(self):
        return "".join(path.read_text(errors="replace") for path in (self.folder / "output", self.folder / "log")
                       if path.exists())


def running_in(group):
    """The processes of a process group that have not ended; what only waits to be reaped by init does not count."""
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, process_group = path.read_text().rpartition(")")[2].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(process_group) == group and state not in "ZX":
            found.append(int(path.parent.name))
    return found
