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
}
