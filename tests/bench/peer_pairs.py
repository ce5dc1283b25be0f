"""Sums over pairs by matrix products, as an expert writes them: one product gives the argument of the kernel with its norms (two columns
more), the kernel is applied in place, a second product gives every sum (one column more). Dense: the whole matrix. Blocked: tiles."""
import math

from peer_arrays import Numpy, np, torch

DENSE_BYTES = 2 ** 30  # a larger matrix is not tried

# Rows and columns of a tile; a column count of None is the whole row.
TILES = [(64, None), (128, None), (256, None), (128, 1024), (256, 512), (256, 2048), (512, 1024)]
TILES_OF_MANY = [(64, None), (128, 1024), (256, 1024), (256, 2048), (512, 1024)]


def tiles_for(n, whole_rows):
    """The blocked candidates that differ for this n."""
    found = []
    for rows, columns in TILES if n <= 8000 else TILES_OF_MANY:
        tile = (min(rows, n), min(columns or n, n))
        if tile not in found and tile[0] * tile[1] <= 2 ** 21 and (tile[1] == n or not whole_rows):
            found.append(tile)
    return found


class Sums:
    """O = f(left right^T) payload over tiles, in buffers that live from call to call."""

    def __init__(self, xp, like, n, m, tile, columns):
        self.xp, self.n, self.m, self.tile = xp, n, m, tile
        self.k = [xp.empty(tile, like) for _ in range(3)]
        self.out, self.part = xp.empty((n, columns), like), xp.empty((tile[0], columns), like)

    def __call__(self, left, right, payload, function):
        """right is given transposed. function(buffers, i, j) turns the product in buffers[0] into kernel values there; what it returns
        is added up."""
        xp, (rows, columns), total = self.xp, self.tile, 0.0
        width = payload.shape[1]
        out = self.out[:, :width]
        for i in range(0, self.n, rows):
            p = min(rows, self.n - i)
            for j in range(0, self.m, columns):
                q = min(columns, self.m - j)
                whole = p == rows and q == columns
                buffers = self.k if whole else [b.reshape(-1)[:p * q].reshape(p, q) for b in self.k]
                xp.matmul(left[i:i + p], right[:, j:j + q], out=buffers[0])
                total += function(buffers, i, j)
                if j == 0:
                    out[i:i + p] = xp.matmul(buffers[0], payload[j:j + q])
                else:
                    out[i:i + p] += xp.matmul(buffers[0], payload[j:j + q])
        return out, total


def quadratic(xp, x, y, scale):
    """Two factors of scale |x_i - y_j|^2, the second transposed."""
    nx, ny = xp.row_products(x, x), xp.row_products(y, y)
    left = xp.columns([-2 * scale * x, scale * nx, 1.0])
    right = xp.columns([y, 1.0, scale * ny])
    return left, xp.transposed(right)


def svgd(xp, x, y, s, h, tile):
    n, d = x.shape
    sums = Sums(xp, x, n, n, tile, d + 1)

    def gaussian(k, i, j):
        xp.exp(k[0], out=k[0])
        return 0.0

    def velocity(length=h):
        left, right = quadratic(xp, x, x, -0.5 / length ** 2)
        out, _ = sums(left, right, xp.columns([s - x / length ** 2, 1.0]), gaussian)
        return None, (out[:, :d] + x * (out[:, d:] / length ** 2)) / n

    return velocity


def svgd_median(xp, x, y, s, h, tile):
    """The median of the distances of distinct pairs first, then the velocity."""
    find, velocity = median(xp, x, y, s, h, tile), svgd(xp, x, y, s, h, tile)
    return lambda: velocity(find()[0])


def mmd_gauss(xp, x, y, s, h, tile):
    n, d = x.shape
    sums = Sums(xp, x, n, n, tile, d + 1)

    def gaussian(k, i, j):
        xp.exp(k[0], out=k[0])
        return 0.0

    def block(a, b, payload):
        return sums(*quadratic(xp, a, b, -0.5 / h ** 2), payload, gaussian)[0]

    def evaluate():
        ones = xp.columns([y[:, 0] * 0 + 1])
        yy = float(block(y, y, ones).sum())
        own = block(x, x, xp.columns([x, 1.0]))
        value = yy + float(own[:, d].sum())
        gradient = own[:, :d] - x * own[:, d:]
        other = block(x, y, xp.columns([y, 1.0]))
        value -= 2 * float(other[:, d].sum())
        gradient = gradient - other[:, :d] + x * other[:, d:]
        return value / n ** 2, gradient * (2 / (n ** 2 * h ** 2))

    return evaluate


def mmd_energy(xp, x, y, s, h, tile):
    """A pair of a particle with itself stands at distance 1 in the matrix and is taken out of the sums. Nearer pairs than the clamp are
    given its distance."""
    n, d = x.shape
    sums = Sums(xp, x, n, n, tile, d + 1)
    clamp = 1e-12

    def inverse(own):
        def to_inverse_distance(k, i, j):
            xp.maximum(k[0], clamp, out=k[0])
            if own:
                xp.clear_diagonal(k[0], i - j, 1.0)
            xp.inverse_root(k[0], out=k[1])
            total = xp.dot(k[0], k[1])  # r = r^2 / r
            k[0], k[1] = k[1], k[0]
            return total
        return to_inverse_distance

    def distance(k, i, j):
        xp.maximum(k[0], clamp, out=k[0])
        xp.clear_diagonal(k[0], i - j, 0.0)
        xp.sqrt(k[0], out=k[0])
        return 0.0

    def evaluate():
        ones = xp.columns([y[:, 0] * 0 + 1])
        yy = float(sums(*quadratic(xp, y, y, 1.0), ones, distance)[0].sum())
        own, xx = sums(*quadratic(xp, x, x, 1.0), xp.columns([x, 1.0]), inverse(True))
        gradient = (own[:, :d] - x) - x * (own[:, d:] - 1)
        other, xy = sums(*quadratic(xp, x, y, 1.0), xp.columns([y, 1.0]), inverse(False))
        gradient = gradient - other[:, :d] + x * other[:, d:]
        return (2 * xy - (xx - n) - yy) / n ** 2, gradient * (2 / n ** 2)

    return evaluate


def ksd(xp, x, y, s, h, tile):
    """q = (1 + r^2/h^2)^(-1/2). The sums of q <s, s'> and of q^3 <x - x', s - s'> = 2 q^3 <x, s> - 2 q^3 <x', s> are products too, so
    that the tile sees q and q^3 only; the rest is q^3 (d - 3) + 3 q^5."""
    n, d = x.shape
    sums, cubes = Sums(xp, x, n, n, tile, d), xp.empty((n, d + 1), x)

    def evaluate():
        cubes[:] = 0
        payload = xp.columns([s, 1.0])

        def inverse_root(k, i, j):
            k[0] += 1.0
            xp.inverse_root(k[0], out=k[1])
            xp.multiply(k[1], k[1], out=k[0])
            xp.multiply(k[0], k[1], out=k[2])
            cubes[i:i + len(k[2])] += xp.matmul(k[2], payload[j:j + k[2].shape[1]])
            fifth = xp.dot(k[0], k[2])
            k[0], k[1] = k[1], k[0]
            return fifth

        products, q5 = sums(*quadratic(xp, x, x, 1 / h ** 2), s, inverse_root)
        xs = xp.row_products(x, s)
        value = xp.dot(products, s)
        slopes = 2 * (xp.dot(cubes[:, d] * 1, xs) - xp.dot(cubes[:, :d] * 1, x))
        return (value + (slopes + (d - 3) * float(cubes[:, d].sum()) + 3 * q5) / h ** 2) / n ** 2, None

    return evaluate


def median(xp, x, y, s, h, tile):
    """Squared distances of distinct pairs side by side, then a selection: the mean of the two middle ones when their number is even."""
    n = len(x)
    rows, count = tile[0], n * (n - 1) // 2
    strip, list_ = xp.empty((rows, n), x), xp.empty((count,), x)

    def evaluate():
        left, right = quadratic(xp, x, x, 1.0)
        at = 0
        for i in range(0, n, rows):
            p = min(rows, n - i)
            u = strip[:p, :n - i] if i == 0 else strip.reshape(-1)[:p * (n - i)].reshape(p, n - i)
            xp.matmul(left[i:i + p], right[:, i:], out=u)
            for r in range(p):
                width = n - i - r - 1
                list_[at:at + width] = u[r, r + 1:]
                at += width
        return math.sqrt(max(0.0, middle(xp, list_))), None

    return evaluate


def middle(xp, numbers):
    half, odd = len(numbers) // 2, len(numbers) % 2 == 1
    if xp is Numpy:
        ordered = np.partition(numbers, half)
        upper = float(ordered[half])
        return upper if odd else (upper + float(ordered[:half].max())) / 2
    upper = torch.kthvalue(numbers, half + 1).values
    if odd:
        return float(upper)
    is_below = numbers < upper
    tie = int(is_below.sum()) < half
    return float(upper) if tie else (float(upper) + float(torch.where(is_below, numbers, 0.0 * upper).max())) / 2
