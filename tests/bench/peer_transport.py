"""Exact W2^2 between clouds of equal weights: the matrix of squared distances, then POT's network simplex, or scipy's assignment."""
from peer_arrays import np, ot

try:
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial.distance import cdist
except ImportError:
    linear_sum_assignment = None


MOST_ASSIGNED = 2000  # the assignment of 5000 takes most of a minute


def emd_pot(x, y):
    equal = np.full(len(x), 1 / len(x))
    return lambda: float(ot.emd2(equal, equal, ot.dist(x, y), numItermax=10 ** 8))


def emd_scipy(x, y):
    def evaluate():
        cost = cdist(x, y, "sqeuclidean")
        return float(cost[linear_sum_assignment(cost)].mean())

    return evaluate


def emd(x, y):
    found = {}
    if linear_sum_assignment is not None and len(x) <= MOST_ASSIGNED:
        found["scipy"] = emd_scipy(x, y)
    if ot is not None:
        found["pot"] = emd_pot(x, y)
    return found
