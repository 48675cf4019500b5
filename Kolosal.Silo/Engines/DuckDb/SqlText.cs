namespace Kolosal.Engines.DuckDb;

/// <summary>The places of a statement where DuckDB takes no parameter: names of columns, and options of COPY and SET.</summary>
internal static class SqlText
{
    /// <summary>A quoted identifier: any text becomes exactly one name (SQL:2016 §5.2, quotes doubled).</summary>
    /// <exception cref="ArgumentException">It contains a NUL, which no identifier can.</exception>
    public static string Name(string name) => Quoted(name, '"');

    /// <summary>A string literal: any text becomes exactly one value.</summary>
    public static string Literal(string value) => Quoted(value, '\'');

    private static string Quoted(string text, char quote) => text.Contains('\0')
        ? throw new ArgumentException("A NUL cannot stand in a statement.")
        : $"{quote}{text.Replace($"{quote}", $"{quote}{quote}", StringComparison.Ordinal)}{quote}";
}
