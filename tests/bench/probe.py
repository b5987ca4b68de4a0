"""Run in a fresh interpreter, as text: import one module and say what that cost, as JSON.

It is given to `python -c` and imports nothing before the measuring that the module might need.
"""

import sys
import time

started_s, started_cpu_s = time.perf_counter(), time.process_time()
__import__(sys.argv[1])
wall_s, cpu_s = time.perf_counter() - started_s, time.process_time() - started_cpu_s
modules, has_grpc = len(sys.modules), "grpc" in sys.modules

import json  # noqa: E402 - after the measuring
import re  # noqa: E402
from pathlib import Path  # noqa: E402

status = Path("/proc/self/status").read_text(encoding="ascii")
resident_kb = int(re.findall(r"VmRSS:\s*(\d+) kB", status)[0])
found = [wall_s, cpu_s, resident_kb / 1024, modules, has_grpc]
sys.stdout.write(json.dumps(found))
