"""keepalived: an address that moves by VRRP, with a web server behind it on every host."""

import signal
import time

from benchlib import children, program, until

from .gap import Haproxy, http_request
from .hosts import SUBNET, send
from .system import System, version

VIRTUAL = f"{SUBNET}.100"
PAGE = 8080


class Keepalived(System):
    name = "keepalived"
    advert = "1"
    protocol = 2
    settings = "defaults (VRRP version 2, advert_int 1)"

    _asked_for = 0  # takeovers that the bench caused
    _first = 0  # moves of the address until the first of them

    @property
    def rhythm(self):
        return float(self.advert)

    def start(self):
        for node in self.nodes:
            (node.host.folder / "keepalived.conf").write_text(
                f"global_defs {{\n  router_id {node.name}\n  vrrp_version {self.protocol}\n}}\n"
                "vrrp_instance bench {\n  state BACKUP\n  nopreempt\n  interface eth0\n  virtual_router_id 51\n"
                f"  priority {103 - node.number}\n  advert_int {self.advert}\n"
                f"  virtual_ipaddress {{\n    {VIRTUAL}/24\n  }}\n}}\n"
            )
            self.start_node(node)
        self.balancer = Haproxy(self.folder, "http", [(f"{VIRTUAL}:{PAGE}", "")], None)
        self.request = http_request("GET / HTTP/1.0\r\n\r\n")

    def start_node(self, node):
        self._earlier = getattr(self, "_earlier", 0) + (node.watch.added if hasattr(node, "watch") else 0)
        node.watch = node.host.address_watch(VIRTUAL)
        if not node.programs.get("page") or not node.programs["page"].pid:
            node.programs["page"] = node.host.start(
                program("rollcall-demo"), "web", "--address", "0.0.0.0", "--port", PAGE
            )
        self._start_daemon(node)

    def _start_daemon(self, node):
        folder = node.host.folder
        for left in folder.glob("*.pid"):  # as /run is empty after a start of a host
            left.unlink()
        node.programs["keepalived"] = node.host.start(
            "keepalived",
            "--dont-fork",
            "--log-console",
            "--vrrp",
            "-f",
            folder / "keepalived.conf",
            "-p",
            folder / "keepalived.pid",
            "-r",
            folder / "vrrp.pid",
            output="keepalived",
        )

    def acts(self, node):
        return node.watch.look()

    def primary(self):
        holders = [node for node in self.nodes if self.acts(node)]
        return holders[0] if len(holders) == 1 else None

    def whole(self):
        return all(node.programs["keepalived"].pid and children(node.programs["keepalived"].pid) for node in self.nodes)

    def wait_whole(self):
        super().wait_whole()
        # A backup is one after it has heard the master: three advertisements, and a second for its start.
        time.sleep(1 + 3 * float(self.advert))
        until(self.primary, 20, "one master")

    def _moves(self):
        """How often the address came to a host, since the start."""
        self.primary()
        return self._earlier + sum(node.watch.added for node in self.nodes)

    def watch(self, old):
        self._asked_for += 1
        self._first = self._first or self._moves()

    def remarks(self):
        unasked = self._moves() - self._first - self._asked_for
        return [f"Besides, it moved the address {unasked} times that nobody asked for"] if unasked > 0 else []

    def kill_process(self, node):
        # The VRRP process first: at its parent's death it would resign.
        send(signal.SIGKILL, node.programs["keepalived"].tree()[::-1])

    def restore(self, old):
        if old.host.init:
            self._rejoin(old)
        else:
            super().restore(old)

    def _rejoin(self, old):
        """What died by a signal left the address behind."""
        old.programs["keepalived"].entry.wait(20)
        if old.watch.look():
            old.host.run("ip", "addr", "del", f"{VIRTUAL}/24", "dev", "eth0")
        self._start_daemon(old)

    def switch_over(self, old):
        self.watch(old)
        old.programs["keepalived"].terminate()

    after_switchover = _rejoin

    def describe(self):
        return (
            f"keepalived {version('keepalived')}, {self.settings}. Process: SIGKILL of keepalived, parent and VRRP"
            " process. Taken over: the kernel of another host reports the virtual address. It has no quorum and no"
            " fencing: after the death of the process both hosts hold the address. Switchover: SIGTERM (it resigns"
            " with priority 0)"
        )


class KeepalivedTight(Keepalived):
    name = "keepalived-tight"
    advert = "0.01"
    protocol = 3
    settings = "tightest (VRRP version 3, advert_int 0.01, the smallest interval that RFC 5798 can say)"
