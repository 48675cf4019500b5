using System.Globalization;
using System.Text;

namespace Kolosal.Predictions;

/// <summary>What is wrong with a request's rows, by JSON path; stops collecting when there is enough to act on.</summary>
public sealed class RowErrors
{
    /// <summary>More would not help a person, and an answer must not grow with a hostile request.</summary>
    private const int Maximum = 20;

    /// <summary>Characters of a value that are quoted back.</summary>
    private const int QuotedCharacters = 40;

    private static readonly IReadOnlyDictionary<string, string> None = ImmutableDictionary<string, string>.Empty;

    private Dictionary<string, string>? errors;

    public bool Any => errors is not null;

    /// <summary>There are more rows than one request may have.</summary>
    public bool TooMany { get; private set; }

    /// <summary>Why the body is no table at all; null when it is one.</summary>
    public string? Malformed { get; private set; }

    public bool Full => errors?.Count >= Maximum;

    public IReadOnlyDictionary<string, string> ByPath => errors ?? None;

    /// <summary>Keeps the first error of a path.</summary>
    public void Add(int row, string? column, string message)
    {
        if (!Full) (errors ??= new(StringComparer.Ordinal)).TryAdd(Path(row, column), message);
    }

    public void AddTooMany(int maximum)
    {
        TooMany = true;
        Add(-1, null, $"At most {maximum} rows a request are taken; split the request.");
    }

    public void AddMalformed(string why)
    {
        Malformed = why;
        Add(-1, null, why);
    }

    /// <summary><c>$.rows[3].age</c>; names that are no identifiers go in brackets (RFC 9535 section 2.3.1).</summary>
    public static string Path(int row, string? column)
    {
        string path = row < 0 ? "$.rows" : string.Create(CultureInfo.InvariantCulture, $"$.rows[{row}]");
        if (column is null) return path;
        return column.Length > 0 && !char.IsAsciiDigit(column[0]) && column.All(c => c == '_' || char.IsAsciiLetterOrDigit(c))
            ? $"{path}.{column}" : $"{path}['{Shorten(column).Replace("\\", "\\\\").Replace("'", "\\'")}']";
    }

    /// <summary>A value as it came, short enough to be quoted.</summary>
    public static string Quote(ReadOnlySpan<byte> raw) =>
        Shorten(Encoding.UTF8.GetString(raw.Length > QuotedCharacters * 4 ? raw[..(QuotedCharacters * 4)] : raw));

    private static string Shorten(string text) => text.Length <= QuotedCharacters ? text : text[..QuotedCharacters] + "…";
}
