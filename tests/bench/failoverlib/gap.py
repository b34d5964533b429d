"""The gap that clients of a service see through HAProxy."""

import itertools
import socket
import struct
import subprocess
import threading
import time

from benchlib import until

from .hosts import HUB, now

FRONT = 9000
EVERY = 0.005  # from one request to the next
PATIENCE = 0.25  # for one answer


class Haproxy:
    """HAProxy on the hub, once it is started. Checks every 50 ms and believes the first answer, for every system the
    same."""

    def __init__(self, folder, mode, servers, check):
        lines = [
            f"  server s{number} {address} "
            + ("check inter 50ms rise 1 fall 1 on-marked-down shutdown-sessions " + more if check is not None else "")
            for number, (address, more) in enumerate(servers)
        ]
        self._configuration = folder / "haproxy.cfg"
        self._process = None
        self._configuration.write_text(
            f"defaults\n  mode {mode}\n  retries 0\n  timeout connect 100ms\n  timeout client 10s\n  timeout server"
            f" 10s\n  timeout check 100ms\nlisten service\n  bind {HUB}:{FRONT}\n  balance roundrobin\n"
            + "".join(f"  {line}\n" for line in check or [])
            + "\n".join(lines)
            + "\n"
        )

    def start(self):
        """Not before somebody's requests go through it: its checks keep some systems' processors busy."""
        with open(self._configuration.with_suffix(".log"), "w") as log:
            self._process = subprocess.Popen(
                ["haproxy", "-db", "-f", str(self._configuration)], stdout=log, stderr=log
            )

    def end(self):
        if self._process:
            self._process.kill()
            self._process.wait()


def connect():
    made = socket.create_connection((HUB, FRONT), timeout=PATIENCE)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def http_request(text):
    """A request that counts when it is answered with 200."""
    asked = text.encode()

    def request(_):
        with connect() as made:
            made.sendall(asked)
            return made.recv(4096).split(b" ", 2)[1:2] == [b"200"]

    return request


def redis_request(number):
    """A write of that number: replicas refuse it."""
    with connect() as made:
        made.sendall(f"RPUSH bench {number}\r\n".encode())
        return made.recv(4096).startswith(b":")


def postgresql_request(_):
    """A write in a session of its own: standbys refuse it. The protocol's few messages, so that its time is limited."""

    def message(kind, body):
        return kind + struct.pack("!I", len(body) + 4) + body

    with connect() as made:
        made.sendall(message(b"", struct.pack("!I", 196608) + b"user\0postgres\0database\0postgres\0\0"))
        answer = b""
        while not answer.endswith(b"Z\0\0\0\5I"):
            part = made.recv(8192)
            if not part or part[:1] == b"E":
                return False
            answer += part
        made.sendall(message(b"Q", b"UPDATE bench SET number = number + 1\0"))
        return b"UPDATE 1\0" in made.recv(8192)


class Clients:
    """Send a request every few milliseconds, whether or not earlier ones are answered."""

    THREADS = 4

    def __init__(self, request):
        self._request = request
        self._numbers = itertools.count(1)
        self._answered = []  # (when, the request's number)
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(number,), daemon=True) for number in range(self.THREADS)
        ]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        until(lambda: self.longest(now() - 0.5) < 0.1, 30, "a client to be answered through HAProxy")
        return self

    def __exit__(self, *_):
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _work(self, number):
        period = self.THREADS * EVERY
        due = time.monotonic() + number * EVERY
        while not self._ended.is_set():
            time.sleep(max(0.0, due - time.monotonic()))
            due = max(due + period, time.monotonic())
            number = next(self._numbers)
            try:
                if self._request(number):
                    self._answered.append((now(), number))
            except OSError:
                pass

    def longest(self, since, until_then=None, kept=None):
        """The longest time without an answer from then to then (now); of kept requests only, if these are told."""
        last = until_then or now()
        times = sorted(
            at for at, number in list(self._answered) if since < at < last and (kept is None or number in kept)
        )
        return max(later - earlier for earlier, later in zip([since, *times], [*times, last]))

    def lost(self, kept):
        """How many were answered although nothing of them is left."""
        return sum(number not in kept for _, number in self._answered)
