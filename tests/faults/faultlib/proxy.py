"""Stands between a node and PostgreSQL: slow, or losing the answer to one COMMIT."""

import random
import socket
import threading
import time

from .network import HUB


class Proxy:
    """Forwards a port of the hub to the server's. Every connection has two threads of its own."""

    def __init__(self, port, server_port):
        self.server_port = server_port
        self.delay = 0.0  # of each answer, in seconds
        self.jitter = 0.0
        self.armed = False  # the next COMMIT on a connection of the lease is passed on, and its answer kept back
        self.lost = 0
        self._listener = socket.create_server((HUB, port))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            client, _ = self._listener.accept()
            try:
                server = socket.create_connection((HUB, self.server_port))
            except OSError:
                client.close()
                continue
            state = {"lease": False, "mute": False}
            threading.Thread(target=self._requests, args=(client, server, state), daemon=True).start()
            threading.Thread(target=self._answers, args=(server, client, state), daemon=True).start()

    def _requests(self, client, server, state):
        try:
            while data := client.recv(65536):
                state["lease"] = state["lease"] or b"rollcall lease" in data
                if self.armed and state["lease"] and b"COMMIT" in data:
                    self.armed = False
                    self.lost += 1
                    state["mute"] = True
                server.sendall(data)
        except OSError:
            pass
        self._close(client, server)

    def _answers(self, server, client, state):
        try:
            while data := server.recv(65536):
                if self.delay:
                    time.sleep(max(0.0, self.delay + random.uniform(-self.jitter, self.jitter)))
                if not state["mute"]:
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
