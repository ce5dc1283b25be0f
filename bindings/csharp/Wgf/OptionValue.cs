using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Wgf {
  /// <summary>The value of an option: a number, a whole number, a text or a vector. Made from those by assignment.</summary>
  public readonly struct OptionValue {
    readonly double number;
    readonly long whole;
    readonly object other;

    OptionValue(OptionType type, double number, long whole, [AllowNull] object other) {
      Type = type;
      this.number = number;
      this.whole = whole;
      this.other = other ?? "";
    }

    /// <summary>The type.</summary>
    public OptionType Type { get; }

    /// <summary>A number.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator OptionValue(double value) => new OptionValue(OptionType.Double, value, 0, null);

    /// <summary>A whole number.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator OptionValue(long value) => new OptionValue(OptionType.Int, value, value, null);

    /// <summary>A text.</summary>
    /// <param name="value">The text.</param>
    public static implicit operator OptionValue(string value) => new OptionValue(OptionType.String, 0, 0, Given.Text(value, nameof(value)));

    /// <summary>A vector.</summary>
    /// <param name="value">The numbers.</param>
    public static implicit operator OptionValue(double[] value) => new OptionValue(OptionType.Vector, 0, 0, Given.NotNull(value, nameof(value)));

    /// <summary>The number, or whole number.</summary>
    /// <param name="value">The value.</param>
    public static explicit operator double(OptionValue value) =>
      value.Type == OptionType.Double || value.Type == OptionType.Int ? value.number : throw value.IsNot("a number");

    /// <summary>The whole number.</summary>
    /// <param name="value">The value.</param>
    public static explicit operator long(OptionValue value) => value.Type == OptionType.Int ? value.whole : throw value.IsNot("a whole number");

    /// <summary>The text.</summary>
    /// <param name="value">The value.</param>
    public static explicit operator string(OptionValue value) => value.Type == OptionType.String ? (string)value.other : throw value.IsNot("a text");

    /// <summary>The numbers of a vector.</summary>
    /// <param name="value">The value.</param>
    public static explicit operator double[](OptionValue value) => value.other as double[] ?? throw value.IsNot("a vector");

    /// <summary>The type to hand to the library: a whole number is a number too.</summary>
    internal OptionType TypeAs(OptionType declared) => Type == OptionType.Int && declared == OptionType.Double ? declared : Type;

    /// <inheritdoc/>
    public override string ToString() {
      switch (Type) {
        case OptionType.Double: return number.ToString("R", CultureInfo.InvariantCulture);
        case OptionType.Int: return whole.ToString(CultureInfo.InvariantCulture);
        case OptionType.String: return (string)other;
        default: return "a vector of " + ((double[])this).Length + " numbers";
      }
    }

    InvalidCastException IsNot(string wanted) => new InvalidCastException("the option is " + Type + ", not " + wanted);
  }
}
