"""What every system that is measured has in common."""

import subprocess
import time

from benchlib import until

from .hosts import Host, now

LOOK = 0.004  # from one look for the new primary to the next


class Node:
    """One member: a host and what runs on it."""

    def __init__(self, number, folder):
        self.number = number
        self.name = f"node-{number}"
        self.host = Host(number, folder)
        self.programs = {}

    @property
    def address(self):
        return self.host.address


class System:
    """Three members on hosts of their own. Subclasses say how the system is started, looked at and disturbed."""

    name = ""
    rhythm = 1.0  # a kill comes at a random moment of so many seconds
    patience = 90  # for a takeover

    def __init__(self, folder):
        self.folder = folder
        self.folder.mkdir(parents=True)
        self.folder.chmod(0o755)
        self.nodes = [Node(number, folder) for number in (1, 2, 3)]
        self.balancer = None

    def others(self, node):
        return [each for each in self.nodes if each is not node]

    # ---- Told by the subclass

    def start(self):
        """Starts everything but HAProxy, which it describes in self.balancer."""
        raise NotImplementedError

    def primary(self):
        """The member that acts as primary; None: nobody."""
        raise NotImplementedError

    def whole(self):
        """Whether every member is well and in step."""
        raise NotImplementedError

    def acts(self, node):
        """Whether this survivor acts as primary now; asked all the time, so it must be cheap."""
        raise NotImplementedError

    def kill_process(self, node):
        """SIGKILL of what makes the node the primary; its host and the rest live on."""
        raise NotImplementedError

    def start_node(self, node):
        """Starts a member again whose processes, and perhaps host, were killed."""
        raise NotImplementedError

    def switch_over(self, node):
        """Orders a planned switchover away from the node."""
        raise NotImplementedError

    def request(self, number):
        """One request of a client through HAProxy, numbered; whether it was served."""
        raise NotImplementedError

    # ---- Same for most

    def wait_whole(self):
        until(lambda: self.whole() and self.primary(), 300, f"{self.name} to be whole again")

    def watch(self, old):
        """Prepares looking, before the kill."""

    def taken_over(self, old):
        """When another member began to act as primary: {"": that moment}, with further moments by their suffix."""
        end = now() + self.patience
        while now() < end:
            if any(self.acts(node) for node in self.others(old)):
                return {"": now()}
            time.sleep(LOOK)
        raise SystemExit(f"{self.name}: nobody took over within {self.patience} s")

    def restore(self, old):
        """What was killed starts again, with its host when that was off."""
        if not old.host.init:
            old.host.power_on()
        self.start_node(old)

    def until_elsewhere(self, old):
        until(lambda: any(self.acts(node) for node in self.others(old)), self.patience, f"{self.name} to switch over")

    def service_gap(self, since):
        """How long the service itself stood still, {suffix: seconds}, where that can be seen."""
        return {}

    def forget_writes(self):
        """Nothing that was written before counts any more."""

    def kept_writes(self):
        """The numbers of the requests whose writes are there when all is well again; None: nothing can be lost."""
        return None

    def remarks(self):
        """Sentences about what was seen besides, for the end."""
        return []

    def after_switchover(self, old):
        """Puts right what the switchover left behind."""

    def end(self):
        if self.balancer:
            self.balancer.end()


def version(package):
    """Of an installed Debian package."""
    asked = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", package], capture_output=True, text=True)
    return asked.stdout.strip() or "of unknown version"
