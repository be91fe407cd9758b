"""What the boundary costs from Python: a call, a text of 1 KB, a list of 1,000 records. Started by run-python --bench.

Each figure is the median of several rounds, per call, in microseconds; the spread is from the fastest to the slowest round.
"""

import json
import statistics
import sys
import time

import atensi_bindings as inti

TEXT = "Rambu Ana Lodu. " * 64


def measure(call, calls, rounds=9):
    call()
    took = []
    for _ in range(rounds):
        start = time.perf_counter_ns()
        for _ in range(calls):
            call()
        took.append((time.perf_counter_ns() - start) / calls / 1000)
    return statistics.median(took), min(took), max(took)


def main():
    assert len(TEXT) == 1024 and len(inti.uji_daftar(1000)) == 1000
    rows = [
        ("call", "a call with two numbers", lambda: inti.uji_tambah(1, 2), 20000),
        ("text_1kb", "a text of 1 KB in and out", lambda: inti.uji_gema(TEXT), 5000),
        ("list_1000", "a list of 1,000 person records out", lambda: inti.uji_daftar(1000), 5),
    ]
    for name, what, call, calls in rows:
        median, low, high = measure(call, calls)
        if "--json" in sys.argv:
            print(json.dumps({"bench": "ffi", "name": name, "us": round(median, 2), "min": round(low, 2), "max": round(high, 2)}))
        else:
            print(f"{what:38} {median:10.2f} µs   ({low:.2f} to {high:.2f})")


if __name__ == "__main__":
    main()
