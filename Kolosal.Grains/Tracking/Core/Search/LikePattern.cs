namespace Kolosal.Tracking;

/// <summary>A pattern of SQL: <c>%</c> stands for any text, <c>_</c> for one character.</summary>
/// <remarks>
/// Of several places where a <c>%</c> may end only the last one is tried again, which is enough: the steps are at most the lengths of pattern and
/// text multiplied, and nothing is built. A regular expression that never backtracks refuses long patterns, and is built of megabytes.
/// </remarks>
internal sealed class LikePattern
{
    /// <summary>Longest pattern, in characters.</summary>
    public const int Longest = 1_000;

    private readonly string pattern;
    private readonly bool anyCase;

    /// <param name="pattern">As it was written.</param>
    /// <param name="anyCase">Letters of either case are alike.</param>
    /// <exception cref="SearchSyntaxException">It is too long.</exception>
    public LikePattern(string pattern, bool anyCase)
    {
        if (pattern.Length > Longest)
            throw new SearchSyntaxException($"A pattern has at most {Longest} characters, got {pattern.Length}. Send a shorter one.");
        (this.pattern, this.anyCase) = (pattern, anyCase);
    }

    public bool Matches(string text)
    {
        int at = 0, next = 0, afterAny = -1, tried = 0;
        while (at < text.Length)
        {
            if (next < pattern.Length && pattern[next] == '%') (afterAny, tried) = (++next, at);
            else if (next < pattern.Length && (pattern[next] == '_' || IsSame(pattern[next], text[at]))) (next, at) = (next + 1, at + 1);
            else if (afterAny >= 0) (next, at) = (afterAny, ++tried);
            else return false;
        }

        while (next < pattern.Length && pattern[next] == '%') next++;
        return next == pattern.Length;
    }

    private bool IsSame(char wanted, char found) =>
        wanted == found || (anyCase && char.ToUpperInvariant(wanted) == char.ToUpperInvariant(found));
}
