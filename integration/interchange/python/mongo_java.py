"""Let Flowcept's consumer write to a server that speaks MongoDB's protocol and knows no pipelines in updates.

Flowcept updates tasks with the pipeline [{"$set": document}], which merges maps key by key. Where the server refuses one,
the same is said with an ordinary $set of each leaf. A real MongoDB gets what Flowcept sends.
"""

import pymongo
from flowcept.commons.daos.docdb_dao import mongodb_dao
from flowcept.configs import MONGO_DB, MONGO_URI


def leaves(document, prefix=""):
    for key, value in document.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, prefix + key + ".")
        else:
            yield prefix + key, value


def update_one(filter, update, upsert):
    return pymongo.UpdateOne(filter, {"$set": dict(leaves(update[0]["$set"]))}, upsert=upsert)


def adapt():
    probe = pymongo.MongoClient(MONGO_URI)[MONGO_DB]["probe"]
    try:
        probe.update_one({"_id": 1}, [{"$set": {"a": 1}}], upsert=True)
    except pymongo.errors.PyMongoError:
        mongodb_dao.UpdateOne = update_one
    probe.drop()
