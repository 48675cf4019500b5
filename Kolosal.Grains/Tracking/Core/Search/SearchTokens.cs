namespace Kolosal.Tracking;

/// <summary>What a token of a search is.</summary>
internal enum SearchTokenKind
{
    /// <summary>A bare word, dots within: a field, a keyword.</summary>
    Word,

    /// <summary>A number as it was written.</summary>
    Number,

    /// <summary>In single quotes: a value.</summary>
    Text,

    /// <summary>In double quotes or backticks: a name, and in double quotes a value, too.</summary>
    Quoted,

    /// <summary>A comparison, a bracket, a comma, a point between two parts of a name.</summary>
    Mark,

    End,
}

/// <param name="Kind">What it is.</param>
/// <param name="Value">Its text without quotes.</param>
/// <param name="At">Where it begins, from 0.</param>
/// <param name="Quote">The quote around it; 0 when there is none.</param>
internal readonly record struct SearchToken(SearchTokenKind Kind, string Value, int At, char Quote = '\0')
{
    public bool Is(string word) => Kind is SearchTokenKind.Word or SearchTokenKind.Mark
        && Value.Equals(word, StringComparison.OrdinalIgnoreCase);
}

/// <summary>Cuts a search into tokens.</summary>
internal static class SearchTokens
{
    private static readonly string[] Comparisons = [">=", "<=", "!=", "<>", "=", ">", "<"];

    /// <exception cref="SearchSyntaxException">A quote that is not closed, or a character that begins nothing.</exception>
    public static List<SearchToken> Of(string text)
    {
        var tokens = new List<SearchToken>();
        for (int at = 0; at < text.Length;)
        {
            char c = text[at];
            if (char.IsWhiteSpace(c)) at++;
            else if (c is '\'' or '"' or '`') tokens.Add(Quoted(text, ref at));
            else if (IsNumber(text, at)) tokens.Add(Take(SearchTokenKind.Number, text, ref at, IsOfNumber));
            else if (IsOfWord(c) && c != '.') tokens.Add(Take(SearchTokenKind.Word, text, ref at, static (t, i) => IsOfWord(t[i])));
            else tokens.Add(Mark(text, ref at));
        }
        tokens.Add(new(SearchTokenKind.End, "", text.Length));
        return tokens;
    }

    private static SearchToken Take(SearchTokenKind kind, string text, ref int at, Func<string, int, bool> belongs)
    {
        int from = at++;
        while (at < text.Length && belongs(text, at)) at++;

        // A point at the end joins the word with a name in quotes.
        if (kind == SearchTokenKind.Word && text[at - 1] == '.' && at - from > 1) at--;
        return new(kind, text[from..at], from);
    }

    /// <summary>Within quotes a doubled quote stands for one, as in SQL.</summary>
    private static SearchToken Quoted(string text, ref int at)
    {
        char quote = text[at];
        int from = at++;
        var value = new System.Text.StringBuilder();
        for (; at < text.Length; at++)
        {
            if (text[at] != quote) value.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] == quote) value.Append(text[at++]);
            else
            {
                at++;
                return new(quote == '\'' ? SearchTokenKind.Text : SearchTokenKind.Quoted, value.ToString(), from, quote);
            }
        }
        throw new SearchSyntaxException($"The quote {quote} at position {from} is not closed.");
    }

    private static SearchToken Mark(string text, ref int at)
    {
        int from = at;
        if (Comparisons.FirstOrDefault(mark => string.CompareOrdinal(text, from, mark, 0, mark.Length) == 0) is { } comparison)
        {
            at += comparison.Length;
            return new(SearchTokenKind.Mark, comparison == "<>" ? "!=" : comparison, from);
        }
        if (text[at] is '(' or ')' or ',' or '.') return new(SearchTokenKind.Mark, text[at++].ToString(), from);
        throw new SearchSyntaxException($"The character '{text[at]}' at position {at} belongs to nothing; put names with such in backticks.");
    }

    private static bool IsNumber(string text, int at)
    {
        if (text[at] is '-' or '+' or '.') at++;
        if (at < text.Length && text[at] == '.' && text[at - 1] != '.') at++;
        if (at >= text.Length || !char.IsAsciiDigit(text[at])) return false;

        // A word may begin with a digit, such as the name of an experiment: then letters other than an exponent follow.
        int end = at;
        while (end < text.Length && IsOfNumber(text, end)) end++;
        return end >= text.Length || !IsOfWord(text[end]);
    }

    private static bool IsOfNumber(string text, int at) =>
        char.IsAsciiDigit(text[at]) || text[at] is '.' or 'e' or 'E' || (text[at] is '+' or '-' && text[at - 1] is 'e' or 'E');

    private static bool IsOfWord(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' or '-' or '/' or ':';
}
