"""The databases that the rows run on: real ones, each row its own, gone afterwards."""

import errno
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import psycopg2

from benchlib import PostgreSQL, until

from .network import HUB


def binaries():
    return sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]


class SmallDisk:
    """A file system of its own for a database, so small that it can really be filled. Nobody but this row sees it."""

    def __init__(self, folder, mebibytes):
        self.path = Path(folder)
        self.path.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mebibytes}m,mode=755", "tmpfs", str(self.path)], check=True)

    def fill(self):
        """Until not one more byte fits."""
        with open(self.path / "ballast", "ab", buffering=0) as file:
            for size in (1 << 20, 4096, 1):
                try:
                    while True:
                        file.write(bytes(size))
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

    def free(self):
        (self.path / "ballast").unlink()


class Server(PostgreSQL):
    """PostgreSQL on the hub, in a folder of the row."""

    kind = "postgresql"

    def __init__(self, folder, data=None, environment=None):
        self.root = Path(folder)
        self.data = Path(data) if data else self.root / "data"
        self.environment = environment or {}
        self.port = 5432
        self.url = f"postgresql://rollcall@{HUB}:{self.port}/postgres"
        self.as_owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
        self._connection = None

    def create(self, template):
        shutil.copytree(template, self.data)
        self.own()

    def own(self):
        subprocess.run(["chown", "-R", "postgres:postgres", str(self.data)], check=True)
        self.data.chmod(0o700)

    def move_to(self, disk):
        """Before start(): the data folder lies on this disk."""
        moved = disk.path / "data"
        shutil.move(self.data, moved)
        self.data = moved
        self.own()

    def log(self):
        return (self.root / "postgres.log").read_text(errors="replace")

    @staticmethod
    def make_template(folder):
        """initdb once for all rows."""
        server = Server(folder)
        server.data.mkdir(parents=True)
        server.own()
        Path(folder).chmod(0o755)
        subprocess.run([*server.as_owner, str(binaries() / "initdb"), "-D", str(server.data), "-U", "rollcall", "-A", "trust",
                        "-N"], check=True, stdout=subprocess.DEVNULL, cwd="/")
        with open(server.data / "pg_hba.conf", "a") as access:
            access.write("host all all 10.77.0.0/24 trust\nhost replication all 10.77.0.0/24 trust\n")
        return server.data

    def start(self, *options):
        self.process = subprocess.Popen(
            [*self.as_owner, str(binaries() / "postgres"), "-D", str(self.data), "-p", str(self.port), "-k", "",
             "-c", f"listen_addresses={HUB}", "-c", "max_connections=200", "-c", "logging_collector=off",
             "-c", "wal_level=replica", *options],
            stdout=open(self.root / "postgres.log", "a"), stderr=subprocess.STDOUT, cwd="/",
            env=dict(os.environ, **self.environment))
        ready = [str(binaries() / "pg_isready"), "-h", HUB, "-p", str(self.port), "-q"]
        until(lambda: subprocess.run(ready).returncode == 0, 30, "PostgreSQL")

    def stop(self, how=signal.SIGINT):
        self.thaw()
        self.process.send_signal(how)
        self.process.wait(30)
        self._connection = None

    def kill(self):
        """As a power failure would: nothing is written any more."""
        for pid in self._all():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait(30)
        self._connection = None

    def connect(self):
        connection = psycopg2.connect(host=HUB, port=self.port, user="rollcall", dbname="postgres",
                                      connect_timeout=15)  # a lost SYN is sent again after 1, 3 and 7 s
        connection.autocommit = True
        return connection

    def sql(self, text, values=()):
        """Rows of a query, or nothing. Reconnects once: a row may have restarted the server."""
        for attempt in (1, 2):
            try:
                if self._connection is None:
                    self._connection = self.connect()
                with self._connection.cursor() as cursor:
                    cursor.execute(text, values)
                    return cursor.fetchall() if cursor.description else []
            except psycopg2.OperationalError:
                self._connection = None
                if attempt == 2:
                    raise
        return []

    def end(self):
        if getattr(self, "process", None) and self.process.poll() is None:
            self.thaw()
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(30)


class File:
    """SQLite: a file in the row's folder."""

    kind = "sqlite"

    def __init__(self, folder):
        self.path = Path(folder) / "cluster.sqlite"
        self.url = f"sqlite://{self.path}"
        self._locker = None

    def start(self):
        pass

    def move_to(self, disk):
        """Before the first use: the file lies on this disk."""
        self.path = disk.path / "cluster.sqlite"
        self.url = f"sqlite://{self.path}"

    def sql(self, text, values=()):
        text = text.replace("%s", "?")
        end = time.monotonic() + 20
        while True:
            try:
                connection = sqlite3.connect(self.path, timeout=5, isolation_level=None)
                try:
                    return connection.execute(text, values).fetchall()
                finally:
                    connection.close()
            except sqlite3.OperationalError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def freeze(self):
        """Another process holds the file's write lock: nobody gets through."""
        self._locker = sqlite3.connect(self.path, timeout=10, isolation_level=None)
        self._locker.execute("BEGIN EXCLUSIVE")

    def thaw(self):
        if self._locker:
            self._locker.execute("ROLLBACK")
            self._locker.close()
            self._locker = None

    def end(self):
        self.thaw()
