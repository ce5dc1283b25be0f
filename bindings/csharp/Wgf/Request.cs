using System;

namespace Wgf {
  public readonly unsafe partial struct Request {
    /// <summary>The points, one after the other, on the user's scale; valid until <see cref="Flow.Tell"/>.</summary>
    public ReadOnlySpan<double> Points => Memory.View(X, Count * Dim);

    /// <summary>The vectors for <see cref="TargetFlags.HessianVector"/>, laid out as the points; else empty.</summary>
    public ReadOnlySpan<double> Vectors => Memory.View(V, Count * Dim);
  }
}
