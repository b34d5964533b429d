"""Stands between nodes and PostgreSQL: slow, or losing the answer to the COMMIT of a takeover."""

import enum
import random
import socket
import threading
import time

from .network import HUB


class Lost(enum.Enum):
    """What becomes of a COMMIT whose answer the node never gets."""

    COMMITTED = "committed, and the connection broke before the answer"
    NOT_COMMITTED = "the connection broke before the server heard of it"
    SILENT = "committed, and no answer came on a connection that stayed"


class Proxy:
    """Forwards a port of the hub to the server's. Every connection has two threads of its own."""

    def __init__(self, port, server_port):
        self.server_port = server_port
        self.delay = 0.0  # of each answer, in seconds
        self.jitter = 0.0
        self.lost = []  # addresses of nodes whose COMMIT lost its answer
        self._armed = None  # (how, address or None)
        self._waiting = None  # address whose new connections wait
        self._open = threading.Event()
        self._listener = socket.create_server((HUB, port))
        threading.Thread(target=self._accept, daemon=True).start()

    def lose_commit(self, how, address=None):
        """The next COMMIT on a connection of the lease (of this address) loses its answer. Where the connection breaks, the
        node gets no new one before let_in(): until then it cannot know what became of its COMMIT."""
        self._open.clear()
        self._armed = (how, address)

    def let_in(self):
        self._waiting = None
        self._open.set()

    def _accept(self):
        while True:
            client, (address, _) = self._listener.accept()
            threading.Thread(target=self._serve, args=(client, address), daemon=True).start()

    def _serve(self, client, address):
        if address == self._waiting:
            self._open.wait()
        try:
            server = socket.create_connection((HUB, self.server_port))
        except OSError:
            client.close()
            return
        state = {"lease": False, "how": None}
        threading.Thread(target=self._answers, args=(server, client, state), daemon=True).start()
        self._requests(client, server, address, state)

    def _requests(self, client, server, address, state):
        try:
            while data := client.recv(65536):
                state["lease"] = state["lease"] or b"rollcall lease" in data
                # The whole statement: “READ COMMITTED” of a BEGIN is another one.
                if state["lease"] and data.endswith(b"COMMIT\0"):
                    self._meet_commit(address, state)
                if state["how"] is Lost.NOT_COMMITTED:
                    break
                server.sendall(data)
        except OSError:
            pass
        self._close(client, server)

    def _meet_commit(self, address, state):
        if not self._armed or self._armed[1] not in (None, address):
            return
        state["how"], self._armed = self._armed[0], None
        if state["how"] is not Lost.SILENT:
            self._waiting = address
        self.lost.append(address)

    def _answers(self, server, client, state):
        try:
            while data := server.recv(65536):
                if self.delay:
                    time.sleep(max(0.0, self.delay + random.uniform(-self.jitter, self.jitter)))
                if state["how"] is Lost.COMMITTED:
                    break
                if not state["how"]:
                    client.sendall(data)
        except OSError:
            pass
        self._close(client, server)

    @staticmethod
    def _close(*sockets):
        for each in sockets:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
