using System.Text.RegularExpressions;

namespace Kolosal.Testing;

/// <summary>What must not stand in a text for a client: traces, names of types and of converters, paths of the machine.</summary>
public static partial class Leaks
{
    private static readonly string[] Traces =
        ["   at ", ".cs:line", "Exception", "System.", "Kolosal.", "Microsoft.", "Orleans", "Parameter '", "onverter", AppContext.BaseDirectory,
            Path.GetTempPath() + "kolosal"];

    /// <returns>The first that stands in the text; null when none does.</returns>
    public static string? Find(string text) =>
        Traces.FirstOrDefault(trace => text.Contains(trace, StringComparison.Ordinal))
        ?? (Generic().Match(text) is { Success: true } found ? found.Value : null);

    /// <summary>The runtime's name of a generic type.</summary>
    [GeneratedRegex(@"\w`\d+(\[|\b)")]
    private static partial Regex Generic();
}
