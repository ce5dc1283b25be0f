using System;

// One line for each record, as a debugger or Console.WriteLine shows it. Numbers are written as in C#, whatever the culture.
namespace Wgf {
  public readonly unsafe partial struct Entry {
    /// <summary>Its name and its sentence.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => Name + ": " + Summary;
  }

  public readonly unsafe partial struct Option {
    /// <summary>Its name, default, what is allowed, and its sentence.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => Name + Default + ": " + Summary;

    string Default {
      get {
        switch (Type) {
          case OptionType.String: return " = \"" + DefaultText + "\"" + (Choices == "" ? "" : " (one of " + Choices + ")");
          case OptionType.Vector: return "";
          default: return FormattableString.Invariant($" = {DefaultValue} (from {Minimum}") + (Maximum > 1e12 ? ")" : FormattableString.Invariant($" to {Maximum})"));
        }
      }
    }
  }

  public readonly unsafe partial struct Summary {
    /// <summary>Mean, standard deviation, quantiles and diagnostics.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => FormattableString.Invariant(
      $"mean {Mean:G4} +- {McseMean:G2}, sd {Sd:G4}, 5 % {Q5:G4}, median {Median:G4}, 95 % {Q95:G4}, ESS {EssBulk:F0} and {EssTail:F0}, R-hat {Rhat:F3}");
  }

  public readonly unsafe partial struct Request {
    /// <summary>What it wants, and at how many points.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => Wants + " at " + Count + " points in " + Dim + " dimensions" + (Batch < 0 ? "" : ", mini-batch " + Batch);
  }

  public readonly unsafe partial struct Stats {
    /// <summary>The numbers that are defined.</summary>
    /// <returns>One line.</returns>
    public override string ToString() =>
      FormattableString.Invariant($"step {Step}, {Evaluations} evaluations, time {Time:G4}, {Seconds:G3} s") + (Rejected == 0 ? "" : ", " + Rejected + " rejected") +
      Shown("step size", StepSize) + Shown("energy", Energy) + Shown("dissipation", Dissipation) + Shown("speed", W2Speed) + Shown("acceptance", Acceptance) +
      Shown("bandwidth", Bandwidth);

    static string Shown(string name, double value) => double.IsNaN(value) ? "" : FormattableString.Invariant($", {name} {value:G4}");
  }
}
