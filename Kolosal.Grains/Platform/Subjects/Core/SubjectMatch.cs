using System.Globalization;

namespace Kolosal.Subjects;

/// <summary>Finds a person in a table: in the column that names people, under a pseudonym, or in the middle of other texts.</summary>
public sealed class SubjectMatch
{
    /// <summary>Shorter identifiers stand in too many texts by chance.</summary>
    public const int LeastEmbedded = 5;

    /// <summary>What stands where an identifier was taken out of a text.</summary>
    public const string Replacement = "[erased]";

    /// <summary>Digits alone are told from counts, times and sizes by their number.</summary>
    private const int LeastDigits = 8;

    private readonly (string Column, string Value)[] identifiers;
    private readonly HashSet<string> pseudonyms;
    private readonly SubjectDigest[] digests;
    private readonly Func<string, string, string> digest;

    /// <param name="identifiers">Columns and the values by which the person is known in them; blanks around and case do not count.</param>
    /// <param name="pseudonym">The pseudonym of a value in a domain.</param>
    public SubjectMatch(IReadOnlyCollection<(string Column, string Value)> identifiers, Func<string, string, string> pseudonym)
        : this(identifiers, [.. identifiers.Select(known => pseudonym(known.Column, known.Value.Trim()))])
    {
    }

    /// <param name="identifiers">Columns and the values by which the person is known in them; blanks around and case do not count.</param>
    /// <param name="pseudonyms">What stands for the values where they were made pseudonyms.</param>
    public SubjectMatch(IReadOnlyCollection<(string Column, string Value)> identifiers, IReadOnlyCollection<string> pseudonyms)
        : this(identifiers, pseudonyms, [], (_, _) => "")
    {
    }

    /// <param name="identifiers">Columns and the values by which the person is known in them; blanks around and case do not count.</param>
    /// <param name="pseudonyms">What stands for the values where they were made pseudonyms.</param>
    /// <param name="digests">Values that are known by their digest alone.</param>
    /// <param name="digest">The digest of a column's value, as <see cref="Plain"/> makes it.</param>
    public SubjectMatch(
        IReadOnlyCollection<(string Column, string Value)> identifiers, IReadOnlyCollection<string> pseudonyms,
        IReadOnlyCollection<SubjectDigest> digests, Func<string, string, string> digest)
    {
        (this.digests, this.digest) = ([.. digests], digest);
        this.identifiers = [.. identifiers.Select(known => (known.Column, known.Value.Trim())).Where(known => known.Item2.Length > 0)];
        this.pseudonyms = pseudonyms.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The values that may be looked for in any text: nothing else looks like them by chance.</summary>
    /// <remarks>At least <see cref="LeastEmbedded"/> characters that are not letters alone; eight when they are digits alone. A family name, or the
    /// number 10421, is looked for in its column only.</remarks>
    public IEnumerable<string> Distinctive => identifiers.Select(known => known.Value).Where(IsDistinctive).Concat(pseudonyms).Distinct();

    /// <summary>The identifiers' values in a column.</summary>
    public IEnumerable<string> In(string column) => identifiers.Where(known => known.Column == column).Select(known => known.Value);

    /// <summary>Whether a column is one by which the person is known.</summary>
    public bool Names(string column) => identifiers.Any(known => known.Column == column) || digests.Any(known => known.Column == column);

    /// <summary>The form of a value of which digests are made: blanks around and case do not count.</summary>
    public static string Plain(string value) => value.Trim().ToUpperInvariant();

    /// <summary>The same person, without some values.</summary>
    public SubjectMatch Without(IReadOnlyCollection<string> values) => new(
        [.. identifiers.Where(known => !values.Contains(known.Value))], [.. pseudonyms.Where(pseudonym => !values.Contains(pseudonym))],
        digests, digest);

    /// <summary>Whether a value of a column is one of the person's.</summary>
    public bool Is(string column, string value) =>
        identifiers.Any(known => known.Column == column && value.AsSpan().Trim().Equals(known.Value, StringComparison.OrdinalIgnoreCase))
        || digests.Any(known => known.Column == column && IsOf(known, value.AsSpan().Trim()));

    /// <summary>Whether a number of a column is one of the person's.</summary>
    public bool Is(string column, double number) =>
        identifiers.Any(known => known.Column == column
            && double.TryParse(known.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value == number)
        || (digests.Length > 0 && Is(column, number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Rows that are about the person, and cells of other rows in which an identifier stands.</summary>
    /// <param name="columns">Names and values; null where missing.</param>
    public (bool[] Rows, List<(int Column, int Row)> Cells) Find(IReadOnlyList<(string Name, string?[] Values)> columns)
    {
        var rows = new bool[columns.Count == 0 ? 0 : columns[0].Values.Length];
        var cells = new List<(int Column, int Row)>();
        for (int c = 0; c < columns.Count; c++)
        {
            var (name, values) = columns[c];
            string[] own = [.. In(name)];
            SubjectDigest[] ownDigests = [.. digests.Where(known => known.Column == name)];
            for (int row = 0; row < values.Length; row++)
            {
                if (values[row] is not { } value) continue;
                if (own.Any(known => value.AsSpan().Trim().Equals(known, StringComparison.OrdinalIgnoreCase)) || pseudonyms.Contains(value)
                    || ownDigests.Any(known => IsOf(known, value.AsSpan().Trim())))
                    rows[row] = true;
                else if (Embeds(value)) cells.Add((c, row));
            }
        }

        cells.RemoveAll(cell => rows[cell.Row]);
        return (rows, cells);
    }

    /// <summary>A text without the distinctive values in it, as whole words whatever their case.</summary>
    /// <returns>Null when there is none in it.</returns>
    public string? Redact(string text)
    {
        string? left = null;
        foreach (string value in Distinctive)
        {
            for (int from = 0; Find(left ?? text, value, from) is var at and >= 0; from = at + Replacement.Length)
            {
                string whole = left ?? text;
                left = string.Concat(whole.AsSpan(0, at), Replacement, whole.AsSpan(at + value.Length));
            }
        }

        foreach (var known in digests.Where(known => known.Distinctive))
        {
            for (int from = 0; Find(left ?? text, known, from) is var at and >= 0; from = at + Replacement.Length)
            {
                string whole = left ?? text;
                left = string.Concat(whole.AsSpan(0, at), Replacement, whole.AsSpan(at + known.Length));
            }
        }

        return left;
    }

    /// <summary>Where a value that is known by its digest stands in a text as whole words; −1 for nowhere.</summary>
    private int Find(string text, SubjectDigest known, int from)
    {
        for (int at = from; at <= text.Length - known.Length; at++)
        {
            int end = at + known.Length;
            if ((at == 0 || !Joins(text[at - 1], text[at])) && (end == text.Length || !Joins(text[end - 1], text[end]))
                && IsOf(known, text.AsSpan(at, known.Length))) return at;
        }

        return -1;
    }

    private bool IsOf(SubjectDigest known, ReadOnlySpan<char> value) =>
        value.Length == known.Length && digest(known.Column, Plain(value.ToString())) == known.Digest;

    private static int Find(string text, string value, int from)
    {
        for (; from <= text.Length - value.Length; from++)
        {
            int at = text.IndexOf(value, from, StringComparison.OrdinalIgnoreCase);
            if (at < 0) return -1;
            int end = at + value.Length;
            if ((at == 0 || !Joins(text[at - 1], value[0])) && (end == text.Length || !Joins(value[^1], text[end]))) return at;
            from = at;
        }

        return -1;
    }

    /// <summary>Whether two neighbours are of one word.</summary>
    private static bool Joins(char left, char right) => char.IsLetterOrDigit(left) && char.IsLetterOrDigit(right);

    /// <summary>Whether a value may be looked for in any text (<see cref="Distinctive"/>).</summary>
    public static bool IsDistinctive(string value) =>
        value.Length >= LeastEmbedded && !value.All(char.IsLetter) && (value.Length >= LeastDigits || !value.All(char.IsDigit));

    private bool Embeds(string value)
    {
        foreach (var (_, known) in identifiers)
            if (known.Length >= LeastEmbedded && value.Contains(known, StringComparison.OrdinalIgnoreCase)) return true;
        foreach (var known in digests)
            if (known.Length >= LeastEmbedded && Find(value, known, 0) >= 0) return true;
        return false;
    }
}
