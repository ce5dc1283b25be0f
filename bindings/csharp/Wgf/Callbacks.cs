using System;

namespace Wgf {
  /// <summary>Points that a callback is asked about. Valid during the call.</summary>
  public readonly ref struct Points {
    /// <summary>All numbers: coordinate k of point i at i*Dim + k.</summary>
    public ReadOnlySpan<double> Values { get; }

    /// <summary>Number of points.</summary>
    public int Count { get; }

    /// <summary>Dimension.</summary>
    public int Dim { get; }

    /// <summary>Index of the mini-batch, or -1 for all data.</summary>
    public long Batch { get; }

    internal unsafe Points(double* x, long count, long dim, long batch) {
      Values = Memory.View(x, count * dim);
      Count = (int)count;
      Dim = (int)dim;
      Batch = batch;
    }

    /// <summary>One point.</summary>
    /// <param name="index">From 0.</param>
    public ReadOnlySpan<double> this[int index] => Values.Slice(index * Dim, Dim);
  }

  /// <summary>Log density and score of one point.</summary>
  /// <param name="x">The point, on the user's scale.</param>
  /// <param name="score">Receives the derivatives of the log density.</param>
  /// <returns>
  /// The log density, up to a constant. Negative infinity or NaN, or a score that is not finite, rejects the point. An exception stops the
  /// run and comes out of it.
  /// </returns>
  public delegate double PointDensity(ReadOnlySpan<double> x, Span<double> score);

  /// <summary>Log density and score of many points at once; see <see cref="PointDensity"/>.</summary>
  /// <param name="x">The points, on the user's scale.</param>
  /// <param name="logDensity">Receives a log density for each point; empty when not wanted.</param>
  /// <param name="score">Receives the derivatives, laid out as the points; empty when not wanted.</param>
  public delegate void Density(Points x, Span<double> logDensity, Span<double> score);

  /// <summary>Products of the Hessian of the log density with one vector for each point.</summary>
  /// <param name="x">The points, on the user's scale.</param>
  /// <param name="v">The vectors, laid out as the points.</param>
  /// <param name="hv">Receives the products, laid out as the points.</param>
  public delegate void HessianVector(Points x, ReadOnlySpan<double> v, Span<double> hv);

  /// <summary>A radial kernel k = phi(u), u = |x-y|^2 / bandwidth^2.</summary>
  /// <param name="u">Values, not negative.</param>
  /// <param name="k">Receives phi.</param>
  /// <param name="k1">Receives the derivative of phi in u.</param>
  /// <param name="k2">Receives the second derivative; empty when not wanted.</param>
  /// <param name="k3">Receives the third derivative; empty when not wanted.</param>
  public delegate void Kernel(ReadOnlySpan<double> u, Span<double> k, Span<double> k1, Span<double> k2, Span<double> k3);

  /// <summary>A kernel by features: k(x,y) is the product of f(x) and f(y).</summary>
  /// <param name="x">The points, in unconstrained coordinates.</param>
  /// <param name="f">Receives the features, those of point i together; empty when not wanted.</param>
  /// <param name="c">One vector in feature space; empty when no product is wanted.</param>
  /// <param name="jtc">Receives J(x)^T c for each point, J being the Jacobian of the features; empty when not wanted.</param>
  public delegate void Features(Points x, Span<double> f, ReadOnlySpan<double> c, Span<double> jtc);
}
