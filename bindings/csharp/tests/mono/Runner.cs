using System;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Wgf.Tests {
  /// <summary>Runs every [Fact] of this assembly, each in an object and on a thread of its own, so that no stack keeps an object alive.</summary>
  static class Runner {
    static int passed, failed, skipped;

    static int Main() {
      foreach (var type in typeof(Runner).Assembly.GetTypes().OrderBy(one => one.Name))
        foreach (var method in type.GetMethods().OrderBy(one => one.Name)) {
          var fact = method.GetCustomAttribute<FactAttribute>();
          if (fact != null) Run(type, method, fact);
        }
      Console.WriteLine(passed + " passed, " + failed + " failed, " + skipped + " skipped");
      return failed == 0 ? 0 : 1;
    }

    static void Run(Type type, MethodInfo method, FactAttribute fact) {
      if (fact.Skip != null) {
        ++skipped;
        return;
      }
      Exception failure = null;
      var thread = new Thread(() => failure = Outcome(type, method));
      thread.Start();
      thread.Join();
      if (failure == null) ++passed;
      else ++failed;
      if (failure != null) Console.WriteLine("FAIL " + type.Name + "." + method.Name + ": " + failure);
    }

    static Exception Outcome(Type type, MethodInfo method) {
      Exception failure = null;
      var scene = (IDisposable)Activator.CreateInstance(type);
      foreach (var action in new Action[] { () => Call(scene, method), scene.Dispose })
        try {
          action();
        } catch (Exception thrown) {
          failure = failure ?? (thrown as TargetInvocationException)?.InnerException ?? thrown;
        }
      return failure;
    }

    static void Call(object scene, MethodInfo method) => (method.Invoke(scene, null) as Task)?.GetAwaiter().GetResult();
  }
}
