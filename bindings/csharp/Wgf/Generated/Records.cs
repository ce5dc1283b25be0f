// Made by bindings/swig/regenerate from include/wgf; changes here are lost.
#pragma warning disable 649
using System;
using System.Runtime.InteropServices;

namespace Wgf {
  /// <summary>One entry of the catalogue. All strings are static.</summary>
  [StructLayout(LayoutKind.Sequential)]
  public readonly unsafe partial struct Entry {
    readonly uint structSize;
    readonly int deterministic;
    readonly IntPtr name;
    readonly IntPtr summary;
    readonly IntPtr reference;
    readonly IntPtr energy;
    readonly IntPtr geometry;
    readonly IntPtr scheme;
    readonly IntPtr needs;
    readonly IntPtr symmetries;
    readonly IntPtr memory;
    readonly long options;
    readonly long particles;
    readonly IntPtr particlesReason;

    Entry(uint structSize) : this() { this.structSize = structSize; }

    internal static Entry Sized => new Entry((uint)sizeof(Entry));

    /// <summary>Flows: 1 when no random number is used with the default options.</summary>
    public bool Deterministic => deterministic != 0;

    /// <summary>The name to create it by.</summary>
    public string Name => Utf8.Read(name);

    /// <summary>One line.</summary>
    public string Summary => Utf8.Read(summary);

    /// <summary>Paper and equation.</summary>
    public string Reference => Utf8.Read(reference);

    /// <summary>Flows: the energy that decreases.</summary>
    public string Energy => Utf8.Read(energy);

    /// <summary>Flows: the metric that the flow is steepest descent in.</summary>
    public string Geometry => Utf8.Read(geometry);

    /// <summary>Flows: how time is discretised.</summary>
    public string Scheme => Utf8.Read(scheme);

    /// <summary>Flows, discrepancies: what the target must give: "score", "log density", "samples".</summary>
    public string Needs => Utf8.Read(needs);

    /// <summary>Flows: the transformations that the drift commutes with.</summary>
    public string Symmetries => Utf8.Read(symmetries);

    /// <summary>Flows: growth of memory with n particles, m samples and d dimensions.</summary>
    public string Memory => Utf8.Read(memory);

    /// <summary>Number of options.</summary>
    public long OptionCount => options;

    /// <summary>Flows: a sensible number of particles.</summary>
    public long Particles => particles;

    /// <summary>Flows: why that number.</summary>
    public string ParticlesReason => Utf8.Read(particlesReason);
  }

  /// <summary>One option of a catalogue entry. All strings are static.</summary>
  [StructLayout(LayoutKind.Sequential)]
  public readonly unsafe partial struct Option {
    readonly uint structSize;
    readonly int type;
    readonly IntPtr name;
    readonly IntPtr summary;
    readonly double defaultValue;
    readonly double minimum;
    readonly double maximum;
    readonly IntPtr defaultText;
    readonly IntPtr choices;

    Option(uint structSize) : this() { this.structSize = structSize; }

    internal static Option Sized => new Option((uint)sizeof(Option));

    /// <summary>One of OptionType.</summary>
    public OptionType Type => (OptionType)type;

    /// <summary>The option's name.</summary>
    public string Name => Utf8.Read(name);

    /// <summary>A sentence: meaning, unit, and why the default is what it is.</summary>
    public string Summary => Utf8.Read(summary);

    /// <summary>Default of a number.</summary>
    public double DefaultValue => defaultValue;

    /// <summary>Smallest allowed number.</summary>
    public double Minimum => minimum;

    /// <summary>Largest allowed number.</summary>
    public double Maximum => maximum;

    /// <summary>Default of a text.</summary>
    public string DefaultText => Utf8.Read(defaultText);

    /// <summary>Allowed texts, separated by spaces; "" when any text is allowed.</summary>
    public string Choices => Utf8.Read(choices);
  }

  /// <summary>How draws came about.</summary>
  [StructLayout(LayoutKind.Sequential)]
  public readonly unsafe partial struct DrawsInfo {
    readonly uint structSize;
    readonly int kind;
    readonly long every;
    readonly long lost;

    DrawsInfo(uint structSize) : this() { this.structSize = structSize; }

    internal static DrawsInfo Sized => new DrawsInfo((uint)sizeof(DrawsInfo));

    /// <summary>One of DrawsKind.</summary>
    public DrawsKind Kind => (DrawsKind)kind;

    /// <summary>Steps of the flow from one iteration to the next, the first included: the option "record_every", doubled each time "record_limit" was full. 1 for draws of your own.</summary>
    public long Every => every;

    /// <summary>Chains that were lost when the draws were taken; see Stats.</summary>
    public long Lost => lost;
  }

  /// <summary>Summary of one coordinate, by the definitions of the R package posterior (Vehtari, Gelman, Simpson, Carpenter, Buerkner, "Rank-normalization, folding, and localization", Bayesian Analysis 16, 2021). NaN where the draws are too few or constant (chains of two or three iterations have the values of posterior, which takes them for iterations); for DrawsKind.Cloud mean, standard deviation and quantiles are of all its particles, and what only chains have is NaN.</summary>
  [StructLayout(LayoutKind.Sequential)]
  public readonly unsafe partial struct Summary {
    readonly uint structSize;
    readonly int reserved;
    readonly double mean;
    readonly double sd;
    readonly double q5;
    readonly double median;
    readonly double q95;
    readonly double mcseMean;
    readonly double essBulk;
    readonly double essTail;
    readonly double rhat;
    readonly double mcseSd;
    readonly double mcseQ5;
    readonly double mcseMedian;
    readonly double mcseQ95;
    readonly double essMean;
    readonly double essSd;
    readonly double rhatBasic;

    Summary(uint structSize) : this() { this.structSize = structSize; }

    internal static Summary Sized => new Summary((uint)sizeof(Summary));

    /// <summary>Mean.</summary>
    public double Mean => mean;

    /// <summary>Standard deviation, divisor n - 1.</summary>
    public double Sd => sd;

    /// <summary>5 % quantile, type 7.</summary>
    public double Q5 => q5;

    /// <summary>Median.</summary>
    public double Median => median;

    /// <summary>95 % quantile.</summary>
    public double Q95 => q95;

    /// <summary>Monte Carlo standard error of the mean.</summary>
    public double McseMean => mcseMean;

    /// <summary>Bulk effective sample size.</summary>
    public double EssBulk => essBulk;

    /// <summary>Tail effective sample size.</summary>
    public double EssTail => essTail;

    /// <summary>Rank-normalised split R-hat.</summary>
    public double Rhat => rhat;

    /// <summary>Monte Carlo standard error of the standard deviation.</summary>
    public double McseSd => mcseSd;

    /// <summary>Monte Carlo standard error of the 5 % quantile; of others: Draws.QuantileError.</summary>
    public double McseQ5 => mcseQ5;

    /// <summary>Monte Carlo standard error of the median.</summary>
    public double McseMedian => mcseMedian;

    /// <summary>Monte Carlo standard error of the 95 % quantile.</summary>
    public double McseQ95 => mcseQ95;

    /// <summary>Effective sample size for the mean: of split chains, not rank-normalised.</summary>
    public double EssMean => essMean;

    /// <summary>Effective sample size for the standard deviation.</summary>
    public double EssSd => essSd;

    /// <summary>Split R-hat, not rank-normalised.</summary>
    public double RhatBasic => rhatBasic;
  }

  /// <summary>What a step needs from outside before it can go on: see Flow.Ask.</summary>
  [StructLayout(LayoutKind.Sequential)]
  public readonly unsafe partial struct Request {
    readonly uint structSize;
    readonly int wants;
    readonly long n;
    readonly long d;
    readonly long batch;
    readonly double* x;
    readonly double* v;

    Request(uint structSize) : this() { this.structSize = structSize; }

    internal static Request Sized => new Request((uint)sizeof(Request));

    /// <summary>Sum of TargetFlags values: what to answer. 0: the step is complete, there is nothing to answer.</summary>
    public TargetFlags Wants => (TargetFlags)wants;

    /// <summary>Number of points.</summary>
    public long Count => n;

    /// <summary>Dimension, on the user's scale.</summary>
    public long Dim => d;

    /// <summary>Mini-batch index, or -1; see Density.</summary>
    public long Batch => batch;

    /// <summary>n times d points on the user's scale, valid until Flow.Tell.</summary>
    internal double* X => x;

    /// <summary>n times d vectors for TargetFlags.HessianVector, else null.</summary>
    internal double* V => v;
  }

  /// <summary>Numbers about the last completed step. NaN: not defined for this flow, or not computed.</summary>
  [StructLayout(LayoutKind.Sequential)]
  public readonly unsafe partial struct Stats {
    readonly uint structSize;
    readonly int reserved;
    readonly long step;
    readonly long evaluations;
    readonly long rejected;
    readonly double time;
    readonly double stepSize;
    readonly double energy;
    readonly double dissipation;
    readonly double w2Speed;
    readonly double acceptance;
    readonly double bandwidth;
    readonly double seconds;
    readonly double approximationError;
    readonly long lost;
    readonly long recordEvery;
    readonly long exactSteps;
    readonly double relativeSpeed;
    readonly double spread;

    Stats(uint structSize) : this() { this.structSize = structSize; }

    internal static Stats Sized => new Stats((uint)sizeof(Stats));

    /// <summary>Steps completed.</summary>
    public long Step => step;

    /// <summary>Points at which the steps evaluated the target, those of differences included.</summary>
    public long Evaluations => evaluations;

    /// <summary>Points that the target rejected in the last step, over all its requests.</summary>
    public long Rejected => rejected;

    /// <summary>Flow time: the sum of the step sizes.</summary>
    public double Time => time;

    /// <summary>Step size of the last step.</summary>
    public double StepSize => stepSize;

    /// <summary>Energy before the last step that computed it; see the option "energy_every".</summary>
    public double Energy => energy;

    /// <summary>Rate at which the energy falls along the flow, before the last step.</summary>
    public double Dissipation => dissipation;

    /// <summary>Root mean square speed of the particles: the speed in the Wasserstein-2 distance.</summary>
    public double W2Speed => w2Speed;

    /// <summary>Mean acceptance probability of a Metropolis step.</summary>
    public double Acceptance => acceptance;

    /// <summary>Length scale of the kernel.</summary>
    public double Bandwidth => bandwidth;

    /// <summary>Wall time spent in steps.</summary>
    public double Seconds => seconds;

    /// <summary>Estimated relative L2 error of the last step's approximated velocity; above the option "approximation_tolerance" the step took the exact one. NaN: nothing was approximated.</summary>
    public double ApproximationError => approximationError;

    /// <summary>mala: chains far below the density of the others, still climbing when the warm-up ended, or that hardly ever accept the step that suits the others. They are moved by the Metropolis rule alone; the metric leaves them out.</summary>
    public long Lost => lost;

    /// <summary>Steps between recorded iterations now: the option "record_every", doubled each time the draws were full.</summary>
    public long RecordEvery => recordEvery;

    /// <summary>Steps that took exact sums because their approximation was too far off; see the option "approximation_tolerance".</summary>
    public long ExactSteps => exactSteps;

    /// <summary>svgd: how far the particles are from rest, in standard deviations of the cloud: speed times standard deviation over the kernel's mean. Looked at every 8 steps.</summary>
    public double RelativeSpeed => relativeSpeed;

    /// <summary>svgd: the mean over coordinates of -sum w (x - mean) score, which Stein's identity makes 1 for a cloud that represents the target; for a Gaussian the cloud's variance over the target's. Far below 1: collapsed.</summary>
    public double Spread => spread;
  }
}
