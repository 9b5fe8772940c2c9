# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a store is made to crash or its disk to fail, and what it does meanwhile."""

import dataclasses

STEPS = ["read", "mark", "pin", "tag", "remove", "undo", "seal", "hold", "deliver", "seal", "mark", "remove"]


LOG = "*@(.seg|.bodies.db*)"  # both kinds of log


def order(action, **fields):
    """One order for the fault layer."""
    return f"action={action}," + ",".join(f"{key}={value}" for key, value in fields.items()) + ";"


@dataclasses.dataclass
class Round:
    """How the driver is run once."""

    orders: str = ""
    steps: list = None  # at random
    kill: bool = True  # or it goes on
    power: bool = None  # whether the kill is a power cut; at random
    # What is done to the database before: it is made "older", "gone", "replaced" by the driver, or damaged in a way.
    prepare: str = None
    kill_after: float = None  # seconds
    mails: int = 40
    strict: bool = True  # an error means that nothing was done
    unreadable: bool = False  # to SQLite, a page that cannot be read is a damaged one
    flags: tuple = ()


def log_points(random):
    log = {"file": LOG, "thread": "store log"}
    return {
        "after write": Round(order("kill", when="after", call="write", n=random.randint(1, 60), **log)),
        "torn write": Round(order("torn", call="write", n=random.randint(1, 60), **log)),
        "before sync": Round(order("kill", call="sync", n=random.randint(1, 50), **log)),
        "after sync, before the reply": Round(order("kill", when="after", call="sync", n=random.randint(1, 50), **log)),
        "new segment": Round(order("kill", when=random.choice(["before", "after"]), call="create|sync",
                                   file=random.choice([LOG, "*.log"]), thread="store log", n=random.randint(1, 4))),
    }


def index_points(random):
    """All that the index's thread does; the phases say in whose service."""
    def during(phase, most, thread="store index"):
        fields = {"when": random.choice(["before", "after"]), "call": "change", "thread": thread,
                  "n": random.randint(1, most)}
        if phase:
            fields["phase"] = phase
        return order(random.choice(["kill", "kill", "torn"]), **fields)

    return {
        "indexing": Round(during(None, 150)),
        "checkpoint": Round(order("kill", when=random.choice(["before", "after"]), call="write|sync|truncate",
                                  file="*.db", n=random.randint(1, 20))),
        "sealing a batch": Round(during("seal", 12), steps=["seal", "mark", "seal", "hold", "seal", "seal"]),
        "removal": Round(during("remove", 12), steps=["remove", "tag", "remove", "pin", "remove"]),
        "removal of all": Round(during("removeall", 12), steps=["mark", "removeall", "seal", "removeall"]),
        "undo": Round(during("undo", 16), steps=["remove", "undo", "remove", "undo", "removeall", "undo"]),
        "retention": Round(during("retain", 14), steps=["pin", "retain", "mark", "retain", "retain"]),
        "resuming": Round(during(random.choice(["open", "resume"]), 25, thread="*")),
        "closing": Round(during("close", 12, thread="*")),
        "migration": Round(during("open", 60, thread="*"), prepare="older"),
        "rebuild": Round(during(random.choice(["open", "run"]), 60, thread=random.choice(["store index", "*"])),
                         prepare=random.choice(["gone", "empty", "head", "replaced"])),
    }


def tidy_points(random):
    thread = {"thread": "store tidy"}
    when = random.choice(["before", "after"])
    steps = ["retain", "remove", "retain", "removeall", "retain", "pin"]
    return {
        "compaction": Round(order(random.choice(["kill", "torn"]), when=when, call="change", n=random.randint(1, 30),
                                  **thread), steps=steps),
        "packed file": Round(order("kill", when=when, call="create|rename|sync", n=random.randint(1, 8),
                                   file="*.zseg*", **thread), steps=steps),
        "old segment": Round(order("kill", when=when, call="unlink", n=random.randint(1, 5), file="*seg", **thread),
                             steps=steps),
        "search": Round(order("kill", when=when, call="change", n=random.randint(1, 60), thread="store search")),
    }


def random_points(random):
    return {
        "any change": Round(order(random.choice(["kill", "torn"]), when=random.choice(["before", "after"]),
                                  call="change", n=random.randint(1, 400))),
        "any moment": Round(kill_after=random.uniform(0.005, 0.15), power=False),
    }


def disk_points(random):
    """The disk fails for a while, and the store goes on."""
    def trouble(orders, **options):
        steps = random.sample(STEPS, 3)
        return Round(orders, steps=steps[:1] + ["trouble"] + steps[1:], kill=False, mails=60, **options)

    phase = {"phase": "trouble", "n": "1+"}
    some = {"phase": "trouble", "n": f"{random.randint(1, 5)}-{random.randint(5, 20)}"}
    return {
        "full disk": trouble(order("short", phase="trouble", call="write", file=LOG, n=random.randint(1, 4))
                             + order("enospc", call="write|create", file="*", **phase)),
        "full disk, log": trouble(order("enospc", call="write|create", file=LOG, **some)),
        "read-only disk": trouble(order("erofs", call="change", **phase), strict=False),
        "EIO, writing the log": trouble(order("eio", call="write", file=LOG, **some)),
        "EIO, syncing the log": trouble(order("eio!", call="sync", file=LOG, **some)),
        "EIO, all of the log": trouble(order("eio", call="change|read", file="*.log*", **phase)
                                       + order("eio", call="change", file="*.bodies.db*", **phase), strict=False),
        "EIO, writing the database": trouble(order("eio", call=random.choice(["write", "sync", "write|sync"]),
                                                   file="*.db*", **some), strict=False),
        # To SQLite, a page that cannot be read is a damaged one, so a log of rows would miss records for good.
        "EIO, reading": trouble(order("eio", call="read", file="@(x.db|x.search|x.log)*", **some), strict=False,
                                unreadable=True),
        "EIO, then the power": Round(order("eio!", call="sync", file=LOG, n=random.randint(1, 30))
                                     + order("kill", when="after", call="sync", file=LOG,
                                             n=random.randint(31, 60)), power=True, strict=False),
        "cannot open": Round(order(random.choice(["erofs", "eacces", "eio", "enospc"]),
                                   call=random.choice(["open|create", "change", "read"]), phase="open",
                                   n=random.choice(["1+", f"{random.randint(1, 12)}"])), kill=False, strict=False,
                             unreadable=True),
    }


def damage_points(random):
    return {
        "damaged database": Round(prepare=random.choice(["head", "pages", "cut", "empty", "gone"]), kill=False,
                                  strict=False),
        "damaged, then killed": Round(order("kill", when="after", call="change", n=random.randint(1, 80)),
                                      prepare=random.choice(["head", "pages", "cut"]), strict=False),
    }


def lying_disk(random):
    """No store survives this: the harness has to notice what is lost."""
    return Round(order("skip", call="sync", n="1+") + order("kill", when="after", call="write", file=LOG, n="40"),
                 steps=random.sample(STEPS, 3), power=True)


FAMILIES = [log_points, index_points, tidy_points, random_points, disk_points, damage_points]


def points(random):
    """All points, each made new."""
    made = {}
    for family in FAMILIES:
        made.update(family(random))
    for point in made.values():
        if point.steps is None:
            point.steps = random.sample(STEPS, random.randint(2, 6))
        if point.power is None:
            point.power = random.random() < 0.5
    return made
