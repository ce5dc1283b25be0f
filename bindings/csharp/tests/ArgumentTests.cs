using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Xunit;

namespace Wgf.Tests {
  /// <summary>Every argument of every public member, given what it is not.</summary>
  public class ArgumentTests : Scene {
    static readonly Assembly Package = typeof(Flow).Assembly;

    static readonly BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>All that takes arguments; under Mono the tests are in the same assembly. A delegate's own members are the runtime's.</summary>
    static IEnumerable<MethodBase> Members() =>
      Package.GetExportedTypes().Where(type => type.Namespace == "Wgf" && !typeof(Delegate).IsAssignableFrom(type) && !type.IsEnum)
        .SelectMany(type => type.GetConstructors(Declared).Cast<MethodBase>().Concat(type.GetMethods(Declared)))
        .Where(one => one.DeclaringType != typeof(object) && one.GetParameters().Length > 0);

    static bool MayBeNull(ParameterInfo one) => one.GetCustomAttributes(true).Any(mark => mark.GetType().Name == "AllowNullAttribute");

    static bool IsReference(ParameterInfo one) => !one.ParameterType.IsValueType && !one.ParameterType.IsByRef && !one.ParameterType.IsPointer;

    /// <summary>Spans and other types that live on the stack: reflection cannot hand them over.</summary>
    static bool OnStack(ParameterInfo one) {
      var type = one.ParameterType.IsByRef ? one.ParameterType.GetElementType() : one.ParameterType;
      return type.FullName.StartsWith("System.Span`1") || type.FullName.StartsWith("System.ReadOnlySpan`1") || type == typeof(Points);
    }

    [Fact]
    public void Null_is_refused_by_the_name_of_the_argument() {
      var missed = new List<string>();
      var tried = 0;
      foreach (var member in Members().Where(one => !one.GetParameters().Any(OnStack)))
        foreach (var parameter in member.GetParameters().Where(one => IsReference(one) && !MayBeNull(one))) {
          var failure = Outcome(member, parameter.Position, null) as ArgumentNullException;
          ++tried;
          if (failure == null || failure.ParamName != parameter.Name) missed.Add(Name(member) + ": " + parameter.Name + " gave " + Outcome(member, parameter.Position, null));
        }
      Assert.True(missed.Count == 0, string.Join("\n", missed));
      Assert.True(tried > 40, "only " + tried + " arguments were tried");
    }

    [Fact]
    public void Null_beside_a_span_is_refused_by_name() {
      var beside = Members().Where(one => one.GetParameters().Any(OnStack) && one.GetParameters().Any(p => IsReference(p) && !MayBeNull(p)));
      Assert.Equal("Target..ctor(context, samples, dim)", string.Join(", ", beside.Select(Name)));
      Assert.Equal("context", Assert.Throws<ArgumentNullException>(() => new Target(null, new double[2], 1)).ParamName);
    }

    [Fact]
    public void A_text_with_a_NUL_is_refused_by_the_name_of_the_argument() {
      var missed = new List<string>();
      foreach (var member in Members())
        foreach (var parameter in member.GetParameters().Where(one => one.ParameterType == typeof(string))) {
          var failure = Outcome(member, parameter.Position, "svgd\0tail") as ArgumentException;
          if (failure == null || failure.ParamName != parameter.Name || !failure.Message.Contains("NUL")) missed.Add(Name(member) + ": " + parameter.Name + " gave " + failure);
        }
      Assert.True(missed.Count == 0, string.Join("\n", missed));
      using (var target = NormalTarget()) {
        Assert.Throws<ArgumentException>(() => target.SetName(0, "beta\0[1]"));
        using (var cloud = new Ensemble(target, 1)) Assert.Equal("x[1]", cloud.Names[0]);
      }
    }

    [Fact]
    public void What_was_disposed_is_named() {
      var mayBeUsed = new[] { "Dispose", "ToString", "get_Name", "get_Context", "get_Ensemble", "RunAsync" }; // its task fails as Run does
      var missed = new List<string>();
      foreach (var make in new Func<IDisposable>[] { () => new Context(), () => NormalTarget(), () => Cloud(), () => MakeFlow(), () => MakeDraws(), () => new Discrepancy(Context, "mmd") }) {
        var one = make();
        one.Dispose();
        foreach (var member in one.GetType().GetMethods(Declared).Where(m => !m.IsStatic && !mayBeUsed.Contains(m.Name) && !m.GetParameters().Any(OnStack) && !OnStack(m.ReturnParameter))) {
          var outcome = Failure(() => member.Invoke(one, Arguments(member)));
          if ((outcome as ObjectDisposedException)?.ObjectName != one.GetType().Name) missed.Add(Name(member) + " gave " + outcome);
        }
      }
      Assert.True(missed.Count == 0, string.Join("\n", missed));
    }

    [Fact]
    public void Numbers_out_of_range_are_refused_in_words() {
      using (var target = NormalTarget())
      using (var cloud = Cloud())
      using (var flow = new Flow("svgd", cloud, target))
      using (var draws = MakeDraws())
      using (var normal = new Target(Context, "gaussian", 2)) {
        foreach (var size in new[] { 0, -1, long.MinValue, long.MaxValue }) {
          InWords(() => new Ensemble(Context, size, 2));
          InWords(() => new Ensemble(Context, 2, size));
          InWords(() => new Ensemble(target, size));
          InWords(() => new Target(Context, "gaussian", size));
          InWords(() => new Target(Context, size, Normal));
          InWords(() => new Target(Context, new double[2], size));
          InWords(() => new Draws(Context, size, Matrix(4, 2)));
        }
        foreach (var index in new[] { -1, 2, long.MinValue, long.MaxValue }) {
          InWords(() => target.SetName(index, "a"));
          InWords(() => cloud.SetName(index, "a"));
          InWords(() => draws.Summarize(index));
          InWords(() => draws.Quantile(index, 0.5));
          InWords(() => target.SetSimplex(index, 2));
          InWords(() => target.SetOrdered(0, index == 2 ? 3 : index));
        }
        foreach (var number in new[] { double.NaN, double.PositiveInfinity, -1 }) {
          InWords(() => draws.Quantile(0, number));
          InWords(() => cloud.Quantile(number));
          InWords(() => cloud.InitNormal(0, number));
          InWords(() => cloud.InitUniform(0, number));
          InWords(() => flow.Run(1, tolerance: number));
          InWords(() => flow["step_size"] = number);
        }
        InWords(() => flow.Run(-1));
        Assert.Equal("timeLimit", Assert.Throws<ArgumentOutOfRangeException>(() => flow.Run(1, timeLimit: TimeSpan.FromSeconds(-1))).ParamName);
        InWords(() => cloud.Import(new[,] { { double.NaN, 1 } }));
        InWords(() => Catalogue.Entries((EntryKind)99));
        InWords(() => normal["mean"] = new[] { double.NaN, 1 });
        Assert.Equal(0, flow.Stats.Step);
      }
    }

    static void InWords(Action action) {
      var failure = Failure(action);
      Assert.True(failure is ArgumentException || failure is OutOfMemoryException || failure is NotSupportedException, "gave " + failure);
      Assert.True(failure is OutOfMemoryException || failure.Message.Contains("allowed"), failure.Message);
    }

    // ---- members and their arguments ----

    Flow MakeFlow() {
      using (var target = NormalTarget())
      using (var cloud = Cloud()) return new Flow("svgd", cloud, target);
    }

    Draws MakeDraws() => new Draws(Context, 1, Matrix(4, 2));

    static string Name(MethodBase member) =>
      member.DeclaringType.Name + "." + member.Name + "(" + string.Join(", ", member.GetParameters().Select(one => one.Name)) + ")";

    /// <summary>What a member ends with when one of its arguments is replaced.</summary>
    Exception Outcome(MethodBase member, int position, object value) {
      var arguments = Arguments(member);
      arguments[position] = value;
      var owner = member.IsStatic || member is ConstructorInfo ? null : Sample(member.DeclaringType, "");
      return Failure(() => {
        if (member is ConstructorInfo constructor) (constructor.Invoke(arguments) as IDisposable)?.Dispose();
        else member.Invoke(owner, arguments);
      });
    }

    static Exception Failure(Action action) {
      try {
        action();
        return null;
      } catch (Exception failure) {
        return (failure as TargetInvocationException)?.InnerException ?? failure;
      }
    }

    object[] Arguments(MethodBase member) => member.GetParameters().Select(one => Sample(one.ParameterType, one.Name)).ToArray();

    /// <summary>Something of a type that a member may be given.</summary>
    object Sample(Type type, string name) {
      if (type == typeof(string)) return name == "path" ? "no/such/folder/file" : "svgd";
      if (type == typeof(Context)) return Context;
      if (type == typeof(Target)) return NormalTarget();
      if (type == typeof(Ensemble)) return Cloud();
      if (type == typeof(Flow)) return MakeFlow();
      if (type == typeof(Draws)) return MakeDraws();
      if (type == typeof(Discrepancy)) return new Discrepancy(Context, "mmd");
      if (type == typeof(Target[])) return new[] { NormalTarget() };
      if (type == typeof(double[,])) return Matrix(2, 2);
      if (type == typeof(double[])) return new double[2];
      if (type == typeof(byte[])) return new byte[8];
      if (type == typeof(PointDensity)) return (PointDensity)Normal;
      if (type == typeof(OptionValue)) return (OptionValue)1.0;
      return type.IsValueType && !type.IsByRef ? Activator.CreateInstance(type) : Callback(type);
    }

    static object Callback(Type type) {
      if (type == typeof(Kernel)) return (Kernel)((u, k, k1, k2, k3) => { });
      if (type == typeof(Features)) return (Features)((x, f, c, jtc) => { });
      if (type == typeof(HessianVector)) return (HessianVector)((x, v, hv) => { });
      return type == typeof(Density) ? (Density)((x, logDensity, score) => { }) : null;
    }

    [Fact]
    public void A_target_of_a_flow_is_not_null() {
      using (var target = NormalTarget())
      using (var cloud = Cloud()) {
        Assert.Equal("targets", Assert.Throws<ArgumentNullException>(() => new Flow("svgd", cloud, (Target[])null)).ParamName);
        Assert.Equal("targets", Assert.Throws<ArgumentNullException>(() => new Flow("svgd", cloud, target, null)).ParamName);
      }
    }
  }
}
