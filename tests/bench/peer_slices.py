"""Sliced distances: projections by one matrix product, a sort of each row, the differences sent back by the ranks, one product back.
Dense: whole matrices. Blocked: one direction at a time, which stays in the cache."""
from peer_arrays import np, ot, torch


def packed_order(row, scratch):
    """Order and sorted values of float32 numbers by one sort of 64-bit words, key above index: faster than argsort."""
    bits = row.view(np.int32)
    flipped = bits ^ ((bits >> 31) & 0x7FFFFFFF)
    np.left_shift(flipped.astype(np.int64), 32, out=scratch)
    scratch |= np.arange(len(row))
    scratch.sort()
    keys = (scratch >> 32).astype(np.int32)
    return scratch & 0xFFFFFFFF, (keys ^ ((keys >> 31) & 0x7FFFFFFF)).view(np.float32)


def order_and_values(row, scratch):
    if row.dtype == np.float32:
        return packed_order(row, scratch)
    order = np.argsort(row)
    return order, row[order]


def sw_numpy_dense(x, y, directions):
    n, slices = len(x), len(directions)
    index = np.arange(slices)[:, None]

    def evaluate():
        px, py = directions @ x.T, directions @ y.T
        order = np.argsort(px, axis=1)
        py.sort(axis=1)
        difference = np.take_along_axis(px, order, 1) - py
        px[index, order] = difference
        return float(np.vdot(difference, difference)) / (n * slices), (px.T @ directions) * (2 / (n * slices))

    return evaluate


def sw_numpy_blocked(x, y, directions):
    n, slices = len(x), len(directions)
    scratch = np.empty(n, np.int64)

    def evaluate():
        px, py = directions @ x.T, directions @ y.T
        total = 0.0
        for a, b in zip(px, py):
            order, values = order_and_values(a, scratch)
            b.sort()
            values -= b
            a[order] = values
            total += float(np.dot(values, values))
        return total / (n * slices), (px.T @ directions) * (2 / (n * slices))

    return evaluate


def sw_torch(x, y, directions, by_row):
    n, slices = len(x), len(directions)

    def one(a, b):
        values, order = torch.sort(a, -1)
        values -= torch.sort(b, -1).values
        a.scatter_(-1, order, values)
        return float(torch.dot(values.reshape(-1), values.reshape(-1)))

    def evaluate():
        px, py = directions @ x.T, directions @ y.T
        total = sum(one(a, b) for a, b in zip(px, py)) if by_row else one(px, py)
        return total / (n * slices), (px.T @ directions) * (2 / (n * slices))

    return evaluate


def sw_pot(x, y, directions):
    """The root of SW2^2 is what POT gives: its gradient is that of the square over twice the root."""
    def evaluate():
        with torch.enable_grad():
            z = x.detach().requires_grad_(True)
            distance = ot.sliced_wasserstein_distance(z, y, n_projections=len(directions), projections=directions.T)
            (distance * distance).backward()
            return float(distance.detach()) ** 2, z.grad

    return evaluate


def energy_of_rows(px, py, order_of):
    """2 int (F - G)^2 along each row, by one sort of the union; px is overwritten by the slopes in x."""
    n = px.shape[-1]
    union = np.concatenate([px, py], -1)
    order, values = order_of(union)
    step = np.where(order < n, np.int32(1), np.int32(-1))
    after = np.cumsum(step, -1, dtype=np.int32).astype(union.dtype)  # n (F - G) behind each number
    total = 2 * float(np.vdot(after[..., :-1] ** 2, np.diff(values, axis=-1))) / n ** 2
    place = np.empty_like(union)
    np.put_along_axis(place, order, (2 * after - step) * step, -1)  # n^2 ((F - G)^2 behind less that before)
    np.multiply(place[..., :n], -2 / n ** 2, out=px)
    return total


def sliced_energy_numpy(x, y, directions, by_row):
    n, slices = len(x), len(directions)
    scratch = np.empty(2 * n, np.int64)

    def dense_order(union):
        order = np.argsort(union, axis=-1)
        return order, np.take_along_axis(union, order, -1)

    def evaluate():
        px, py = directions @ x.T, directions @ y.T
        if by_row:
            total = sum(energy_of_rows(a, b, lambda u: order_and_values(u, scratch)) for a, b in zip(px, py))
        else:
            total = energy_of_rows(px, py, dense_order)
        return total / slices, (px.T @ directions) / slices

    return evaluate


def sliced_energy_torch(x, y, directions, by_row):
    n, slices = len(x), len(directions)

    def one(a, b):
        values, order = torch.sort(torch.cat([a, b], -1), -1)
        step = torch.where(order < n, torch.tensor(1, dtype=torch.int32), torch.tensor(-1, dtype=torch.int32))
        after = torch.cumsum(step, -1, dtype=torch.int32).to(values.dtype)
        total = 2 * float((after[..., :-1] ** 2 * (values[..., 1:] - values[..., :-1])).sum()) / n ** 2
        place = torch.empty_like(values).scatter_(-1, order, (2 * after - step) * step)
        torch.mul(place[..., :n], -2 / n ** 2, out=a)
        return total

    def evaluate():
        px, py = directions @ x.T, directions @ y.T
        total = sum(one(a, b) for a, b in zip(px, py)) if by_row else one(px, py)
        return total / slices, (px.T @ directions) / slices

    return evaluate


def sw(x, y, directions):
    found = {"numpy_dense": sw_numpy_dense(x, y, directions), "numpy_blocked": sw_numpy_blocked(x, y, directions)}
    if torch is not None:
        a, b, c = torch.from_numpy(x), torch.from_numpy(y), torch.from_numpy(directions)
        found.update(torch_dense=sw_torch(a, b, c, False), torch_blocked=sw_torch(a, b, c, True))
        if ot is not None:
            found["pot"] = sw_pot(a, b, c)
    return found


def sliced_energy(x, y, directions):
    found = {"numpy_dense": sliced_energy_numpy(x, y, directions, False), "numpy_blocked": sliced_energy_numpy(x, y, directions, True)}
    if torch is not None:
        a, b, c = torch.from_numpy(x), torch.from_numpy(y), torch.from_numpy(directions)
        found.update(torch_dense=sliced_energy_torch(a, b, c, False), torch_blocked=sliced_energy_torch(a, b, c, True))
    return found
