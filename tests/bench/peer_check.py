"""Every formulation, and the library through its C API, against plain double loops at small n. The tolerance is 100 epsilon: sums of n = 37
terms, each with a relative error of a few, that cancel."""
import ctypes
import math

import peer_pairs
import peer_sinkhorn
import peer_slices
import peer_transport
from peer_arrays import backends, np, ot

N, D = 37, 3
TILES = [(N, N), (10, N), (16, 11)]


# ---- plain loops, float64 ----

def plain_svgd(x, y, s, h):
    out = np.zeros_like(x)
    for i in range(len(x)):
        for j in range(len(x)):
            k = math.exp(-np.sum((x[i] - x[j]) ** 2) / (2 * h * h))
            out[i] += (k * s[j] + k * (x[i] - x[j]) / h ** 2) / len(x)
    return None, out


def plain_median(x, y, s, h):
    n = len(x)
    return math.sqrt(np.median([np.sum((x[i] - x[j]) ** 2) for i in range(n) for j in range(i)])), None


def plain_svgd_median(x, y, s, h):
    return plain_svgd(x, y, s, plain_median(x, y, s, h)[0])


def plain_mmd(kernel, slope):
    """kernel(r) and the derivative over r, which stands before x_i - y_j in the gradient."""
    def evaluate(x, y, s, h):
        n, value, gradient = len(x), 0.0, np.zeros_like(x)
        for i in range(n):
            for j in range(n):
                xx, xy, yy = (math.sqrt(np.sum((a - b) ** 2)) for a, b in ((x[i], x[j]), (x[i], y[j]), (y[i], y[j])))
                value += (kernel(xx, h) + kernel(yy, h) - 2 * kernel(xy, h)) / n ** 2
                if i != j:
                    gradient[i] += 2 / n ** 2 * slope(xx, h) * (x[i] - x[j])
                gradient[i] -= 2 / n ** 2 * slope(xy, h) * (x[i] - y[j])
        return value, gradient
    return evaluate


plain_gauss = plain_mmd(lambda r, h: math.exp(-r * r / (2 * h * h)), lambda r, h: -math.exp(-r * r / (2 * h * h)) / h ** 2)
plain_energy = plain_mmd(lambda r, h: -r, lambda r, h: -1 / r)


def plain_ksd(x, y, s, h):
    """The definition, with the derivatives of the inverse multiquadric in r^2."""
    n, d = x.shape
    value = 0.0
    for i in range(n):
        for j in range(n):
            e, t = x[i] - x[j], s[i] - s[j]
            b = 1 + e @ e / h ** 2
            k, k1, k2 = b ** -0.5, -0.5 * b ** -1.5 / h ** 2, 0.75 * b ** -2.5 / h ** 4
            value += (k * (s[i] @ s[j]) - 2 * k1 * (e @ t) - 4 * (e @ e) * k2 - 2 * d * k1) / n ** 2
    return value, None


def plain_sw(x, y, directions):
    n, value, gradient = len(x), 0.0, np.zeros_like(x)
    for theta in directions:
        px, py = x @ theta, y @ theta
        order = np.argsort(px, kind="stable")
        for i, b in zip(order, sorted(py)):
            value += (px[i] - b) ** 2 / (n * len(directions))
            gradient[i] += 2 * (px[i] - b) * theta / (n * len(directions))
    return value, gradient


def plain_sliced_energy(x, y, directions):
    n, value, gradient = len(x), 0.0, np.zeros_like(x)
    for theta in directions:
        a, b = x @ theta, y @ theta
        for i in range(n):
            for j in range(n):
                value += (2 * abs(a[i] - b[j]) - abs(a[i] - a[j]) - abs(b[i] - b[j])) / (n * n * len(directions))
                gradient[i] += 2 * (np.sign(a[i] - b[j]) - np.sign(a[i] - a[j])) * theta / (n * n * len(directions))
    return value, gradient


def plain_sinkhorn(x, y, s, h, iterations=peer_sinkhorn.ITERATIONS):
    """By scaling of the kernel matrix; the dual cost, which after many iterations is the cost."""
    n, epsilon = len(x), 0.1 * h * h
    kernel = np.array([[math.exp(-np.sum((a - b) ** 2) / epsilon) for b in y] for a in x])
    u = np.ones(n)
    for _ in range(iterations):
        v = 1 / (n * (kernel.T @ u))
        u = 1 / (n * (kernel @ v))
    return epsilon * (np.mean(np.log(n * u)) + np.mean(np.log(n * v))), None


def plain_emd(x, y):
    """Each row of the costs gets a column, along the alternating path of least length; u and v are the duals (Kuhn 1955)."""
    n = len(x)
    cost = np.array([[np.sum((a - b) ** 2) for b in y] for a in x])
    u, v, row_of = np.zeros(n), np.zeros(n), [None] * n
    for row in range(n):
        distance, before, done, free, column = np.full(n, np.inf), [None] * n, [], row, None
        while free is not None:
            for j in set(range(n)) - set(done):
                length = cost[free][j] - u[free] - v[j] + (distance[column] if column is not None else 0)
                if length < distance[j]:
                    distance[j], before[j] = length, column
            column = min(set(range(n)) - set(done), key=lambda j: distance[j])
            done.append(column)
            free = row_of[column]
        end = distance[column]
        u[row] += end
        for j in done[:-1]:
            u[row_of[j]] += end - distance[j]
            v[j] -= end - distance[j]
        while before[column] is not None:
            row_of[column], column = row_of[before[column]], before[column]
        row_of[column] = row
    return sum(cost[row_of[j]][j] for j in range(n)) / n, None


# ---- the library, in double ----

class Stats(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_uint32), ("reserved", ctypes.c_int32), ("step", ctypes.c_int64), ("evaluations", ctypes.c_int64),
                ("rejected", ctypes.c_int64)] + [(name, ctypes.c_double) for name in (
                    "time", "step_size", "energy", "dissipation", "w2_speed", "acceptance", "bandwidth", "seconds")]


class Library:
    def __init__(self, path):
        self.wgf = ctypes.CDLL(path)
        self.wgf.wgf_last_error.restype = ctypes.c_char_p
        self.context = self.make("wgf_context_create")

    def __call__(self, name, *arguments):
        if getattr(self.wgf, name)(*arguments) < 0:
            raise RuntimeError(self.wgf.wgf_last_error().decode())

    def make(self, name, *arguments):
        handle = ctypes.c_void_p()
        self(name, *arguments, ctypes.byref(handle))
        return handle

    def set_all(self, noun, handle, options):
        lent = self.make(f"wgf_{noun}_get_options", handle)
        for name, value in options.items():
            kind, value = (("string", value.encode()) if isinstance(value, str) else ("int", ctypes.c_int64(value))
                           if isinstance(value, int) else ("double", ctypes.c_double(value)))
            self(f"wgf_options_set_{kind}", lent, name.encode(), value)

    def particles(self, x):
        n, d = (ctypes.c_int64(k) for k in x.shape)
        handle = self.make("wgf_ensemble_create", self.context, n, d)
        self("wgf_ensemble_import", handle, n, d, x.ctypes.data_as(ctypes.c_void_p), 0)
        return handle

    def samples(self, y):
        n, d = (ctypes.c_int64(k) for k in y.shape)
        return self.make("wgf_target_create_samples", self.context, n, d, y.ctypes.data_as(ctypes.c_void_p))

    def gaussian(self, d):
        return self.make("wgf_target_create", self.context, b"gaussian", ctypes.c_int64(d))

    def svgd(self, x, bandwidth):
        flow, out, stats = self.make("wgf_flow_create", self.context, b"svgd"), np.empty_like(x), Stats()
        self.set_all("flow", flow, {"bandwidth": float(bandwidth), "bandwidth_rule": "median"})
        self("wgf_flow_set_target", flow, self.gaussian(x.shape[1]))
        self("wgf_flow_set_ensemble", flow, self.particles(x))
        self("wgf_flow_drift", flow, *(ctypes.c_int64(k) for k in x.shape), out.ctypes.data_as(ctypes.c_void_p))
        stats.struct_size = ctypes.sizeof(Stats)
        self("wgf_flow_step", flow)
        self("wgf_flow_get_stats", flow, ctypes.byref(stats))
        return out, stats.bandwidth

    def discrepancy(self, name, x, target, options, with_gradient):
        measure, value, gradient = self.make("wgf_discrepancy_create", self.context, name.encode()), ctypes.c_double(), np.empty_like(x)
        self.set_all("discrepancy", measure, options)
        n, d = (ctypes.c_int64(k if with_gradient else 0) for k in x.shape)
        self("wgf_discrepancy_evaluate", measure, self.particles(x), target, ctypes.byref(value), n, d,
             gradient.ctypes.data_as(ctypes.c_void_p) if with_gradient else None)
        return value.value, gradient if with_gradient else None


def library_results(path, x, y, h):
    """Directions are the library's own, so that sliced distances are compared on the line, where there is one."""
    wgf, line_x, line_y = Library(path), x[:, :1].copy(), y[:, :1].copy()
    one = np.ones((1, 1))
    yield "svgd", (None, wgf.svgd(x, h)[0]), plain_svgd(x, y, -x, h)
    velocity, bandwidth = wgf.svgd(x, 0.0)
    yield "svgd, median", (bandwidth, velocity), (plain_median(x, y, -x, h)[0], plain_svgd_median(x, y, -x, h)[1])
    yield "mmd gauss", wgf.discrepancy("mmd", x, wgf.samples(y), {"bandwidth": h}, True), plain_gauss(x, y, -x, h)
    yield "mmd energy", wgf.discrepancy("energy", x, wgf.samples(y), {}, True), plain_energy(x, y, -x, h)
    yield "ksd", wgf.discrepancy("ksd", x, wgf.gaussian(x.shape[1]), {"bandwidth": h, "kernel": "imq"}, False), plain_ksd(x, y, -x, h)
    options = {"epsilon": 0.1 * h * h, "debias": 0, "tolerance": 1e-9}
    yield "sinkhorn", wgf.discrepancy("sinkhorn", x, wgf.samples(y), options, False), plain_sinkhorn(x, y, -x, h, 1000)
    yield "emd", wgf.discrepancy("wasserstein", x, wgf.samples(y), {}, False), plain_emd(x, y)
    yield "sw", wgf.discrepancy("sliced_wasserstein", line_x, wgf.samples(line_y), {"slices": 50}, True), plain_sw(line_x, line_y, one)


# ---- comparison ----

def error(found, expected):
    """Largest difference, of a gradient as a part of its largest number, of a value as a part of 1 or more: means of kernels of that
    size cancel in it."""
    worst = 0.0
    if expected[0] is not None:
        worst = abs(found[0] - expected[0]) / max(1.0, abs(expected[0]))
    if expected[1] is not None:
        a, b = np.asarray(found[1], np.float64), expected[1]
        worst = max(worst, float(np.max(np.abs(a - b)) / np.max(np.abs(b))))
    return worst


class Report:
    passed = failed = 0

    def line(self, name, found, expected, bound):
        off = error(found, expected)
        good = off <= bound
        self.passed, self.failed = self.passed + good, self.failed + (not good)
        print(f"{'ok  ' if good else 'FAIL'} {name:45} off by {off:.1e}, allowed {bound:.0e}")


def check_pairs(report, name, make, plain, dtype, bound):
    random = np.random.default_rng(1)
    x, y = (random.standard_normal((N, D)).astype(dtype) for _ in range(2))
    h = math.sqrt(D)
    expected = plain(*(a.astype(np.float64) for a in (x, y, -x)), h)
    for xp in backends():
        for tile in TILES if make not in (peer_pairs.median, peer_sinkhorn.sinkhorn) else [(N, N), (10, N)]:
            value, gradient = make(xp, *(xp.array(a) for a in (x, y, -x)), h, tile)()
            found = value, None if gradient is None else xp.to_numpy(gradient)
            report.line(f"{name} {xp.name} {np.dtype(dtype).name} {tile[0]}x{tile[1]}", found, expected, bound)


def check_pot(report, dtype, bound):
    random = np.random.default_rng(1)
    x, y = (random.standard_normal((N, D)).astype(dtype) for _ in range(2))
    expected = plain_sinkhorn(x.astype(np.float64), y.astype(np.float64), None, math.sqrt(D))
    for impl, call in peer_sinkhorn.pot(x, y, math.sqrt(D)).items():
        report.line(f"sinkhorn {impl} {np.dtype(dtype).name}", call(), expected, bound)


def check_slices(report, name, make, plain, dtype, bound):
    random = np.random.default_rng(1)
    x, y = (random.standard_normal((N, D)).astype(dtype) for _ in range(2))
    theta = random.standard_normal((5, D))
    theta = (theta / np.linalg.norm(theta, axis=1, keepdims=True)).astype(dtype)
    expected = plain(*(a.astype(np.float64) for a in (x, y, theta)))
    for impl, call in make(x, y, theta).items():
        value, gradient = call()
        report.line(f"{name} {impl} {np.dtype(dtype).name}", (value, np.asarray(gradient)), expected, bound)


def check_emd(report, bound):
    random = np.random.default_rng(1)
    x, y = (random.standard_normal((N, D)) for _ in range(2))
    for impl, call in peer_transport.emd(x, y).items():
        report.line(f"emd {impl}", (call(), None), plain_emd(x, y), bound)


def check(library):
    report = Report()
    for dtype in (np.float32, np.float64):
        bound = 100 * np.finfo(dtype).eps
        for name, make, plain in (("svgd", peer_pairs.svgd, plain_svgd), ("svgd, median", peer_pairs.svgd_median, plain_svgd_median),
                                  ("median", peer_pairs.median, plain_median), ("mmd gauss", peer_pairs.mmd_gauss, plain_gauss),
                                  ("mmd energy", peer_pairs.mmd_energy, plain_energy), ("ksd", peer_pairs.ksd, plain_ksd),
                                  ("sinkhorn", peer_sinkhorn.sinkhorn, plain_sinkhorn)):
            check_pairs(report, name, make, plain, dtype, bound)
        check_pot(report, dtype, bound)
        check_slices(report, "sw", peer_slices.sw, plain_sw, dtype, bound)
        check_slices(report, "sliced_energy", peer_slices.sliced_energy, plain_sliced_energy, dtype, bound)
    check_emd(report, 100 * np.finfo(np.float64).eps)
    random = np.random.default_rng(1)
    x, y = (random.standard_normal((N, D)) for _ in range(2))
    for name, found, expected in library_results(library, x, y, math.sqrt(D)):
        report.line(f"{name} wgf", found, expected, 100 * np.finfo(np.float64).eps)
    missing = [name for name, module in (("torch", len(backends()) > 1), ("POT", ot)) if not module]
    for name in missing:
        print(f"skipped: {name} is not installed")
    print(f"{report.passed} passed, {report.failed} failed, {len(missing)} skipped")
    return 1 if report.failed else 0
