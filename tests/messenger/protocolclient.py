"""A client of the messenger, written from model/messenger/PROTOCOL.md alone: the standard library and openssl(1)."""

import hashlib
import hmac
import json
import queue
import socket
import subprocess
import threading
import time


def derived(encryption_key, info):
    """Section 2: HKDF-SHA256 of the decoded digits, empty salt, 32 bytes."""
    material = bytes.fromhex(encryption_key.strip())
    extracted = hmac.new(bytes(32), material, hashlib.sha256).digest()
    return hmac.new(extracted, info + b"\x01", hashlib.sha256).digest()


def pre_shared_key(encryption_key):
    return derived(encryption_key, b"rollcall/messenger/1")


def identity(encryption_key):
    """By which a server that accepts two keys knows which one is meant."""
    return "rollcall/" + derived(encryption_key, b"rollcall/fingerprint/1")[:2].hex().upper()


class Refused(Exception):
    def __init__(self, error):
        super().__init__(error["message"])
        self.code = error["code"]
        self.data = error.get("data", {})


class Closed(Exception):
    """The other end closed the connection."""


class Client:
    """One connection. Notifications wait in order until next() takes them."""

    def __init__(self, endpoint, encryption_key=""):
        self.process = None
        if endpoint.startswith("pipe:"):
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.connect(endpoint[len("pipe:"):])
            self.reader = self.socket.makefile("rb")
            self.writer = self.socket.makefile("wb")
        else:
            self.socket = None
            self.process = subprocess.Popen(
                ["openssl", "s_client", "-quiet", "-connect", endpoint[len("tcp://"):], "-tls1_2", "-cipher",
                 "ECDHE-PSK-CHACHA20-POLY1305", "-psk_identity", identity(encryption_key), "-psk",
                 pre_shared_key(encryption_key).hex()],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            self.reader, self.writer = self.process.stdout, self.process.stdin
        self.answers = {}
        self.notifications = queue.Queue()
        self.came = threading.Condition()
        self.closed = False
        self.id = 0
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process:
            self.process.kill()
            self.process.wait()
        else:
            self.socket.shutdown(socket.SHUT_RDWR)
            self.socket.close()

    def _read(self):
        for line in self.reader:
            message = json.loads(line)
            assert message["jsonrpc"] == "2.0", line
            if "method" in message:
                self.notifications.put((message["method"], message["params"], time.monotonic()))
            else:
                with self.came:
                    self.answers[message["id"]] = message
                    self.came.notify_all()
        with self.came:
            self.closed = True
            self.came.notify_all()
        self.notifications.put(None)

    def send(self, **message):
        self.writer.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
        self.writer.flush()

    def ask(self, method, **params):
        """Sends a request and returns its id."""
        self.id += 1
        self.send(id=self.id, method=method, params=params)
        return self.id

    def answer(self, number, limit=10):
        with self.came:
            if not self.came.wait_for(lambda: number in self.answers or self.closed, limit):
                raise TimeoutError(f"no answer to {number} within {limit} s")
            if number not in self.answers:
                raise Closed()
            answer = self.answers.pop(number)
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["result"]

    def call(self, method, **params):
        return self.answer(self.ask(method, **params))

    def next(self, limit=10):
        """The next notification: method, params, and when it came (time.monotonic())."""
        notification = self.notifications.get(timeout=limit)
        if notification is None:
            raise Closed()
        return notification
