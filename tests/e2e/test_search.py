#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who got a 250 finds the message at once, whatever else comes in; and again after a restart and without the index."""

import threading
import unittest
import urllib.parse

import support


class Search(support.TestCase):
    FLOOD = 2000

    def found(self, engine, query):
        answer = engine.get("/api/v1/search?" + urllib.parse.urlencode({"query": query}))
        self.assertEqual(answer["messages_count"], len(answer["messages"]))
        return [message["ID"] for message in answer["messages"]]

    def test_finds_what_was_acknowledged(self):
        engine = self.start()
        flood = threading.Thread(target=engine.send_many, args=(self.FLOOD, "Noise {n}"))
        flood.start()
        ids = []
        for n in range(50):
            data = support.mail(f"Order {n}", f"The needle{n}word is in here", sender=f"shop{n}@shop.test")
            ids.append(engine.send(data))
            self.assertEqual(self.found(engine, f"needle{n}word"), [ids[n]])
            self.assertEqual(self.found(engine, f"body:eedle{n}wor from:hop{n}@"), [ids[n]])
        flood.join()
        self.assertEqual(self.found(engine, 'subject:"rder 17"'), [ids[17]])
        answer = engine.get("/api/v1/search?query=noise&limit=1")
        self.assertEqual(answer["messages_count"], self.FLOOD)

        status, error = engine.call("GET", "/api/v2/messages?query=" + urllib.parse.quote("noise (x"))
        self.assertEqual((status, error["error"]["code"]), (400, "invalid"))

        engine.stop()
        for file in engine.folder.rglob("*.search.db"):
            file.unlink()
        engine = self.start()
        self.assertEqual(self.found(engine, "needle49word OR needle0word"), [ids[49], ids[0]])
        self.assertEqual(engine.call("DELETE", "/api/v1/search?query=noise")[0], 200)
        self.assertEqual(engine.get("/api/v1/messages")["total"], 50)


if __name__ == "__main__":
    unittest.main()
