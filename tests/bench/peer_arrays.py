"""What numpy and torch share, under one set of names: f(arguments, out=) of whole arrays. One thread."""
import os

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"
# torch 1.13 uses AVX2 at most unless it is told so; with AVX-512 its exp is twice as fast.
with open("/proc/cpuinfo", encoding="ascii") as cpu:
    if " avx512f" in cpu.read():
        os.environ.setdefault("ATEN_CPU_CAPABILITY", "avx512")

import numpy as np  # noqa: E402: reads the variables above

try:
    import torch
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
except ImportError:
    torch = None

try:
    import ot
except ImportError:
    ot = None


class Numpy:
    name = "numpy"
    matmul, exp, sqrt, multiply, add, subtract, maximum = np.matmul, np.exp, np.sqrt, np.multiply, np.add, np.subtract, np.maximum
    reciprocal = np.reciprocal

    @staticmethod
    def array(x):
        return np.ascontiguousarray(x)

    @staticmethod
    def empty(shape, like):
        return np.empty(shape, like.dtype)

    @staticmethod
    def columns(parts):
        """Columns side by side; a number is a column of it."""
        n = next(len(p) for p in parts if not np.isscalar(p))
        width = sum(1 if np.isscalar(p) or p.ndim == 1 else p.shape[1] for p in parts)
        out = np.empty((n, width), next(p.dtype for p in parts if not np.isscalar(p)))
        at = 0
        for p in parts:
            step = 1 if np.isscalar(p) or p.ndim == 1 else p.shape[1]
            out[:, at:at + step] = p if np.isscalar(p) or p.ndim == 2 else p[:, None]
            at += step
        return out

    @staticmethod
    def transposed(x):
        return np.ascontiguousarray(x.T)

    @staticmethod
    def row_products(x, y):
        return np.einsum("ij,ij->i", x, y)

    @staticmethod
    def dot(x, y):
        return float(np.dot(x.reshape(-1), y.reshape(-1)))

    @staticmethod
    def clear_diagonal(tile, first, value):
        """Entries (i, first + i) of a tile of rows."""
        begin, end = max(0, -first), min(len(tile), tile.shape[1] - first)
        if begin < end:
            rows = np.arange(begin, end)
            tile[rows, rows + first] = value

    @staticmethod
    def inverse_root(x, out):
        np.sqrt(x, out=out)
        np.reciprocal(out, out=out)

    @staticmethod
    def to_numpy(x):
        return x


class Torch(Numpy):
    name = "torch"
    if torch is not None:
        matmul, exp, sqrt, multiply, add, subtract = torch.matmul, torch.exp, torch.sqrt, torch.mul, torch.add, torch.sub
        reciprocal = torch.reciprocal

    @staticmethod
    def maximum(x, low, out):
        torch.clamp(x, min=low, out=out)

    @staticmethod
    def array(x):
        return torch.from_numpy(np.ascontiguousarray(x))

    @staticmethod
    def empty(shape, like):
        return torch.empty(shape, dtype=like.dtype)

    @staticmethod
    def columns(parts):
        like = next(p for p in parts if not np.isscalar(p))
        return torch.cat([torch.full((len(like), 1), float(p), dtype=like.dtype) if np.isscalar(p) else p if p.ndim == 2 else p[:, None] for p in parts], 1)

    @staticmethod
    def transposed(x):
        return x.T.contiguous()

    @staticmethod
    def row_products(x, y):
        return (x * y).sum(1)

    @staticmethod
    def dot(x, y):
        return float(torch.dot(x.reshape(-1), y.reshape(-1)))

    @staticmethod
    def inverse_root(x, out):
        torch.rsqrt(x, out=out)

    @staticmethod
    def to_numpy(x):
        return x.numpy()


def backends():
    return [Numpy] + ([Torch] if torch is not None else [])
