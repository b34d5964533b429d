"""tests/faults/run: chooses the rows, gives each a world of its own, prints what was seen."""

import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "bench")]

from benchlib import machine  # noqa: E402
from faultlib import (databases, network, rows, rows_doubt, rows_lease, rows_network,  # noqa: E402,F401
                      rows_outage, rows_process, world)

PRIORITY = -20
# Rows 29 and 31 load all processors; rows 1 and 4 have limits of 0.3 s, which a neighbour that starts a cluster takes away.
ALONE = (1, 4, 29, 31)
# The overloaded host runs as hosts do. At the priority of the others its load would starve the kernel's own threads, and with
# them every write to the disk, which no load of an application can.
ORDINARY = (31,)
GALERA = "needs a Galera cluster of MariaDB, which Rollcall does not support yet"


def arguments():
    parser = argparse.ArgumentParser(prog="tests/faults/run", description="Makes the faults of the fault table happen to real "
                                     "clusters and checks the invariants of failover. Ends with 0 only if every row passed.")
    parser.add_argument("--fault", type=int, action="append", metavar="N", help="only this row; may be given several times")
    parser.add_argument("--database", choices=["postgresql", "sqlite"], default="postgresql", help="default: postgresql")
    parser.add_argument("--jobs", type=int, default=2, metavar="J", help="so many rows at once (default: 2)")
    parser.add_argument("--repeat", type=int, default=1, metavar="R", help="so many times one after the other")
    parser.add_argument("--json", action="store_true", help="print the results as JSON")
    parser.add_argument("--keep", action="store_true", help="leave the folders of the rows, with all logs")
    options = parser.parse_args()
    unknown = sorted(set(options.fault or []) - set(range(1, 39)))
    if unknown:
        parser.error(f"there is no fault {unknown[0]}; they are 1 to 38")
    return options


TOOLS = ("ip", "iptables", "nsenter", "unshare", "setpriv", "mount", "haproxy", "cc")


def complain_if_impossible():
    """In words, before any row fails for a reason that all have."""
    if os.geteuid() != 0:
        raise SystemExit("The rows need root: they make network namespaces and mounts. tests/faults/run asks sudo for it.")
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        raise SystemExit(f"Missing: {', '.join(missing)}. installer/dependencies --tests installs what the rows need.")
    pid = os.fork()
    if pid == 0:
        try:
            network.enter_own_network()
            os._exit(0)
        except Exception as error:
            print(f"The rows cannot run here: {error}", file=sys.stderr, flush=True)
        finally:
            os._exit(1)
    if os.waitpid(pid, 0)[1] != 0:
        raise SystemExit("This machine does not allow network namespaces with a bridge: a container needs CAP_SYS_ADMIN and"
                         " CAP_NET_ADMIN.")


def subreaper():
    """What a row leaves behind becomes this process's child, so that it can be found and ended."""
    import ctypes

    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def go_first():
    """The limits are the product's, on a machine that is its own: what else runs here (a build, the other tests) goes behind
    a row."""
    with contextlib.suppress(OSError):  # it leads a session already
        os.setsid()
    os.setpriority(os.PRIO_PROCESS, 0, PRIORITY)
    with contextlib.suppress(OSError):  # where the kernel groups by session, the group counts
        Path("/proc/self/autogroup").write_text(str(PRIORITY))


def end_descendants():
    from benchlib import children

    for _ in range(50):
        left = []
        with contextlib.suppress(OSError):
            left = children(os.getpid())
        if not left:
            return
        world.send(signal.SIGKILL, *left)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        time.sleep(0.02)


def run_row(row, kind, folder, preload, template):
    """In a process of its own: a network, a folder and a cluster for this row alone."""
    began = time.monotonic()
    result = {"fault": row.number, "title": row.fault, "expected": row.expected, "applicable": True, "passed": False,
              "seen": "", "invariants": {}, "figures": {}}
    place = None
    try:
        network.enter_own_network()
        place = world.World(folder, kind, preload, template)
        try:
            result["seen"] = row.run(place)
        finally:
            result["figures"] = place.figures
        result["invariants"] = place.conclude()
        broken = [f"{name}: {each}" for name, all_of in result["invariants"].items() for each in all_of]
        result["passed"] = not broken
        if broken:
            result["seen"] += "; BROKEN: " + "; ".join(broken[:4])
    except world.Failed as failure:
        result["seen"] = f"{failure}" + (f"; seen before: {place.figures}" if place and place.figures else "")
    except Exception as error:  # a row that cannot be run has failed, and says where
        result["seen"] = f"{type(error).__name__}: {error} ({traceback.extract_tb(error.__traceback__)[-1]})"
    finally:
        if place:
            with contextlib.suppress(Exception):
                place.end()
        end_descendants()
    result["seconds"] = round(time.monotonic() - began, 1)
    return result


def spawn(row, kind, root, preload, template):
    folder = Path(tempfile.mkdtemp(prefix=f"row-{row.number}-", dir=root))
    folder.chmod(0o755)
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        subreaper()
        if row.number not in ORDINARY:
            go_first()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        try:
            with os.fdopen(writer, "w") as answer:
                json.dump(run_row(row, kind, folder, preload, template), answer)
        finally:
            os._exit(0)
    os.close(writer)
    return pid, reader, folder


def not_applicable(number, title, expected, why):
    return {"fault": number, "title": title, "expected": expected, "applicable": False, "passed": False, "seen": why,
            "invariants": {}, "figures": {}, "seconds": 0}


def run_all(options, root):
    chosen = sorted(options.fault or range(1, 39))
    results, todo, running = {}, [], {}
    for number in chosen:
        if number == 26:
            results[26] = not_applicable(26, "two writers of a Galera cluster",
                                         "the one whose COMMIT failed never acts", GALERA)
        elif number not in rows.ROWS:
            results[number] = dict(not_applicable(number, "see the fault table", "", "this row is not written yet"),
                                   applicable=True)
        elif options.database in rows.ROWS[number].not_on:
            row = rows.ROWS[number]
            results[number] = not_applicable(number, row.fault, row.expected, row.not_on[options.database])
        else:
            todo.append(rows.ROWS[number])
    # Those that run alone first.
    todo.sort(key=lambda row: (row.number not in ALONE, row.number))
    preload, template = tools(root, options.database)
    try:
        while todo or running:
            alone = any(row.number in ALONE for row, *_ in running.values())
            while todo and not alone and len(running) < (1 if todo[0].number in ALONE else options.jobs):
                row = todo.pop(0)
                pid, reader, folder = spawn(row, options.database, root, preload, template)
                running[pid] = (row, reader, folder)
                alone = row.number in ALONE
            pid, _ = os.wait()
            if pid not in running:
                continue
            row, reader, folder = running.pop(pid)
            with os.fdopen(reader) as answer:
                text = answer.read()
            result = json.loads(text) if text else dict(not_applicable(row.number, row.fault, row.expected, ""),
                                                        applicable=True, seen="the row's process ended without an answer")
            results[row.number] = result
            print(f"{row.number:>3} {'passed' if result['passed'] else 'FAILED'}  {row.fault}: {result['seen']}",
                  file=sys.stderr, flush=True)
            if not options.keep:
                shutil.rmtree(folder, ignore_errors=True)
            else:
                print(f"    kept: {folder}", file=sys.stderr)
    except BaseException:
        for pid in running:
            os.kill(pid, signal.SIGTERM)
        for pid in running:
            os.waitpid(pid, 0)
        raise
    return [results[number] for number in sorted(results)]


def tools(root, kind):
    """The shims, compiled, and a PostgreSQL folder to copy."""
    built = []
    for name in ("clockshim", "diskshim"):
        target = Path(root) / f"{name}.so"
        subprocess.run(["cc", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", str(target),
                        str(HERE.parent / "tools" / f"{name}.c"), "-ldl"], check=True)
        built.append(str(target))
    template = databases.Server.make_template(Path(root) / "template") if kind == "postgresql" else None
    return " ".join(built), template


def print_table(results, kind):
    print(f"Faults on {kind}, {machine()}")
    for each in results:
        word = "passed" if each["passed"] else "FAILED" if each["applicable"] else "—     "
        print(f"{each['fault']:>3} {word} {each['title']}\n           expected: {each['expected']}\n"
              f"           {'seen: ' if each['applicable'] else 'not applicable: '}{each['seen']}")
        if each["applicable"]:
            held = ", ".join(name for name, broken in each["invariants"].items() if not broken)
            figures = ", ".join(f"{name} {value}" for name, value in each["figures"].items())
            print(f"           held: {held or 'not checked'}; {figures}; {each['seconds']} s")
    passed = sum(each["passed"] for each in results)
    failed = sum(each["applicable"] and not each["passed"] for each in results)
    print(f"{passed} passed, {failed} failed, {len(results) - passed - failed} not applicable on {kind}")


def main():
    options = arguments()
    complain_if_impossible()
    good = True
    printed = []
    with tempfile.TemporaryDirectory(prefix="rollcall-faults-", ignore_cleanup_errors=True) as root:
        Path(root).chmod(0o755)
        if options.keep:
            root = tempfile.mkdtemp(prefix="rollcall-faults-kept-")
            Path(root).chmod(0o755)
        for turn in range(options.repeat):
            results = run_all(options, root)
            shutil.rmtree(Path(root) / "template", ignore_errors=True)
            good = good and all(each["passed"] or not each["applicable"] for each in results)
            printed.append({"database": options.database, "machine": machine(), "rows": results})
            if not options.json:
                print_table(results, options.database)
    if options.json:
        print(json.dumps(printed[0] if options.repeat == 1 else printed, indent=2, ensure_ascii=False))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
