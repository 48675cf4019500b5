using System.Text.RegularExpressions;

namespace Kolosal.Tracking;

/// <summary>What names and values of tracked things may be. Where MLflow states a figure it is that, for its clients.</summary>
public static partial class TrackingLimits
{
    /// <summary>Longest name of an experiment or of a model.</summary>
    public const int LongestName = 500;

    /// <summary>Longest key of a metric, parameter or tag.</summary>
    public const int LongestKey = 250;

    public const int LongestParam = 6000;

    public const int LongestTag = 8000;

    /// <summary>Longest text of several lines: descriptions, tags of models, schemas and profiles of inputs.</summary>
    public const int LongestProse = 100_000;

    /// <summary>Longest address of artifacts and sources.</summary>
    public const int LongestUri = 2000;

    public const int LongestAlias = 255;

    /// <summary>Most metrics of one batch.</summary>
    public const int MetricsOfBatch = 1000;

    /// <summary>Most parameters, and most tags, of one batch.</summary>
    public const int ParamsOfBatch = 100;

    /// <summary>Most metrics, parameters and tags of one batch together.</summary>
    public const int EntitiesOfBatch = 1000;

    /// <summary>Most keys of metrics that one run may have; a run's record holds the latest value of each.</summary>
    public const int MetricsOfRun = 2000;

    /// <summary>Most parameters, and most tags, of one run.</summary>
    public const int ParamsOfRun = 2000;

    /// <summary>Most inputs of a run.</summary>
    public const int InputsOfRun = 64;

    /// <summary>Most logged models that a run says it made.</summary>
    public const int OutputsOfRun = 1000;

    public const int ArtifactsOfRun = 10_000;

    public const int VersionsOfModel = 1000;

    /// <summary>Most names that a workspace's desk keeps of one kind.</summary>
    public const int NamesOfWorkspace = 10_000;

    /// <summary>Characters of the models that a run says it logged.</summary>
    public const int LoggedModels = 1_000_000;

    /// <summary>Largest whole number of times and steps: beyond it a double, and with it JavaScript, cannot tell neighbours apart.</summary>
    public const long LargestWhole = 9_007_199_254_740_991;

    /// <summary>The last millisecond of the year 9999, since 1970.</summary>
    public const long LastTime = 253_402_300_799_999;

    /// <returns>Why the key of a metric, parameter or tag cannot be taken; null when it can.</returns>
    public static string? KeyObjection(string key)
    {
        if (key.Length is 0 or > LongestKey) return $"A key has 1 to {LongestKey} characters, got {key.Length}.";
        if (!Key().IsMatch(key))
            return $"The key '{Shown(key)}' may hold letters, digits, underscores, dashes, points, spaces, colons and slashes only.";
        return IsPathLike(key) ? null : $"The key '{Shown(key)}' would be another one as a path: no empty part, no '.' and no '..' between slashes.";
    }

    /// <returns>Why a text cannot be taken; null when it can.</returns>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="text">The text.</param>
    /// <param name="most">Longest.</param>
    /// <param name="least">Shortest.</param>
    public static string? TextObjection(string what, string text, int most, int least = 0)
    {
        if (text.Length > most || text.Length < least) return $"The {what} has {least} to {most} characters, got {text.Length}.";
        foreach (char c in text)
            if (char.IsControl(c) && c is not ('\n' or '\r' or '\t')) return $"The {what} must not hold control characters.";
        return least > 0 && string.IsNullOrWhiteSpace(text) ? $"The {what} must not be blank." : null;
    }

    /// <returns>Why the name of an experiment or of a model cannot be taken; null when it can.</returns>
    public static string? NameObjection(string what, string name) =>
        TextObjection($"name of {what}", name, LongestName, 1)
        ?? (name.AsSpan().ContainsAny('\n', '\r', '\t') ? $"The name of {what} stands on one line." : null);

    /// <returns>Why the name of a model cannot be taken; null when it can.</returns>
    public static string? ModelNameObjection(string name) =>
        NameObjection("a model", name) ?? (name.AsSpan().ContainsAny('/', ':') ? "The name of a model holds no '/' and no ':'." : null);

    /// <returns>Why an alias cannot be taken; null when it can.</returns>
    public static string? AliasObjection(string alias) =>
        alias.Length is 0 or > LongestAlias ? $"An alias has 1 to {LongestAlias} characters, got {alias.Length}."
        : !Alias().IsMatch(alias) ? "An alias holds letters, digits, dashes and underscores only."
        : alias.Equals("latest", StringComparison.OrdinalIgnoreCase) ? "The alias 'latest' is reserved."
        : Version().IsMatch(alias) ? "An alias of 'v' and a number would be taken for a version." : null;

    /// <summary>A key for messages: without control characters, not longer than it helps.</summary>
    private static string Shown(string key) =>
        string.Concat((key.Length > 60 ? key[..60] : key).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));

    private static bool IsPathLike(string key) => key.Split('/').All(part => part is not ("" or "." or ".."));

    [GeneratedRegex(@"^[/\w.\- :]+\z")]
    private static partial Regex Key();

    [GeneratedRegex(@"^[\w\-]+\z")]
    private static partial Regex Alias();

    [GeneratedRegex(@"^v\d+\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
