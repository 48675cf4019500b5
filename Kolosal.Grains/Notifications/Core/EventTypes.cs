using System.Text.RegularExpressions;

namespace Kolosal.Notifications;

/// <summary>Types of events and the patterns that stand for several.</summary>
public static partial class EventTypes
{
    /// <summary>Whether a text is a type (<c>incident.opened</c>) or a pattern (<c>incident.*</c>).</summary>
    public static bool IsPattern(string text) => text.Length <= 64 && Pattern().IsMatch(text);

    public static bool Matches(string pattern, string type) => pattern.EndsWith(".*", StringComparison.Ordinal)
        ? type.StartsWith(pattern[..^1], StringComparison.Ordinal)
        : pattern == type;

    [GeneratedRegex(@"^[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)*(\.\*)?\z")]
    private static partial Regex Pattern();
}
