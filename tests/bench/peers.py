#!/usr/bin/python3
"""numpy, torch and POT on the cases of wgf_bench: the same arithmetic on the same kind of input, one thread, the same JSON lines.

peers.py --case svgd,mmd,ksd,sw,sliced_energy,sinkhorn,emd,ula,median --n 1000,4000 --d 2,10 --dtype f32,f64 --kernel gauss,energy --P 50 --reps 5
peers.py --check LIBWGF    every formulation, and the library, against plain double loops
peers.py --serve           arguments by lines of standard input; an empty line answers each
"""
import argparse
import json
import math
import os
import statistics
import sys
import time

import peer_pairs
import peer_sinkhorn
import peer_slices
import peer_steps
import peer_transport
from peer_arrays import backends, np

DTYPES = {"f32": np.float32, "f64": np.float64}
SHORTEST = 1e-3  # seconds of one measurement


class NoSuchCase(Exception):
    pass


def seconds(calls, call):
    """Of this process's CPU clock, as wgf_bench takes it on one core."""
    start = time.process_time()
    for _ in range(calls):
        call()
    return time.process_time() - start


def measure(reps, call):
    """Best and median in ms of measurements that each take SHORTEST; one call to warm up. Of calls that take long three are enough."""
    calls, first = 1, seconds(1, call)
    if first > 0.5:
        reps = min(reps, 3)
    if first < 10 * SHORTEST:
        while seconds(calls, call) < SHORTEST:
            calls *= 2
    ms = [1e3 * seconds(calls, call) / calls for _ in range(reps)]
    return min(ms), statistics.median(ms)


class Input:
    """Standard normal clouds of seed 1, and the scores of the standard normal law."""

    def __init__(self, n, d, dtype, slices=50):
        random = np.random.default_rng(1)
        self.n, self.d = n, d
        self.x, self.y = (random.standard_normal((n, d)).astype(dtype) for _ in range(2))
        self.s, self.h = -self.x, math.sqrt(d)
        directions = random.standard_normal((slices, d))
        self.directions = (directions / np.linalg.norm(directions, axis=1, keepdims=True)).astype(dtype)


def quickest_tile(build, tiles):
    """Of the tiles; those far off the best after one call are not called again."""
    best = (math.inf, None)
    for tile in tiles:
        call = build(tile)
        call() if best[1] is None or best[0] < 0.1 else None
        took = seconds(1, call)
        if took < 1.3 * best[0]:
            best = min(best, (min(took, seconds(1, call)), tile))
    return best[1]


tuned = {}  # tiles found, so that a second round need not look again


def pair_formulations(make, data):
    """name -> (call, tile). The dense one, where it fits, and the best blocked one, of each backend."""
    found = {}
    whole, tuned_as = (data.n, data.n), {peer_pairs.svgd_median: peer_pairs.svgd, peer_sinkhorn.sinkhorn: peer_sinkhorn.few_iterations}.get(make, make)
    tiles = peer_pairs.tiles_for(data.n, make in (peer_pairs.median, peer_sinkhorn.sinkhorn))
    for xp in backends():
        def build(tile, make=make, xp=xp):
            return make(xp, *(xp.array(a) for a in (data.x, data.y, data.s)), data.h, tile)
        if data.n ** 2 * 8 <= peer_pairs.DENSE_BYTES:
            found[xp.name + "_dense"] = (build(whole), whole)
        key = tuned_as, xp, data.n, data.d, data.x.dtype
        if key not in tuned:
            tuned[key] = quickest_tile(lambda tile: build(tile, tuned_as), tiles)
        found[xp.name + "_blocked"] = (build(tuned[key]), tuned[key])
    return found


def plain_formulations(calls):
    return {name: (call, None) for name, call in calls.items()}


def formulations(case, which, data):
    pairs = {"svgd": {"sqrt_d": peer_pairs.svgd, "median": peer_pairs.svgd_median}.get(which.get("bandwidth")),
             "mmd": {"gauss": peer_pairs.mmd_gauss, "energy": peer_pairs.mmd_energy}.get(which.get("kernel")),
             "ksd": peer_pairs.ksd, "median": peer_pairs.median}
    if pairs.get(case):
        return pair_formulations(pairs[case], data)
    if case == "sinkhorn":
        return {**pair_formulations(peer_sinkhorn.sinkhorn, data), **plain_formulations(peer_sinkhorn.pot(data.x, data.y, data.h))}
    if case == "sw":
        return plain_formulations(peer_slices.sw(data.x, data.y, data.directions))
    if case == "sliced_energy":
        return plain_formulations(peer_slices.sliced_energy(data.x, data.y, data.directions))
    if case == "emd":
        return plain_formulations(peer_transport.emd(data.x, data.y))
    return plain_formulations(peer_steps.ula(data.x))


def variants(case, options):
    """What tells lines of one case apart, as wgf_bench names it."""
    return {"svgd": [{"bandwidth": "sqrt_d"}, {"bandwidth": "median"}],
            "mmd": [{"kernel": k} for k in options.kernel], "ksd": [{"kernel": "imq"}], "median": [{"bandwidth": "median"}],
            "sw": [{"P": p} for p in options.P], "sliced_energy": [{"P": p} for p in options.P], "sinkhorn": [{}], "emd": [{}], "ula": [{}]}[case]


def instruction_set():
    return os.environ.get("ATEN_CPU_CAPABILITY", "avx2")


def run_one(case, which, n, d, dtype, reps, out):
    data = Input(n, d, DTYPES[dtype], which.get("P", 50))
    for impl, (call, tile) in formulations(case, which, data).items():
        ms, median = measure(1 if impl == "pot" and n > 20000 else reps, call)
        line = {"case": case, "impl": impl, "n": n, "d": d, "dtype": dtype, **which, "threads": 1, "isa": instruction_set(),
                "ms": float(f"{ms:.6g}"), "ms_med": float(f"{median:.6g}"), "limit_share": None}
        if tile:
            line["tile"] = list(tile)
        print(json.dumps(line, separators=(",", ":")), file=out, flush=True)


def run_all(options, out=sys.stdout):
    for case in options.case:
        if case not in ("svgd", "mmd", "ksd", "sw", "sliced_energy", "sinkhorn", "emd", "ula", "median"):
            raise NoSuchCase(f"no such case: {case}")
    for case in options.case:
        for dtype in options.dtype:
            for which in variants(case, options):
                if options.bandwidth and which.get("bandwidth", options.bandwidth) != options.bandwidth:
                    continue
                for n in options.n:
                    for d in options.d:
                        run_one(case, which, n, d, dtype, options.reps, out)


def parser():
    def words(text):
        return text.split(",")

    def counts(text):
        return [int(float(word)) for word in words(text)]

    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--case", type=words, default=[])
    p.add_argument("--n", type=counts, default=[1000, 4000])
    p.add_argument("--d", type=counts, default=[2, 10])
    p.add_argument("--dtype", type=words, default=["f32", "f64"])
    p.add_argument("--kernel", type=words, default=["gauss", "energy"])
    p.add_argument("--P", type=counts, default=[50])
    p.add_argument("--bandwidth", help="svgd: sqrt_d or median only")
    p.add_argument("--reps", type=int, default=5)
    p.add_argument("--check", metavar="LIBWGF")
    p.add_argument("--serve", action="store_true")
    return p


def main():
    options = parser().parse_args()
    if options.check:
        import peer_check
        return peer_check.check(options.check)
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    try:
        if not options.serve:
            run_all(options)
        for text in sys.stdin if options.serve else ():
            run_all(parser().parse_args(text.split()))
            print(flush=True)
    except NoSuchCase as missing:
        print(missing, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
