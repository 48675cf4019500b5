using System.Text.Json;

namespace Kolosal.Tabular;

/// <summary>Counts what the values of one member of JSON objects are, value by value; JSON says itself what is a text and what is missing.</summary>
public sealed class JsonColumnScan
{
    private readonly ColumnScan scan = new();
    private long strings, numbers, flags;

    /// <summary>Takes the next object's value.</summary>
    /// <param name="json">UTF-8 of the value; empty, or <c>null</c>, when there is none.</param>
    public void Feed(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json.SequenceEqual("null"u8))
        {
            scan.Feed([], quoted: false);
            return;
        }

        if (json[0] == '"')
        {
            strings++;
            var reader = new Utf8JsonReader(json);
            reader.Read();
            string text = reader.GetString()!;
            scan.Feed(System.Text.Encoding.UTF8.GetBytes(text), quoted: true);
            return;
        }

        if (json[0] is (byte)'t' or (byte)'f') flags++;
        else numbers++;
        scan.Feed(json, quoted: false);
    }

    /// <summary>Decides: numbers, flags, texts or, where every text is one, dates; values of several kinds are texts, and a note says so.</summary>
    /// <param name="name">The member, for notes.</param>
    public SettledColumn Settle(string name)
    {
        var kinds = new[] { (strings, "texts"), (numbers, "numbers"), (flags, "true or false") }.Where(kind => kind.Item1 > 0).ToArray();
        var column = kinds.Length == 1 && (strings == 0 || scan.Dates.Count == strings) ? ReadingChoice.Settle(name, scan, commaSeparates: true)
            : new SettledColumn(ColumnType.Text, new(), false, Oddities.None, true, false, 0, kinds.Length < 2 ? []
                : [$"'{name}' is text: it holds {string.Join(", ", kinds.Select(kind => $"{kind.Item2} ({kind.Item1})"))}."]);
        return column with { Reading = column.Reading with { Missing = MissingWords.None, MissingWord = null } };
    }
}
