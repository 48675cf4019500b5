using System.Text;

namespace Kolosal.Tabular;

/// <summary>The words by which a column says yes and no, spelled as in its file.</summary>
/// <param name="Yes">The word of true.</param>
/// <param name="No">The word of false.</param>
public sealed record FlagWords(string Yes, string No)
{
    private static readonly (string Yes, string No)[] Pairs = [("true", "false"), ("yes", "no"), ("t", "f"), ("y", "n")];

    /// <summary><c>true</c> and <c>false</c>, as JSON has them.</summary>
    public static FlagWords Json { get; } = new("true", "false");

    /// <summary>The word of a value.</summary>
    public string Write(bool value) => value ? Yes : No;

    /// <summary>One of the two words in any case, or <c>true</c>, <c>yes</c>, <c>t</c>, <c>y</c>, <c>1</c>, or an opposite.</summary>
    /// <param name="cell">UTF-8.</param>
    /// <param name="value">Yes is true.</param>
    public bool TryRead(ReadOnlySpan<byte> cell, out bool value)
    {
        string word = Encoding.UTF8.GetString(MissingText.Trimmed(cell));
        if (word == Yes || word == No)
        {
            value = word == Yes;
            return true;
        }

        value = Same(word, Yes) || Pairs.Any(pair => Same(word, pair.Yes)) || word == "1";
        return value || Same(word, No) || Pairs.Any(pair => Same(word, pair.No)) || word == "0";
    }

    /// <summary>The pair that two words are, or null. One word alone is a flag only when it is true or false in some spelling.</summary>
    /// <param name="first">A word of the column.</param>
    /// <param name="second">Its other word; null when it has only one.</param>
    internal static FlagWords? Of(string first, string? second)
    {
        foreach (var (yes, no) in Pairs)
        {
            if (second is null)
            {
                if (yes != Json.Yes) continue;
                if (Same(first, yes)) return new(first, Like(first, no));
                if (Same(first, no)) return new(Like(first, yes), first);
            }
            else if (Same(first, yes) && Same(second, no)) return new(first, second);
            else if (Same(first, no) && Same(second, yes)) return new(second, first);
        }

        return null;
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    /// <summary>A word in the case of another.</summary>
    private static string Like(string model, string word) => model == model.ToUpperInvariant() ? word.ToUpperInvariant()
        : char.IsUpper(model[0]) ? char.ToUpperInvariant(word[0]) + word[1..] : word;
}
