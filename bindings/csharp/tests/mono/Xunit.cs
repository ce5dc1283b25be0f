// The part of xunit that the tests use, for Mono, where xunit itself does not run.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Xunit {
  [AttributeUsage(AttributeTargets.Method)]
  public class FactAttribute : Attribute {
    public string Skip { get; set; }
  }

  [AttributeUsage(AttributeTargets.Assembly)]
  public sealed class CollectionBehaviorAttribute : Attribute {
    public bool DisableTestParallelization { get; set; }
  }

  public sealed class AssertException : Exception {
    public AssertException(string text) : base(text) { }
  }

  public static class Assert {
    public static void True(bool condition, string text = "a condition") {
      if (!condition) throw new AssertException(text + " is false");
    }

    public static void False(bool condition) => True(!condition, "the opposite");

    public static void Equal<T>(T expected, T actual) => True(Same(expected, actual), "expected " + Show(expected) + ", got " + Show(actual) + ": equality");

    public static void Equal<T>(IEnumerable<T> expected, IEnumerable<T> actual) => Equal<object>(expected, actual);

    public static void Equal(double expected, double actual, int digits) => Equal(Math.Round(expected, digits), Math.Round(actual, digits));

    public static void NotEqual<T>(T expected, T actual) => True(!Same(expected, actual), Show(actual) + ": difference");

    public static void InRange(double actual, double low, double high) =>
      True(actual >= low && actual <= high, actual + " between " + low + " and " + high);

    public static void Contains(string part, string whole) => True(whole.Contains(part), "\"" + part + "\" in \"" + whole + "\"");

    public static void Contains(string one, IEnumerable<string> all) => True(all.Contains(one), "\"" + one + "\" among " + string.Join(", ", all));

    public static void IsType<T>(object one) => True(one != null && one.GetType() == typeof(T), Show(one) + " of type " + typeof(T));

    public static T Throws<T>(Action action) where T : Exception => Exactly<T>(ThrowsAny<T>(action));

    public static T Throws<T>(Func<object> function) where T : Exception => Throws<T>(() => { function(); });

    public static T ThrowsAny<T>(Action action) where T : Exception {
      try {
        action();
      } catch (T failure) {
        return failure;
      }
      throw new AssertException("nothing was thrown; expected is " + typeof(T));
    }

    public static async Task<T> ThrowsAnyAsync<T>(Func<Task> function) where T : Exception {
      try {
        await function();
      } catch (T failure) {
        return failure;
      }
      throw new AssertException("nothing was thrown; expected is " + typeof(T));
    }

    static T Exactly<T>(T failure) where T : Exception {
      IsType<T>(failure);
      return failure;
    }

    static bool Same(object a, object b) {
      if (a is string || !(a is IEnumerable)) return Equals(a, b);
      return a is IEnumerable all && b is IEnumerable others && all.Cast<object>().SequenceEqual(others.Cast<object>());
    }

    static string Show(object one) => one == null ? "null" : one.ToString();
  }
}
