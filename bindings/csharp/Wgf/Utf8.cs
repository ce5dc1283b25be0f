using System;
using System.Text;

namespace Wgf {
  /// <summary>Texts that the library owns.</summary>
  static unsafe class Utf8 {
    internal static string Read(IntPtr text) {
      if (text == IntPtr.Zero) return "";
      var bytes = (byte*)text;
      var length = 0;
      while (bytes[length] != 0) ++length;
      return Encoding.UTF8.GetString(bytes, length);
    }
  }
}
