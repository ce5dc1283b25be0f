using System;

namespace Wgf {
  /// <summary>
  /// How far a cloud of particles is from a target. Options go by name: <c>new Discrepancy(context, "mmd") { ["kernel"] = "laplace" }</c>;
  /// <see cref="Catalogue.Options"/> lists them.
  /// </summary>
  public sealed unsafe class Discrepancy : IDisposable {
    readonly DiscrepancyHandle handle;

    /// <summary>A discrepancy; <see cref="Catalogue.Discrepancies"/> lists them.</summary>
    /// <param name="context">The context.</param>
    /// <param name="name">For example "ksd".</param>
    public Discrepancy(Context context, string name) {
      Name = name;
      Native.DiscrepancyCreate(Given.NotNull(context, nameof(context)).Handle, name, out handle);
      handle.Keep("context", context.Handle);
    }

    DiscrepancyHandle Handle => handle.Open(nameof(Discrepancy));

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>An option.</summary>
    /// <param name="name">Its name.</param>
    public OptionValue this[string name] {
      get {
        using (var option = Handle.Option(Name, name)) return option.Get();
      }
      set {
        using (var option = Handle.Option(Name, name)) option.Set(value);
      }
    }

    /// <summary>Uses a kernel of your own instead of the option "kernel".</summary>
    /// <param name="kernel">The kernel.</param>
    public void SetKernel(Kernel kernel) {
      var open = Handle;
      Given.NotNull(kernel, nameof(kernel));
      Native.DiscrepancySetKernel(open, 0, Trampolines.KernelAddress, Trampolines.User(kernel), Trampolines.FreeAddress);
      open.Keep("kernel", kernel);
    }

    /// <summary>The value. Weights of both sides count.</summary>
    /// <param name="ensemble">The particles.</param>
    /// <param name="target">Samples, or a density for "ksd".</param>
    /// <returns>The squared MMD, the energy distance, the squared KSD, or the squared sliced Wasserstein-2 distance.</returns>
    public double Evaluate(Ensemble ensemble, Target target) {
      Native.DiscrepancyEvaluate(Handle, Given.NotNull(ensemble, nameof(ensemble)).Handle, Given.NotNull(target, nameof(target)).Handle, out var value, 0, 0, null);
      return value;
    }

    /// <summary>The value and its gradient in the particles.</summary>
    /// <param name="ensemble">The particles.</param>
    /// <param name="target">Samples, or a density for "ksd".</param>
    /// <param name="gradient">Receives the gradient, one particle a row, in unconstrained coordinates.</param>
    /// <returns>The value.</returns>
    public double Evaluate(Ensemble ensemble, Target target, out double[,] gradient) {
      Given.NotNull(target, nameof(target));
      gradient = new double[Given.NotNull(ensemble, nameof(ensemble)).Count, ensemble.UnconstrainedDim];
      double value;
      fixed (double* x = gradient)
        Native.DiscrepancyEvaluate(Handle, ensemble.Handle, target.Handle, out value, gradient.GetLength(0), gradient.GetLength(1), x);
      return value;
    }

    /// <summary>What it is, in one line.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => "Discrepancy " + Name + (handle.IsClosed ? " (disposed)" : "");

    /// <summary>Releases the discrepancy.</summary>
    public void Dispose() => handle.Dispose();
  }
}
