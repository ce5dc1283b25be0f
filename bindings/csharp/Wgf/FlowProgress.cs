namespace Wgf {
  /// <summary>How far a run has come.</summary>
  public readonly struct FlowProgress {
    internal FlowProgress(long step, long steps, Stats stats) {
      Step = step;
      Steps = steps;
      Stats = stats;
    }

    /// <summary>Steps completed by the flow.</summary>
    public long Step { get; }

    /// <summary>Steps the flow will have completed at the end of the run.</summary>
    public long Steps { get; }

    /// <summary>Numbers about the last step.</summary>
    public Stats Stats { get; }
  }
}
