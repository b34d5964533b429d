"""Hosts on one machine that can lose their power: namespaces of network and processes, joined by a bridge.

They exist as long as the measuring process does, which lives in namespaces of its own: nothing is left behind, whatever
happens.
"""

import ctypes
import fcntl
import os
import signal
import socket
import struct
import subprocess
import time
from pathlib import Path

from benchlib import children, until

SUBNET = "10.77.0"
HUB = f"{SUBNET}.1"
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _UP = 0x8913, 0x8914, 1
_ADDRESS_GROUP, _NEW_ADDRESS, _GONE_ADDRESS, _LOCAL = 0x10, 20, 21, 2  # RTMGRP_IPV4_IFADDR, RTM_NEWADDR, …


def now():
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def run(*command):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def make_hub():
    """The bridge, in the network namespace that this process was started in."""
    run("ip", "link", "set", "lo", "up")
    run("ip", "link", "add", "hub", "type", "bridge", "forward_delay", "0")
    run("ip", "addr", "add", f"{HUB}/24", "dev", "hub")
    run("ip", "link", "set", "hub", "up")


def take_down(interface):
    """At once, where starting `ip` would take milliseconds of what is measured."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        asked = struct.pack("16sh14x", interface.encode(), 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(control, _SIOCGIFFLAGS, asked))[1]
        fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sh14x", interface.encode(), flags & ~_UP))


def send(signal_number, pids):
    for pid in pids:
        try:
            os.kill(pid, signal_number)
        except ProcessLookupError:
            pass


class Program:
    """One process on a host, with what it starts itself."""

    def __init__(self, entry):
        self.entry = entry  # nsenter, which waits for the program in the host's process namespace
        until(lambda: entry.poll() is not None or children(entry.pid), 10, "a program to start")

    @property
    def pid(self):
        """0: it has ended."""
        found = children(self.entry.pid) if self.entry.poll() is None else []
        return found[0] if found else 0

    def tree(self):
        return [self.pid, *children(self.pid)] if self.pid else []

    def kill(self):
        """With everything that it started."""
        send(signal.SIGKILL, self.tree())
        self.entry.wait(20)

    def kill_alone(self):
        """What it started lives on."""
        send(signal.SIGKILL, [self.pid] if self.pid else [])
        self.entry.wait(20)

    def terminate(self):
        send(signal.SIGTERM, [self.pid] if self.pid else [])


class Host:
    """One server: an address on the bridge, and processes that all end with it."""

    def __init__(self, number, folder):
        self.number = number
        self.address = f"{SUBNET}.{10 + number}"
        self.folder = Path(folder) / f"host-{number}"
        self.folder.mkdir()
        self.folder.chmod(0o777)
        self._boots = 0
        self.boot()

    def boot(self):
        self._boots += 1
        self._near = f"h{self.number}b{self._boots}"
        # It ignores SIGCHLD, so that the kernel takes away what ends as an orphan, as init would.
        self._power = subprocess.Popen(
            [
                "unshare",
                "--net",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                "sh",
                "-c",
                "echo up; exec env --ignore-signal=CHLD sleep infinity",
            ],
            stdout=subprocess.PIPE,
            stderr=open(self.folder / "power.log", "a"),
        )
        self._power.stdout.readline()
        self.init = children(self._power.pid)[0]
        run("ip", "link", "add", self._near, "type", "veth", "peer", "name", "eth0", "netns", str(self.init))
        self.run("ip", "link", "set", "eth0", "address", f"02:77:00:00:00:{self.number:02x}")
        run("ip", "link", "set", self._near, "master", "hub", "up")
        self.run("ip", "link", "set", "lo", "up")
        self.run("ip", "addr", "add", f"{self.address}/24", "dev", "eth0")
        self.run("ip", "link", "set", "eth0", "up")

    def _inside(self, command, user=""):
        owner = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"] if user else []
        return ["nsenter", "-t", str(self.init), "--net", "--pid", "--mount", "--", *owner, *command]

    def run(self, *command):
        run(*self._inside(command))

    def start(self, *command, user="", output="output", pipe=False, environment=None):
        log = open(self.folder / f"{output}.log", "a")
        return Program(
            subprocess.Popen(
                self._inside([str(word) for word in command], user),
                stdin=subprocess.PIPE if pipe else subprocess.DEVNULL,
                stdout=subprocess.PIPE if pipe else log,
                stderr=log,
                cwd="/",
                text=pipe or None,
                env=dict(os.environ, **(environment or {})),
            )
        )

    def power_off(self):
        """No packet leaves it any more, and no process is left: nobody gets a reset or a goodbye."""
        if self.init:
            take_down(self._near)
            os.kill(self.init, signal.SIGKILL)
            self.init = 0

    def power_on(self):
        self._power.wait(20)
        self.boot()

    def address_watch(self, address):
        return AddressWatch(self.init, address)


class AddressWatch:
    """Knows from the kernel whether a host has an address; it counts how often that was added."""

    def __init__(self, init, address):
        self.present = False
        self.added = 0
        self._wanted = struct.pack("HH", 8, _LOCAL) + socket.inet_aton(address)
        mine, its = (os.open(f"/proc/{pid}/ns/net", os.O_RDONLY) for pid in ("self", init))
        try:
            _set_namespace(its)
            self._socket = socket.socket(
                socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_NONBLOCK, socket.NETLINK_ROUTE
            )
            self._socket.bind((0, _ADDRESS_GROUP))
        finally:
            _set_namespace(mine)
            os.close(mine)
            os.close(its)

    def look(self):
        try:
            while True:
                self._take(self._socket.recv(65536))
        except BlockingIOError:
            return self.present

    def _take(self, message):
        kind = struct.unpack_from("IH", message)[1]
        if self._wanted in message and kind in (_NEW_ADDRESS, _GONE_ADDRESS):
            self.present = kind == _NEW_ADDRESS
            self.added += self.present


def _set_namespace(descriptor):
    if ctypes.CDLL(None, use_errno=True).setns(descriptor, 0) != 0:
        raise OSError(ctypes.get_errno(), "cannot enter a host's network")
