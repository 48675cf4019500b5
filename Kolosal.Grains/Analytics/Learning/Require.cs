using System.Numerics;
using System.Runtime.CompilerServices;

namespace Kolosal.Learning;

/// <summary>The one way to check an option: the value when it is in range, else a refusal that says what was needed and what came.</summary>
/// <remarks>NaN is in no range. Every method throws <see cref="ArgumentOutOfRangeException"/>, whose parameter is the option.</remarks>
internal static class Require
{
    /// <summary>Any value of which something holds.</summary>
    /// <param name="value">The option.</param>
    /// <param name="holds">What must hold.</param>
    /// <param name="needed">What must hold, in words that complete "must be".</param>
    /// <param name="name">The option's name.</param>
    public static T That<T>(T value, bool holds, string needed, [CallerArgumentExpression(nameof(value))] string name = "") =>
        holds ? value : throw Refused(value, needed, name);

    /// <summary>A finite number.</summary>
    public static double Finite(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        double.IsFinite(value) ? value : throw Refused(value, "finite", name);

    /// <summary>A finite number above 0.</summary>
    public static double Positive(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value > 0 && double.IsFinite(value) ? value : throw Refused(value, "finite and above 0", name);

    /// <summary>A finite number of 0 or more.</summary>
    public static double NotNegative(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= 0 && double.IsFinite(value) ? value : throw Refused(value, "finite and 0 or more", name);

    /// <summary>At least <paramref name="min"/>.</summary>
    public static T AtLeast<T>(T value, T min, [CallerArgumentExpression(nameof(value))] string name = "") where T : INumber<T> =>
        value >= min ? value : throw Refused(value, $"at least {min}", name);

    /// <summary>From <paramref name="min"/> to <paramref name="max"/>, both included.</summary>
    public static T Between<T>(T value, T min, T max, [CallerArgumentExpression(nameof(value))] string name = "") where T : INumber<T> =>
        value >= min && value <= max ? value : throw Refused(value, $"from {min} to {max}", name);

    /// <summary>Above <paramref name="min"/> and at most <paramref name="max"/>.</summary>
    public static T AboveUpTo<T>(T value, T min, T max, [CallerArgumentExpression(nameof(value))] string name = "") where T : INumber<T> =>
        value > min && value <= max ? value : throw Refused(value, $"above {min} and at most {max}", name);

    /// <summary>From <paramref name="min"/>, which is included, to below <paramref name="max"/>.</summary>
    public static T FromBelow<T>(T value, T min, T max, [CallerArgumentExpression(nameof(value))] string name = "") where T : INumber<T> =>
        value >= min && value < max ? value : throw Refused(value, $"at least {min} and below {max}", name);

    /// <summary>Above <paramref name="min"/> and below <paramref name="max"/>.</summary>
    public static T Inside<T>(T value, T min, T max, [CallerArgumentExpression(nameof(value))] string name = "") where T : INumber<T> =>
        value > min && value < max ? value : throw Refused(value, $"above {min} and below {max}", name);

    /// <summary>A member of an enumeration.</summary>
    public static T Defined<T>(T value, [CallerArgumentExpression(nameof(value))] string name = "") where T : struct, Enum =>
        Enum.IsDefined(value) ? value : throw Refused(value, $"one of {string.Join(", ", Enum.GetNames<T>())}", name);

    /// <summary>The words are put together only here, so that a check that holds allocates nothing.</summary>
    private static ArgumentOutOfRangeException Refused<T>(T value, string needed, string name) =>
        new(name, value, $"{name} must be {needed}, got {value?.ToString() ?? "nothing"}.");
}
