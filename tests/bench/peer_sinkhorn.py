"""Entropic transport by iterations in the log domain, each a log-sum-exp over the rows and one over the columns. Dense: the matrix of costs
is kept. Blocked: some rows at a time by one matrix product, whose last column holds the potentials and norms."""
import math

from peer_arrays import Numpy, np, ot

ITERATIONS = 100


def cost_of(epsilon, u, v, n):
    """Of the logarithms of the scalings of exp(-C/epsilon), for equal weights."""
    return epsilon * (float(u.sum()) / n + float(v.sum()) / n + 2 * math.log(n))


def largest(xp, k, axis):
    return k.max(axis) if xp is Numpy else k.amax(axis)


def log_sum_exp(xp, k, axis):
    """k is overwritten."""
    top = largest(xp, k, axis)
    xp.subtract(k, top[:, None] if axis else top[None, :], out=k)
    xp.exp(k, out=k)
    return top + k.sum(axis).log() if xp is not Numpy else top + np.log(k.sum(axis))


def dense(xp, x, y, epsilon, iterations):
    n = len(x)
    kept, k = xp.empty((n, n), x), xp.empty((n, n), x)

    def evaluate():
        left = xp.columns([x * (2 / epsilon), xp.row_products(x, x) * (-1 / epsilon), 1.0])
        xp.matmul(left, xp.transposed(xp.columns([y, 1.0, xp.row_products(y, y) * (-1 / epsilon)])), out=kept)
        u, v = x[:, 0] * 0, None
        for _ in range(iterations):
            xp.add(kept, u[:, None], out=k)
            v = -math.log(n) - log_sum_exp(xp, k, 0)
            xp.add(kept, v[None, :], out=k)
            u = -math.log(n) - log_sum_exp(xp, k, 1)
        return cost_of(epsilon, u, v, n), None

    return evaluate


def blocked(xp, x, y, epsilon, rows, iterations):
    n = len(x)
    k = xp.empty((rows, n), x)

    def evaluate():
        norms = [xp.row_products(p, p) * (1 / epsilon) for p in (x, y)]
        left = [xp.columns([p * (2 / epsilon), 1.0]) for p in (x, y)]
        right = [xp.transposed(xp.columns([p, 1.0])) for p in (x, y)]
        logs = [x[:, 0] * 0, y[:, 0] * 0]
        for _ in range(iterations):
            for side, other in ((1, 0), (0, 1)):
                right[other][-1] = logs[other] - norms[other]
                for i in range(0, n, rows):
                    part = k[:min(rows, n - i)]
                    xp.matmul(left[side][i:i + rows], right[other], out=part)
                    logs[side][i:i + rows] = norms[side][i:i + rows] - math.log(n) - log_sum_exp(xp, part, 1)
        return cost_of(epsilon, *logs, n), None

    return evaluate


def sinkhorn(xp, x, y, s, h, tile, iterations=ITERATIONS):
    epsilon = 0.1 * h * h
    return dense(xp, x, y, epsilon, iterations) if tile[0] == len(x) else blocked(xp, x, y, epsilon, tile[0], iterations)


def few_iterations(xp, x, y, s, h, tile):
    """To find the quickest tile by."""
    return sinkhorn(xp, x, y, s, h, tile, 3)


def pot(x, y, h):
    if ot is None:
        return {}
    n, epsilon = len(x), 0.1 * h * h

    def evaluate():
        each = np.full(n, 1 / n, x.dtype)
        _, found = ot.bregman.sinkhorn_log(each, each, ot.dist(x, y), epsilon, numItermax=ITERATIONS, stopThr=0, log=True, warn=False)
        return cost_of(epsilon, found["log_u"], found["log_v"], n), None

    return {"pot": evaluate}
