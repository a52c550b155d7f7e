"""consume.py N: persist the first N messages of the topic with Flowcept's own consumer."""

import sys
import time

from flowcept.configs import MONGO_ENABLED
from flowcept.flowceptor.consumers.document_inserter import DocumentInserter

if MONGO_ENABLED:
    import mongo_java

    mongo_java.adapt()


class Counting(DocumentInserter):
    seen = 0

    def message_handler(self, message):
        if message.get("info") == "stop_document_inserter" and self.seen < n:
            return True  # meant for the consumer before this one
        go_on = super().message_handler(message)
        self.seen += 1
        return go_on


n = int(sys.argv[1])
inserter = Counting(check_safe_stops=False)
inserter.start()
deadline = time.time() + 120
while inserter.seen < n:
    if not inserter._main_thread.is_alive():
        sys.exit(f"the consumer ended after {inserter.seen} messages of {n}")
    if time.time() > deadline:
        sys.exit(f"got {inserter.seen} messages of {n} within two minutes")
    time.sleep(0.02)
inserter.stop()
