"""read_file.py PATH: print what Flowcept.read_buffer_file makes of a file, as JSON."""

import json
import sys

from flowcept import Flowcept

records = Flowcept.read_buffer_file(sys.argv[1])
frame = Flowcept.read_buffer_file(sys.argv[1], return_df=True)
json.dump({"records": records, "frame": len(frame)}, sys.stdout)
