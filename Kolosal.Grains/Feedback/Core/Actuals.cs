using System.Globalization;

namespace Kolosal.Feedback;

/// <summary>Reads outcomes as they were reported.</summary>
public static class Actuals
{
    /// <summary>Characters of a value that are quoted back, and labels that are listed.</summary>
    private const int QuotedCharacters = 40, ListedLabels = 8;

    /// <param name="text">As it was reported.</param>
    /// <param name="classes">The version's class labels; empty for regression.</param>
    /// <param name="actual">Index of the class, or the number.</param>
    /// <returns>Null when it was read; otherwise what was expected.</returns>
    public static string? Read(string text, ImmutableArray<string> classes, out double actual)
    {
        if (classes.IsEmpty)
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out actual) && double.IsFinite(actual) ? null
                : $"Expected a finite number such as 12.5, got '{Shorten(text)}'.";
        actual = classes.IndexOf(text, 0, StringComparer.Ordinal);
        if (actual >= 0) return null;
        string labels = string.Join(", ", classes.Take(ListedLabels).Select(label => $"'{Shorten(label)}'"));
        return $"Expected a class label as in the training file ({labels}{(classes.Length > ListedLabels ? ", …" : "")}), got '{Shorten(text)}'.";
    }

    /// <summary>An outcome in words.</summary>
    public static string Say(double actual, ImmutableArray<string> classes) =>
        classes.IsEmpty ? actual.ToString(CultureInfo.InvariantCulture) : $"'{Shorten(classes[(int)actual])}'";

    private static string Shorten(string text) => text.Length <= QuotedCharacters ? text : text[..QuotedCharacters] + "…";
}
