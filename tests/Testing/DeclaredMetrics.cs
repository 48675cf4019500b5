using System.Text.RegularExpressions;

namespace Kolosal.Testing;

/// <summary>The instruments that the source makes, under the names that Prometheus gets: dots as underscores, the unit behind, counters with
/// <c>_total</c>, histograms as buckets, count and sum.</summary>
public static partial class DeclaredMetrics
{
    private static readonly string[] Histogram = ["_bucket", "_count", "_sum"];

    private static readonly Lazy<Regex[]> Names = new(() =>
    [
        .. from project in new[] { "Kolosal.Grains", "Kolosal.Silo", "Kolosal.Api" }
           from file in Directory.EnumerateFiles(Path.Combine(SharedFolders.Repository, project), "*.cs", SearchOption.AllDirectories)
           where !Built().IsMatch(file)
           from Match made in Instrument().Matches(File.ReadAllText(file))
           select Exported(made.Groups["kind"].Value, made.Groups["name"].Value, Unit().Match(made.Groups["rest"].Value).Groups[1].Value),
    ]);

    /// <summary>Whether some instrument comes out under this name.</summary>
    public static bool Has(string metric) => Names.Value.Any(name => name.IsMatch(metric));

    private static Regex Exported(string kind, string name, string unit)
    {
        // A part of the name that the code fills in stands for one word or more.
        string pattern = string.Join("[a-z0-9_]+", Hole().Split(name).Select(part => Regex.Escape(Underscores().Replace(part, "_"))));
        string suffix = unit switch { "s" => "seconds", "ms" => "milliseconds", "By" => "bytes", "By/d" => "bytes_per_day", _ => "" };
        if (unit == "1" && !kind.Contains("Counter", StringComparison.Ordinal) && !name.EndsWith("ratio", StringComparison.Ordinal)) suffix = "ratio";
        if (suffix.Length > 0 && !pattern.EndsWith($"_{suffix}", StringComparison.Ordinal)) pattern += $"_{suffix}";
        bool grows = kind is "Counter" or "ObservableCounter";
        return new Regex($"^{pattern}{(grows ? "_total" : kind == "Histogram" ? $"({string.Join('|', Histogram)})" : "")}$");
    }

    /// <summary>Also the helper of the gauges by model, which has the name first and no unit.</summary>
    [GeneratedRegex(@"(?:Create(?<kind>Counter|ObservableCounter|UpDownCounter|ObservableUpDownCounter|Gauge|ObservableGauge|Histogram)(?:<\w+>)?"
        + @"|\b(?<kind>Gauge))\(\s*\$?""(?<name>[^""]+)""(?<rest>[^;]*)")]
    private static partial Regex Instrument();

    [GeneratedRegex(@"""(s|ms|By|By/d|1|\{\w+\})""")]
    private static partial Regex Unit();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"[.\-]")]
    private static partial Regex Underscores();

    [GeneratedRegex(@"[\\/](bin|obj)[\\/]")]
    private static partial Regex Built();
}
