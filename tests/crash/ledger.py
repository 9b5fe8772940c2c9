# SPDX-License-Identifier: GPL-3.0-or-later
"""What a store must have in it, going by what it has promised.

The driver's journal says what was asked of the store and what it answered. Where an answer is missing, or the machine
lost its power, more than one outcome is right; what a report then shows is true from there on.
"""

import collections
import dataclasses
import json

YES, NO, MAYBE = "yes", "no", "maybe"
LOST = "lost"


@dataclasses.dataclass
class Message:
    name: str
    sha: str
    size: int
    project: str
    key: str
    recipients: list
    begun: int  # the journal's line
    id: str = None
    acknowledged: int = None  # likewise
    stored: str = MAYBE
    counted: str = MAYBE  # in the batches of this database
    recovered: str = MAYBE
    gone: bool = False  # perhaps: a removal was asked for
    marks: dict = dataclasses.field(default_factory=lambda: {"read": {False}, "pinned": {False}, "tags": {()}})


class Ledger:
    def __init__(self):
        self.messages = {}  # by name
        self.by_id = {}
        self.removals = {}  # by number: the messages it has taken
        self.unsure_removals = set()  # their undoing was begun, or they may not have lasted
        self.batches = {}  # by number: the states it may be in
        self.batch_delivery = {}
        self.salvaged = set()  # batches from a damaged database
        self.deliveries = {}  # by number: the states it may be in
        self.last_remove_all = -1  # the line
        self.line = 0
        self.offset = 0  # of the journal
        self.strict = True  # an error means that nothing was done
        self.durable = True  # an answer means that it will be there
        self.power = False  # it was cut
        self.open_asks = {}
        self.rules = []  # of retention, in this run
        self.problems = []

    # Reading the journal

    def read(self, path):
        """Takes in what was added to the journal; a program has ended there."""
        with open(path, "rb") as file:
            file.seek(self.offset)
            text = file.read()
        self.offset += len(text)
        for line in text.splitlines():
            self.line += 1
            event = json.loads(line)
            getattr(self, "on_" + event.pop("what").replace(" ", "_"))(event)
        # A rule may hold for a moment after it was lifted, and then of what came meanwhile.
        for rule in self.rules:
            self.may_retain(rule)
        self.rules.clear()
        self.open_asks.clear()

    def on_begin(self, event):
        self.messages[event["name"]] = Message(begun=self.line, **event)

    def on_ack(self, event):
        message = self.messages[event["name"]]
        message.id = event["id"]
        message.acknowledged = self.line
        self.by_id[message.id] = message
        # A removal of everything may have come between the storing and this line.
        message.stored = YES if self.durable and message.begun > self.last_remove_all else MAYBE
        message.counted = YES if self.durable else MAYBE
        message.recovered = NO if self.durable else MAYBE

    def on_refuse(self, event):
        if self.strict:
            self.messages[event["name"]].stored = NO

    def on_drop(self, event):
        self.messages[event["name"]].stored = NO

    def on_read(self, event):
        if event["id"] in self.by_id and self.by_id[event["id"]].sha != event["sha"]:
            self.problems.append(f"message {event['id']} was read with other bytes")

    def on_stuck(self, event):
        self.problems.append(f"round {event['round']}: no mail is taken after the disk has recovered")

    def on_closed(self, _event):
        pass

    def on_lost(self, _event):
        pass

    def on_closed_out(self, event):
        self.closed_out = event["error"]

    def on_ask(self, event):
        self.open_asks[event["round"], event["operation"]] = event
        event["line"] = self.line
        if handler := getattr(self, "ask_" + event["kind"], None):
            handler(event)

    def on_done(self, event):
        ask = self.open_asks.pop((event["round"], event["operation"]))
        if self.durable:
            getattr(self, "done_" + ask["kind"])(ask, event)
        elif "removal" in event:
            self.removals[event["removal"]] = (), ask["taken"] + ask["doubtful"]
            self.unsure_removals.add(event["removal"])

    def on_failed(self, event):
        ask = self.open_asks.pop((event["round"], event["operation"]))
        if handler := getattr(self, "failed_" + ask["kind"], None):
            handler(ask, event)

    # Events of our own

    def begin_run(self, strict, durable, power):
        self.strict = strict
        self.durable = durable
        self.power = power
        self.closed_out = None

    def lost_database(self, salvaged):
        """The database was lost: what is in the log comes back. What was done with it is forgotten, or `salvaged` as
        far as the damage allows; nothing of it is sent then without being asked for."""
        for message in self.messages.values():
            if message.stored == NO and message.id:
                message.stored = MAYBE  # it was removed
            message.recovered = YES
            message.counted = MAYBE if salvaged and message.counted != NO else NO
            for field, nothing in (("read", False), ("pinned", False), ("tags", ())):
                message.marks[field] = (message.marks[field] if salvaged else set()) | {nothing}
        self.removals.clear()
        if salvaged:
            for states in self.batches.values():
                states |= {"held", "collecting", LOST}  # or another one has its number
            for states in self.deliveries.values():
                states |= {"held", "failed", "waiting", LOST}
        else:
            self.batches.clear()
            self.batch_delivery.clear()
            self.deliveries.clear()

    def made_older(self):
        """The database was put into an older schema, which may not have all marks, and no removals."""
        for message in self.messages.values():
            message.marks["pinned"] = message.marks["pinned"] | {False}
            message.marks["tags"] = message.marks["tags"] | {()}
        self.removals.clear()

    # Marks

    def known(self, ids):
        return [self.by_id[id] for id in ids if id in self.by_id]

    def ask_marks(self, ask, field, value):
        for message in self.known(ask["ids"]):
            message.marks[field] = message.marks[field] | {value}

    def done_marks(self, ask, field, value):
        for message in self.known(ask["ids"]):
            if message.stored == YES:
                message.marks[field] = {value}

    def ask_mark(self, ask):
        self.ask_marks(ask, "read", ask["value"])

    def done_mark(self, ask, _event):
        self.done_marks(ask, "read", ask["value"])

    def ask_pin(self, ask):
        self.ask_marks(ask, "pinned", ask["value"])

    def done_pin(self, ask, _event):
        self.done_marks(ask, "pinned", ask["value"])

    def ask_tag(self, ask):
        self.ask_marks(ask, "tags", (ask["value"],))

    def done_tag(self, ask, _event):
        self.done_marks(ask, "tags", (ask["value"],))

    # Removing

    def take(self, ask, messages):
        for rule in self.rules:
            self.may_retain(rule)
        ask["taken"] = [message for message in messages if message.stored == YES]
        ask["doubtful"] = [message for message in messages if message.stored == MAYBE]
        for message in messages:
            message.gone = True
            message.stored = NO if message.stored == NO else MAYBE

    def ask_remove(self, ask):
        self.take(ask, self.known(ask["ids"]))

    def done_remove(self, ask, event):
        for message in self.known(ask["ids"]):
            message.stored = NO
        self.removals[event["removal"]] = ask["taken"], ask["doubtful"]

    def failed_remove(self, ask, _event):
        if self.strict:
            for message in ask["taken"]:
                message.stored = YES

    def ask_removeall(self, ask):
        self.take(ask, [message for message in self.messages.values() if message.id])
        self.last_remove_all = self.line

    def done_removeall(self, ask, event):
        for message in ask["taken"] + ask["doubtful"]:
            message.stored = NO
        # What came meanwhile may have been taken, too.
        came = [message for message in self.messages.values() if message.stored == YES]
        for message in came:
            message.stored = MAYBE
        self.last_remove_all = self.line
        self.removals[event["removal"]] = ask["taken"], ask["doubtful"] + came

    def failed_removeall(self, ask, event):
        self.failed_remove(ask, event)

    def ask_undo(self, ask):
        ask["unsure"] = ask["of"] in self.unsure_removals
        self.unsure_removals.add(ask["of"])
        for messages in self.removals.get(ask["of"], ()):
            for message in messages:
                message.stored = MAYBE if message.stored == NO else message.stored

    def done_undo(self, ask, _event):
        taken, _doubtful = self.removals.pop(ask["of"], ((), ()))
        for message in taken:
            message.stored = YES

    def failed_undo(self, ask, event):
        if self.strict and not ask["unsure"] and ask["of"] in self.removals:
            self.problems.append(f"removal {ask['of']} could not be undone: {event['error']}")

    # Retention

    def under(self, rule, gone):
        return sorted((message for message in self.messages.values()
                       if message.name not in gone and rule["project"] in ("", message.project)),
                      key=lambda message: (message.id is None, message.id or ""), reverse=True)

    @staticmethod
    def beyond(rule, messages):
        """Those of the messages, newest first, that the rule does not leave room for."""
        size = 0
        for count, message in enumerate(messages, 1):
            size += message.size
            if (rule["messages"] and count > rule["messages"]) or (rule["bytes"] and size > rule["bytes"]):
                yield message

    def ask_retain(self, ask):
        ask["gone"] = {message.name for message in self.messages.values() if message.stored == NO}
        self.rules.append(ask)

    def may_retain(self, rule):
        for message in list(self.beyond(rule, self.under(rule, rule["gone"]))):
            message.gone = True
            if message.stored == YES and message.marks["pinned"] != {True}:
                message.stored = MAYBE

    def done_retain(self, ask, _event):
        sure = [message for message in self.under(ask, ask["gone"])
                if message.stored == YES and message.marks["pinned"] == {False} and message.acknowledged < ask["line"]]
        for message in list(self.beyond(ask, sure)):
            message.gone = True
            # A power cut may undo it; it is done again then.
            message.stored = MAYBE if self.power else NO

    def failed_retain(self, _ask, event):
        if self.strict:
            self.problems.append(f"the limits were not kept: {event['error']}")

    # Batches and deliveries

    def ask_seal(self, ask):
        self.batches.setdefault(ask["batch"], {"collecting", "held"}).add("sealing")

    def done_seal(self, ask, _event):
        self.batches[ask["batch"]] = {"sealing"}

    def ask_sealed(self, ask):
        self.batches.setdefault(ask["batch"], {"sealing"}).add("sealed")

    def done_sealed(self, ask, event):
        self.batches[ask["batch"]] = {"sealed"}
        self.batch_delivery[ask["batch"]] = event["delivery"]

    def ask_hold(self, ask):
        state = ["collecting", "held", "sealing", "sealed", "discarded"][ask["state"]]
        self.batches.setdefault(ask["batch"], {"collecting", "held"}).add(state)
        ask["name"] = state

    def done_hold(self, ask, _event):
        self.batches[ask["batch"]] = {ask["name"]}

    def ask_deliver(self, ask):
        self.deliveries.setdefault(ask["delivery"], {"waiting"}).add("sent")

    def done_deliver(self, ask, _event):
        self.deliveries[ask["delivery"]] = {"sent"}

    # Checking

    def check(self, report):
        """What is wrong with the report. Without a problem, it settles what was in doubt."""
        problems = self.problems + list(report["errors"])
        self.problems = []
        problems += self.check_messages(report["messages"])
        problems += self.check_counts(report)
        problems += self.check_batches(report)
        problems += [f"a search for the word of {search['id']} finds {search['found']}"
                     for search in report["searches"] if search["found"] != [search["id"]]]
        return problems

    def check_messages(self, rows):
        by_sha = {message.sha: message for message in self.messages.values()}
        seen = {}
        for row in rows:
            message = by_sha.get(row.get("sha"))
            if not message:
                yield f"message {row['id']} is none that was sent" + (
                    ", its bytes are damaged" if row["id"] in self.by_id else "")
                continue
            what = f"message {message.name} ({row['id']})"
            if message.name in seen:
                yield f"{what} is there twice, also as {seen[message.name]}"
            seen[message.name] = row["id"]
            if message.id and message.id != row["id"]:
                yield f"{what} was acknowledged as {message.id}"
            if message.stored == NO:
                yield f"{what} must not be there"
            if (message.size, message.project) != (row["size"], row["project"]):
                yield f"{what}: size {row['size']}, project {row['project']}"
            for field, allowed in message.marks.items():
                value = tuple(row[field]) if field == "tags" else row[field]
                if value not in allowed:
                    yield f"{what}: {field} is {value}, not one of {allowed}"
                message.marks[field] = {value}
            recovered = YES if row["recovered"] else NO
            if message.recovered == MAYBE:
                message.recovered = recovered
                message.counted = NO if row["recovered"] else YES
            elif message.recovered != recovered:
                yield f"{what}: recovered is {row['recovered']}"
            message.id = row["id"]
            message.acknowledged = message.acknowledged or self.line
            self.by_id[message.id] = message
            message.stored = YES if message.stored == MAYBE else message.stored
        for message in self.messages.values():
            if message.name in seen:
                continue
            if message.stored == YES:
                yield f"message {message.name} ({message.id}) was acknowledged and is lost"
            if message.stored == MAYBE:
                message.stored = NO
                # Unless it was removed, it never was.
                if message.counted == MAYBE and not message.gone and message.begun > self.last_remove_all:
                    message.counted = NO

    @staticmethod
    def check_counts(report):
        rows = report["messages"]
        counts = report["counts"]
        if len({row["id"] for row in rows}) != len(rows):
            yield "an id is there twice"
        truth = {"messages": len(rows), "unread": sum(not row["read"] for row in rows),
                 "bytes": sum(row["size"] for row in rows), "groups": len({row["group"] for row in rows}), "backlog": 0}
        if counts != truth:
            yield f"the counters say {counts}, but it is {truth}"
        groups = {row["id"]: (row["count"], row["unread"]) for row in report["groups"]}
        counted = collections.Counter(row["group"] for row in rows)
        unread = collections.Counter(row["group"] for row in rows if not row["read"])
        for group in groups.keys() | counted.keys():
            if groups.get(group) != (counted[group], unread[group]):
                yield f"group {group} says {groups.get(group)}, but it is {(counted[group], unread[group])}"

    def check_batches(self, report):
        sums = collections.Counter()
        by_batch = collections.defaultdict(list)
        for delivery in report["deliveries"]:
            by_batch[delivery["batch"]].append(delivery)
            states = self.deliveries.get(delivery["id"], {"waiting"})
            if delivery["state"] not in states:
                yield f"delivery {delivery['id']} is {delivery['state']}, not one of {states}"
            self.deliveries[delivery["id"]] = {delivery["state"]}
        for number in self.deliveries.keys() - {delivery["id"] for delivery in report["deliveries"]}:
            if LOST not in self.deliveries.pop(number):
                yield f"delivery {number} is lost"
        rows = report["batches"]
        for number in self.batches.keys() - {row["id"] for row in rows}:
            if LOST not in self.batches.pop(number):
                yield f"batch {number} is lost"
        open_ones = collections.Counter()
        for row in rows:
            what = f"batch {row['id']}"
            state = "sealing" if row["sealing"] else row["state"]
            allowed = self.batches.get(row["id"], {"collecting"})
            if state not in allowed:
                yield f"{what} is {state}, not one of {allowed}"
            self.batches[row["id"]] = {state}
            sums[row["key"], row["recipient"]] += row["count"]
            open_ones[row["key"], row["recipient"]] += state in ("collecting", "held")
            if row["count"] != row["shares"] and LOST not in allowed and row["id"] not in self.salvaged:
                yield f"{what} has {row['count']} messages, its groups {row['shares']}"
            deliveries = by_batch[row["id"]]
            if row["id"] in self.salvaged or LOST in allowed:
                self.salvaged.add(row["id"])  # perhaps without its delivery
            elif len(deliveries) != (state == "sealed"):
                yield f"{what} is {state} and has {len(deliveries)} deliveries"
            elif deliveries:
                if deliveries[0]["id"] not in (row["delivery"], self.batch_delivery.get(row["id"], row["delivery"])):
                    yield f"{what} has another delivery than it was given"
                if deliveries[0]["raw"] != f"Subject: {row['count']}\r\n\r\n":
                    yield f"{what} with {row['count']} messages was sent as {deliveries[0]['raw']!r}"
        for key, count in open_ones.items():
            if count > 1:
                yield f"{count} batches of {key} are open"
        least, most = collections.Counter(), collections.Counter()
        for message in self.messages.values():
            for recipient in message.recipients:
                key = (message.key or self.keyless, recipient)
                least[key] += message.counted == YES
                most[key] += message.counted != NO
        for key in least.keys() | sums.keys():
            if not least[key] <= sums[key] <= most[key]:
                yield f"the batches of {key} have {sums[key]} messages; {least[key]} to {most[key]} arrived"

    keyless = ""  # the key of a message that names none
