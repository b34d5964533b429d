"""Hosts on one machine: network namespaces joined by a bridge.

The process of a row lives in a namespace of its own, the hub, with the database; each node has one more. They exist as
long as a process is in them, so nothing is left behind, whatever happens. The same holds for what the row mounts.
"""

import ctypes
import subprocess

HUB = "10.77.0.1"
CLONE_NEWNET = 0x40000000
CLONE_NEWNS = 0x00020000


def _run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def enter_own_network():
    """Moves this process into a network of its own, with the bridge that hosts are joined to, and mounts of its own."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET | CLONE_NEWNS) != 0:
        raise OSError(ctypes.get_errno(), "a network namespace cannot be made; run this as root")
    _run("mount", "--make-rprivate", "/")
    _run("ip", "link", "set", "lo", "up")
    _run("ip", "link", "add", "hub", "type", "bridge", "forward_delay", "0")
    _run("ip", "addr", "add", f"{HUB}/24", "dev", "hub")
    _run("ip", "link", "set", "hub", "up")


class Host:
    """One network namespace with an address on the bridge."""

    def __init__(self, number):
        self.address = f"10.77.0.{10 + number}"
        self._holder = subprocess.Popen(["unshare", "--net", "sh", "-c", "echo up; exec sleep 86400"], stdout=subprocess.PIPE)
        self._holder.stdout.readline()  # it is in its namespace now
        near, far = f"v{number}", f"w{number}"
        _run("ip", "link", "add", near, "type", "veth", "peer", "name", far, "netns", str(self._holder.pid))
        _run("ip", "link", "set", near, "master", "hub", "up")
        self.run("ip", "link", "set", "lo", "up")
        self.run("ip", "addr", "add", f"{self.address}/24", "dev", far)
        self.run("ip", "link", "set", far, "up")

    def inside(self, *command):
        """The command as it has to be started to run on this host; it keeps its process id."""
        return ["nsenter", f"--net=/proc/{self._holder.pid}/ns/net", "--", *command]

    def run(self, *command):
        _run(*self.inside(*command))

    def block(self, *rule):
        """Packets that match are dropped without an answer, as on a broken line: block("OUTPUT", "-p", "tcp", …)."""
        self.run("iptables", "-w", "-I", *rule, "-j", "DROP")

    def heal(self):
        self.run("iptables", "-w", "-F")

    def count_connects(self, port):
        """Counts from now on what this host's processes of group 0 do to open a connection to this port, successful or not."""
        self._counting = ["-p", "tcp", "--syn", "--dport", str(port), "-m", "owner", "--gid-owner", "0"]
        self.run("iptables", "-w", "-I", "OUTPUT", *self._counting)

    def connects(self):
        """How many there were since count_connects()."""
        shown = subprocess.run(self.inside("iptables", "-w", "-nvxL", "OUTPUT", "1"), check=True, text=True,
                               stdout=subprocess.PIPE).stdout
        return int(shown.split()[0])

    def end(self):
        self._holder.kill()
        self._holder.wait()
