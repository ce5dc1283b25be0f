"""A step of unadjusted Langevin on the standard normal law, in place."""
import math

from peer_arrays import np, torch

STEP = 0.01


def ula(x):
    own, noise = x.copy(), np.empty_like(x)
    random = np.random.Generator(np.random.SFC64(1))  # numpy's fastest

    def numpy_step():
        random.standard_normal(out=noise, dtype=noise.dtype)
        np.multiply(noise, math.sqrt(2 * STEP), out=noise)
        np.multiply(own, 1 - STEP, out=own)
        np.add(own, noise, out=own)
        return None, own

    found = {"numpy_dense": numpy_step}
    if torch is None:
        return found
    mine, fresh = torch.from_numpy(x.copy()), torch.from_numpy(noise.copy())

    def torch_step():
        fresh.normal_()
        mine.mul_(1 - STEP).add_(fresh, alpha=math.sqrt(2 * STEP))
        return None, mine

    found["torch_dense"] = torch_step
    return found
