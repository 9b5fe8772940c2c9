#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Crashes a store at every named point, and at others, and looks at what is left.

Each round runs the driver on a store until it is killed by the fault layer, or its disk fails, then opens the store
again and compares everything in it with what it has promised. Several rounds go over one store. The seed of a round
makes its plan; as threads race, its course may still differ.

    crash_rounds.py --driver build/release/tests/store_driver --layer build/release/tests/fault_layer.so --rounds 1000
"""

import argparse
import collections
import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile

import crash_points
import databases
import ledger

ROUNDS = int(os.environ.get("MAILWEIR_CRASH_ROUNDS", 2040 if os.environ.get("MAILWEIR_LONG") else 102))
PATIENCE = 300  # seconds for a program to end
NOT_OPENED = 3
FREE_ENOUGH = 4 << 30  # bytes of a memory disk
# The fault layer stands in front of the sanitizer, which wants to be first.
ENVIRONMENT = {**os.environ, "ASAN_OPTIONS": "verify_asan_link_order=0:" + os.environ.get("ASAN_OPTIONS", "")}


def scratch():
    """A disk in memory if there is a large one: the fault layer decides what reaches the disk."""
    shared = pathlib.Path("/dev/shm")
    return shared if shared.is_dir() and shutil.disk_usage(shared).free > FREE_ENOUGH else None


class Failure(Exception):
    pass


class Store:
    """A store with its ledger; rounds go over it one after the other."""

    def __init__(self, options, folder, seed):
        self.options = options
        self.folder = folder
        self.data = folder / "data"
        self.data.mkdir()
        self.database = self.data / "x.db"
        self.journal = folder / "journal"
        self.journal.touch()
        self.phase = folder / "phase"
        self.ledger = ledger.Ledger()
        self.rounds = 0
        self.damaged = self.replaced = 0  # databases moved aside
        chooser = random.Random(f"{seed} store")
        self.flags = []
        if options.bodies == "database" or (options.bodies == "both" and chooser.random() < 0.25):
            self.flags.append("--bodies-in-database")
        self.normal = options.durability == "normal" or (options.durability == "both" and chooser.random() < 0.15)
        if self.normal:
            self.flags += ["--durability", "normal"]

    def driver(self, *arguments):
        return [self.options.driver, "--store", str(self.database), *self.flags, *arguments]

    def run(self, plan, seed):
        """One round: whether its fault took place, and the faults that did. Raises Failure."""
        self.rounds += 1
        chooser = random.Random(f"{seed} round")
        prepared = self.prepare(plan, chooser)
        power_cut = plan.power and (not self.normal or self.options.normal_power)
        code, faults = self.work(plan, power_cut, chooser)
        killed = code == -signal.SIGKILL
        lossy = killed and power_cut
        self.ledger.begin_run(strict=plan.strict and not lossy, durable=not (lossy and self.normal), power=lossy)
        self.note_loss(plan)
        self.ledger.read(self.journal)
        # A fault may well keep a store closed.
        stayed_closed = code == NOT_OPENED and not plan.strict and faults and self.ledger.closed_out
        if not (code == 0 or (killed and plan.kill) or stayed_closed):
            raise Failure(f"the driver ended with {code}")
        if plan.unreadable:
            # What could not be read was indexed without its words.
            databases.remove(self.data / "x.search.db")
        self.check(plan)
        return code != 0 or bool(faults) or (prepared and not plan.orders), faults

    def work(self, plan, power_cut, chooser):
        """Runs the driver with the plan's faults: its exit status, and the faults that were made."""
        self.phase.write_bytes(bytes(64))
        report = self.folder / "faults"
        report.unlink(missing_ok=True)
        environment = {**ENVIRONMENT, "LD_PRELOAD": self.options.layer, "MAILWEIR_FAULTS": plan.orders,
                       "MAILWEIR_FAULT_ROOT": str(self.data), "MAILWEIR_FAULT_PHASE": str(self.phase),
                       "MAILWEIR_FAULT_REPORT": str(report)}
        if power_cut:
            environment["MAILWEIR_FAULT_POWER"] = str(chooser.randrange(1 << 31))
        command = self.driver("--journal", str(self.journal), "--phase", str(self.phase), "--round", str(self.rounds),
                              "--seed", str(chooser.randrange(1 << 31)), "--steps", ",".join(plan.steps),
                              "--mails", str(plan.mails), *(["--rebuild"] if plan.prepare == "replaced" else []))
        with open(self.folder / "output", "ab") as output:
            process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
            try:
                process.wait(plan.kill_after or PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                if not plan.kill_after:
                    raise Failure("the driver hangs") from None
        return process.returncode, report.read_text().splitlines() if report.exists() else []

    def prepare(self, plan, chooser):
        """Does to the database what the plan says, if there is one yet."""
        if not plan.prepare or not self.database.exists():
            return False
        with open(self.journal, "a") as journal:
            print('{"what":"lost"}', file=journal)  # the numbers of removals may be given anew
        if plan.prepare == "replaced":
            pass  # by the driver
        elif plan.prepare == "older":
            databases.make_older(self.database, chooser.randint(2, max(2, databases.versions() - 1)))
            self.ledger.made_older()
        elif plan.prepare == "gone":
            databases.remove(self.database)
            self.ledger.lost_database(salvaged=False)
        else:
            databases.damage(self.database, plan.prepare, chooser)
            if plan.prepare == "empty":
                self.ledger.lost_database(salvaged=False)
        return True

    def note_loss(self, plan):
        """Whether the store has begun a new database since the last call."""
        def count(how):
            return sum(path.name[-1].isdigit() for path in self.data.glob(f"x.db.{how}-*"))

        damaged, replaced = count("damaged"), count("replaced")
        if (damaged, replaced) == (self.damaged, self.replaced):
            return False
        if damaged > self.damaged:
            if plan.prepare not in ("head", "pages", "cut") and not plan.unreadable:
                raise Failure("the database was damaged")
            if b"moved to" not in (self.folder / "output").read_bytes():
                raise Failure("nobody was told that the database was moved aside")
        self.ledger.lost_database(salvaged=damaged > self.damaged)
        self.damaged, self.replaced = damaged, replaced
        return True

    def driver_report(self):
        with open(self.folder / "output", "ab") as output:
            try:
                done = subprocess.run(self.driver("--report"), env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=output,
                                      timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                raise Failure("the store hangs when it is opened again") from None
        if done.returncode != 0:
            raise Failure(f"the store cannot be opened again: {done.returncode}")
        return json.loads(done.stdout)

    def check(self, plan):
        report = self.driver_report()
        # Damage shows when it is touched, and is mended by the next start.
        moved = self.note_loss(plan)
        for _ in range(3):
            if not (plan.prepare and (report["errors"] or moved)):
                break
            report = self.driver_report()
            moved = self.note_loss(plan)
        problems = list(self.ledger.check(report))
        problems += databases.problems(self.data)
        problems += databases.counter_problems(self.database)
        if problems:
            raise Failure("\n  ".join(problems[:12]) + (f"\n  and {len(problems) - 12} more" if problems[12:] else ""))


def new_store(options, seed):
    return Store(options, pathlib.Path(tempfile.mkdtemp(prefix="mailweir-crash-", dir=scratch())), seed)


def describe(store, plan):
    return (f"round {store.rounds} of {store.folder}\n  orders {plan.orders or 'none'}\n  steps {','.join(plan.steps)}"
            f"\n  flags {' '.join(store.flags) or 'none'}, power cut {plan.power}, prepared {plan.prepare}")


def run_rounds(options):
    """Runs them and prints what came of it, also when they are interrupted; how many have failed."""
    names = sorted(crash_points.points(random.Random(0)))
    wanted = [name for name in names if not options.point or name in options.point]
    reached, clean, failed = collections.Counter(), collections.Counter(), collections.Counter()
    store = None
    try:
        for number in range(options.first, options.first + options.rounds):
            seed = f"{options.seed}/{number}"
            point = wanted[number % len(wanted)]
            plan = crash_points.points(random.Random(seed))[point]
            # Which store a round gets does not depend on where the rounds began.
            if store is None or number % options.per_store == 0:
                if store:
                    shutil.rmtree(store.folder)
                store = new_store(options, seed)
            try:
                hit, faults = store.run(plan, seed)
            except Failure as failure:
                failed[point] += 1
                print(f"FAILED {seed} {point}: {describe(store, plan)}\n  {failure}", flush=True)
                store = None  # its folder stays
                if sum(failed.values()) >= options.failures:
                    break
                continue
            clean[point] += 1
            reached[point] += hit
            if options.verbose:
                print(f"{seed} {point}: {'; '.join(faults[:2]) or ('killed' if hit else 'not reached')}", flush=True)
    except KeyboardInterrupt:
        print("interrupted")
    if store:
        shutil.rmtree(store.folder)
    for name in wanted:
        print(f"{clean[name]:6} rounds clean, {reached[name]:6} reached  {name}")
    print(f"{sum(clean.values())} rounds clean, {sum(failed.values())} failed, seed {options.seed}")
    return sum(failed.values())


def check_harness(options):
    """Whether the harness notices the one thing that no store survives; 0 is good."""
    for number in range(options.rounds):
        seed = f"{options.seed}/{number}"
        store = new_store(options, seed)
        plan = crash_points.lying_disk(random.Random(seed))
        try:
            store.run(plan, seed)
        except Failure as failure:
            print(f"noticed in round {number + 1}: {str(failure).splitlines()[0]}")
            return 0
        finally:
            shutil.rmtree(store.folder)
    print("nothing was noticed")
    return 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--driver", default=os.environ.get("MAILWEIR_STORE_DRIVER"))
    parser.add_argument("--layer", default=os.environ.get("MAILWEIR_FAULT_LAYER"))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--first", type=int, default=0, help="number of the first round")
    parser.add_argument("--seed", default=str(random.randrange(1 << 31)))
    parser.add_argument("--point", action="append", help="only this one")
    parser.add_argument("--per-store", type=int, default=5, help="rounds over one store")
    parser.add_argument("--bodies", choices=["log", "database", "both"], default="both")
    parser.add_argument("--durability", choices=["full", "normal", "both"], default="both")
    parser.add_argument("--normal-power", action="store_true", help="power cuts with --durability normal, too")
    parser.add_argument("--failures", type=int, default=1, help="stop after as many")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--check-harness", action="store_true", help="see whether a disk that lies is noticed")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(1 if (check_harness if options.check_harness else run_rounds)(options) else 0)


if __name__ == "__main__":
    main()
