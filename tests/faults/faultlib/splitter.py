"""Splits what a node asks: the lease is read from a replica, everything else goes to the server that may write.

That is what a pooler does that sends reads to replicas. It speaks PostgreSQL's simple protocol, a message at a time: each
connection of a client has one to either server.
"""

import contextlib
import re
import socket
import struct
import threading

from .network import HUB

ENCRYPTION_REQUESTS = (80877103, 80877104)  # TLS, GSSAPI: answered with no
PREPARE = re.compile(rb"PREPARE (\w+) AS (.*)", re.DOTALL)
EXECUTE = re.compile(rb"EXECUTE (\w+)")


class Connection:
    """One end of the protocol: whole messages over a socket."""

    def __init__(self, sock):
        self.socket = sock
        self._file = sock.makefile("rb")

    def start_packet(self):
        while True:
            length, code = struct.unpack("!ii", self._take(8))
            rest = self._take(length - 8)
            if code not in ENCRYPTION_REQUESTS:
                return struct.pack("!ii", length, code) + rest
            self.socket.sendall(b"N")

    def message(self):
        """(type, all of its bytes)"""
        head = self._take(5)
        return head[:1], head + self._take(struct.unpack("!i", head[1:])[0] - 4)

    def until_ready(self):
        """Every message up to and with ReadyForQuery."""
        whole = b""
        while True:
            kind, data = self.message()
            whole += data
            if kind == b"Z":
                return whole

    def _take(self, count):
        data = self._file.read(count)
        if len(data) < count:
            raise ConnectionError
        return data


class Splitter:
    """Forwards a port of the hub; self.reads counts the readings of the lease that the replica answered."""

    def __init__(self, port, writer_port, reader_port):
        self._ports = (writer_port, reader_port)
        self.reads = 0
        self._listener = socket.create_server((HUB, port))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            client, _ = self._listener.accept()
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, sock):
        sockets = [sock]
        try:
            sockets += [socket.create_connection((HUB, port)) for port in self._ports]
            self._talk(*(Connection(each) for each in sockets))
        except (OSError, ConnectionError):
            pass
        for each in sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)  # a buffered reader still holds it: closing alone would tell nobody
            each.close()

    def _talk(self, client, writer, reader):
        start = client.start_packet()
        for server in (writer, reader):
            server.socket.sendall(start)
        client.socket.sendall(writer.until_ready())
        reader.until_ready()
        readings = set()
        while True:
            kind, data = client.message()
            if kind != b"Q":
                writer.socket.sendall(data)  # the only one is the farewell: nothing answers it
                return
            text = data[5:-1]
            prepared, executed = PREPARE.match(text), EXECUTE.match(text)
            if executed and executed.group(1) in readings:
                self.reads += 1
                reader.socket.sendall(data)
                client.socket.sendall(reader.until_ready())
                continue
            if prepared and b"ha_lease.seq" in prepared.group(2) and b"FROM cluster" in prepared.group(2):
                readings.add(prepared.group(1))
                reader.socket.sendall(data)
                reader.until_ready()
            writer.socket.sendall(data)
            client.socket.sendall(writer.until_ready())
