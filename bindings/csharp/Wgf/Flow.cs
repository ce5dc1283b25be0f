using System;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;

namespace Wgf {
  /// <summary>
  /// A gradient flow. Options go by name: <c>new Flow("svgd", particles, target) { ["step_size"] = 0.05 }</c>;
  /// <see cref="Catalogue.Options"/> lists them. They are set before the first step; "step_size" may also change later.
  /// </summary>
  public sealed unsafe class Flow : IDisposable {
    readonly FlowHandle handle;

    /// <summary>A flow; <see cref="Catalogue.Flows"/> lists them.</summary>
    /// <param name="name">For example "svgd".</param>
    /// <param name="ensemble">The particles. They are moved in place: read them between steps.</param>
    /// <param name="targets">The target; a flow that needs both a density and samples takes two.</param>
    public Flow(string name, Ensemble ensemble, params Target[] targets) {
      Name = name;
      Ensemble = Given.NotNull(ensemble, nameof(ensemble));
      foreach (var target in Given.NotNull(targets, nameof(targets))) Given.NotNull(target, nameof(targets));
      Native.FlowCreate(ensemble.Context.Handle, name, out handle);
      try {
        Connect(targets);
      } catch {
        handle.Dispose();
        throw;
      }
    }

    FlowHandle Handle => handle.Open(nameof(Flow));

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The particles.</summary>
    public Ensemble Ensemble { get; }

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
      Native.FlowSetKernel(open, 0, Trampolines.KernelAddress, Trampolines.User(kernel), Trampolines.FreeAddress);
      open.Keep("kernel", kernel);
    }

    /// <summary>Uses a kernel given by features instead of the option "kernel".</summary>
    /// <param name="count">Number of features.</param>
    /// <param name="features">Gives them.</param>
    public void SetFeatures(long count, Features features) {
      var open = Handle;
      Given.NotNull(features, nameof(features));
      Native.FlowSetFeatures(open, count, Trampolines.FeaturesAddress, Trampolines.User(features), Trampolines.FreeAddress);
      open.Keep("kernel", features);
    }

    /// <summary>Checks everything and allocates everything. The first step does it when the caller does not.</summary>
    public void Bind() => Native.FlowBind(Handle);

    /// <summary>One step.</summary>
    /// <returns><see cref="Status.Ok"/> or <see cref="Status.Cancelled"/>.</returns>
    public Status Step() => Native.FlowStep(Handle);

    /// <summary>Several steps. An exception leaves the flow at its last completed step.</summary>
    /// <param name="steps">How many.</param>
    /// <param name="progress">Is told now and then (option "progress_interval") and at the end, on this thread.</param>
    /// <param name="cancellationToken">Cancels; then the run throws.</param>
    /// <param name="timeLimit">Limit of wall time, looked at between steps; zero for none.</param>
    /// <param name="tolerance">Stop when the root mean square speed of the particles falls to this; 0 for never.</param>
    /// <returns>Ok: all steps done. Converged, Budget, Cancelled: why it stopped earlier.</returns>
    /// <exception cref="OperationCanceledException">The token cancelled the run.</exception>
    public Status Run(long steps, [AllowNull] IProgress<FlowProgress> progress = null,
                      CancellationToken cancellationToken = default(CancellationToken), TimeSpan timeLimit = default(TimeSpan),
                      double tolerance = 0) {
      cancellationToken.ThrowIfCancellationRequested();
      if (timeLimit < TimeSpan.Zero) throw new ArgumentOutOfRangeException(nameof(timeLimit), timeLimit, "allowed is zero, for none, or a positive time");
      if (progress != null) SetProgress(progress);
      Status status;
      try {
        status = Failure.News(RunUntilCancelled(steps, timeLimit.TotalSeconds, tolerance, cancellationToken));
      } finally {
        if (progress != null && !handle.IsClosed) SetProgress(null);
      }
      if (status == Status.Cancelled) cancellationToken.ThrowIfCancellationRequested();
      return status;
    }

    /// <summary><see cref="Run"/> on a thread of the pool. Leave the flow and its ensemble alone until the task has ended.</summary>
    /// <param name="steps">How many.</param>
    /// <param name="progress">Is told now and then and at the end, on that thread.</param>
    /// <param name="cancellationToken">Cancels; then the task is cancelled.</param>
    /// <param name="timeLimit">Limit of wall time; zero for none.</param>
    /// <param name="tolerance">Stop when the speed of the particles falls to this; 0 for never.</param>
    /// <returns>As <see cref="Run"/>.</returns>
    public Task<Status> RunAsync(long steps, [AllowNull] IProgress<FlowProgress> progress = null,
                                 CancellationToken cancellationToken = default(CancellationToken), TimeSpan timeLimit = default(TimeSpan),
                                 double tolerance = 0) =>
      Task.Run(() => Run(steps, progress, cancellationToken, timeLimit, tolerance), cancellationToken);

    /// <summary>
    /// Begins or goes on with a step by hand: <c>while (flow.Ask(out var request)) flow.Tell(...)</c> is one step, with the bits of
    /// <see cref="Step"/>.
    /// </summary>
    /// <param name="request">What the step needs from the target.</param>
    /// <returns>false when the step is complete and there is nothing to answer.</returns>
    public bool Ask(out Request request) {
      request = Request.Sized;
      Native.FlowAsk(Handle, ref request);
      return request.Wants != 0;
    }

    /// <summary>Answers a request, on the user's scale. What was not wanted may be left empty.</summary>
    /// <param name="request">The request.</param>
    /// <param name="logDensity">A log density for each point.</param>
    /// <param name="score">The derivatives, laid out as the points.</param>
    /// <param name="hv">The Hessian products, laid out as the points.</param>
    public void Tell(in Request request, ReadOnlySpan<double> logDensity, ReadOnlySpan<double> score,
                     ReadOnlySpan<double> hv = default(ReadOnlySpan<double>)) {
      Memory.RequireLength(logDensity, request.Count, nameof(logDensity));
      Memory.RequireLength(score, request.Count * request.Dim, nameof(score));
      Memory.RequireLength(hv, request.Count * request.Dim, nameof(hv));
      fixed (double* l = &Memory.Start(logDensity), s = &Memory.Start(score), h = &Memory.Start(hv))
        Native.FlowTell(Handle, request.Count, request.Dim, l, s, h);
    }

    /// <summary>Gives up a step begun by <see cref="Ask"/>.</summary>
    public void Abandon() => Native.FlowAbandon(Handle);

    /// <summary>Cancels what this flow computes, or computes next when nothing runs; see <see cref="Context.Cancel"/>. Safe from any thread.</summary>
    public void Cancel() => Native.FlowCancel(Handle);

    /// <summary>Numbers about the last step. May be read inside a progress report.</summary>
    public Stats Stats {
      get {
        var stats = Stats.Sized;
        Native.FlowGetStats(Handle, ref stats);
        return stats;
      }
    }

    /// <summary>The drift (velocity without noise) at the current particles.</summary>
    /// <returns>One particle a row, in unconstrained coordinates.</returns>
    public double[,] Drift() {
      var open = Handle;
      var result = new double[Ensemble.Count, Ensemble.UnconstrainedDim];
      fixed (double* to = result) Native.FlowDrift(open, result.GetLength(0), result.GetLength(1), to);
      return result;
    }

    /// <summary>The energy of the current particles, up to the constant that its catalogue entry names.</summary>
    /// <returns>The energy.</returns>
    public double Energy() {
      Native.FlowEnergy(Handle, out var value);
      return value;
    }

    /// <summary>What was recorded so far: an iteration for each "record_every" steps after "warmup", each particle a chain.</summary>
    /// <returns>A copy that later steps do not change.</returns>
    public Draws GetDraws() {
      Native.FlowGetDraws(Handle, out var draws);
      return new Draws(draws);
    }

    /// <summary>A checkpoint: particles, step, the state of the recipe and what was recorded, but no callbacks and no target.</summary>
    /// <returns>Its bytes.</returns>
    public byte[] Save() {
      Native.FlowGetCheckpointSize(Handle, out var n);
      var bytes = new byte[n];
      fixed (byte* to = bytes) Native.FlowSave(Handle, n, to);
      return bytes;
    }

    /// <summary>Goes on from a checkpoint of a flow of the same name, options and size, bit for bit.</summary>
    /// <param name="checkpoint">The bytes. Damaged or foreign ones are refused, and nothing changes.</param>
    public void Restore(byte[] checkpoint) {
      fixed (byte* from = Given.NotNull(checkpoint, nameof(checkpoint))) Native.FlowRestore(Handle, checkpoint.Length, from);
    }

    /// <summary><see cref="Save"/> to a file, replaced only when all was written.</summary>
    /// <param name="path">The file.</param>
    public void SaveFile(string path) => Native.FlowSaveFile(Handle, path);

    /// <summary><see cref="Restore"/> from a file.</summary>
    /// <param name="path">The file.</param>
    public void RestoreFile(string path) => Native.FlowRestoreFile(Handle, path);

    /// <summary>What it is, in one line.</summary>
    /// <returns>The line.</returns>
    public override string ToString() => "Flow " + Name + (handle.IsClosed ? " (disposed)" : ": " + Stats);

    /// <summary>Releases the flow; one that runs is released when its run returns.</summary>
    public void Dispose() => handle.Dispose();

    void Connect(Target[] targets) {
      handle.Keep("context", Ensemble.Context.Handle);
      Native.FlowSetEnsemble(handle, Ensemble.Handle);
      handle.Keep("ensemble", Ensemble.Handle);
      for (var i = 0; i < targets.Length; ++i) {
        Native.FlowSetTarget(handle, targets[i].Handle);
        handle.Keep("target " + i, targets[i].Handle);
      }
    }

    void SetProgress([AllowNull] IProgress<FlowProgress> progress) {
      var open = Handle;
      Action<long, long> report = (step, steps) => progress?.Report(new FlowProgress(step, steps, Stats));
      if (progress == null) Native.FlowSetProgress(open, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero);
      else Native.FlowSetProgress(open, Trampolines.ProgressAddress, Trampolines.User(report), Trampolines.FreeAddress);
      open.Keep("progress", report);
    }

    /// <summary>
    /// The raw status: what a callback threw still waits. A token that cancels too late to stop this run leaves the library's flag up; it is
    /// taken down here by a run that it stops before its first step, so that it does not stop the next one.
    /// </summary>
    Status RunUntilCancelled(long steps, double seconds, double tolerance, CancellationToken token) {
      var open = Handle;
      var asked = false;
      Action cancel = () => {
        asked = true;
        if (!open.IsClosed) NativeMethods.FlowCancel(open);
      };
      Status status;
      using (token.Register(cancel)) status = NativeMethods.FlowRun(open, steps, seconds, tolerance);
      if (asked && !open.IsClosed && (status != Status.Cancelled || Failure.Waits)) NativeMethods.FlowRun(open, 1, 0, 0);
      return status;
    }
  }
}
