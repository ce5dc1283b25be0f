// What .NET's compiler knows and Mono's framework lacks.
#if !NETCOREAPP
namespace System.Diagnostics.CodeAnalysis {
  [AttributeUsage(AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.Property)]
  sealed class AllowNullAttribute : Attribute { }

  [AttributeUsage(AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.Property | AttributeTargets.ReturnValue)]
  sealed class MaybeNullAttribute : Attribute { }
}
#endif
