using System.Globalization;

namespace Kolosal.Benchmarks;

/// <summary>Options of the form <c>--name=value</c>.</summary>
internal static class BenchOptions
{
    /// <summary>The value of an option; null when it is not given.</summary>
    public static string? Text(string[] options, string name) =>
        options.FirstOrDefault(option => option.StartsWith($"--{name}=", StringComparison.Ordinal))?[(name.Length + 3)..];

    public static int Number(string[] options, string name, int otherwise) =>
        options.FirstOrDefault(option => option.StartsWith($"--{name}=", StringComparison.Ordinal)) is { } given
            ? int.Parse(given[(name.Length + 3)..], CultureInfo.InvariantCulture) : otherwise;

    /// <summary>The parts that <c>--parts=a,b</c> names, all without it.</summary>
    /// <exception cref="ArgumentException">A name is none of the known ones: it would measure nothing without a word.</exception>
    public static string[] Parts(string[] options, params string[] known)
    {
        string[] named = Text(options, "parts")?.Split(',') ?? known;
        return named.FirstOrDefault(part => !known.Contains(part)) is not { } unknown ? named
            : throw new ArgumentException($"There is no part '{unknown}'; there are {string.Join(", ", known)}.", nameof(options));
    }
}
