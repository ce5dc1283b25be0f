namespace Wgf {
  /// <summary>The native library.</summary>
  public static class Library {
    /// <summary>Its version, for example "0.2.0".</summary>
    public static string Version => Native.Version();

    /// <summary>Its version as major*1000000 + minor*1000 + patch.</summary>
    public static int VersionNumber => Native.VersionNumber();

    /// <summary>Number of native objects alive in the process: 0 when everything was disposed or collected.</summary>
    public static long LiveHandles => Native.LiveHandles();
  }
}
