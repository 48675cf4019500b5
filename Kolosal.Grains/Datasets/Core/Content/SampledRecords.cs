using System.Text;
using Kolosal.Tabular;

namespace Kolosal.Datasets;

/// <summary>The first records of a file, split by one separator, to judge how it is written.</summary>
/// <param name="Records">Trimmed cells; a record that the sample's end may have cut off is left out.</param>
/// <param name="Fault">What the format does not allow, in the words of someone who has to mend it; null without.</param>
internal sealed record SampledRecords(List<string[]> Records, string? Fault)
{
    /// <summary>Records looked at; the reader itself goes on to check every row against the number of columns.</summary>
    private const int Most = 1000;

    /// <param name="sample">The beginning of a file, from its first record.</param>
    /// <param name="separator">Between cells.</param>
    /// <param name="complete">The sample is the whole file; otherwise its last record may be cut off.</param>
    public static SampledRecords Read(byte[] sample, char separator, bool complete)
    {
        var reader = new CsvRecords(new MemoryStream(sample, writable: false), (byte)separator);
        var records = new List<string[]>();
        while (records.Count < Most && reader.Read())
        {
            var cells = new string[reader.Fields];
            for (int i = 0; i < cells.Length; i++) cells[i] = Encoding.UTF8.GetString(reader.Field(i)).Trim();
            records.Add(cells);
        }

        if (!complete && records.Count is > 0 and < Most && reader.Fault == CsvFault.None) records.RemoveAt(records.Count - 1);
        return new(records, complete || reader.Fault != CsvFault.OpenQuote ? Words(reader.Fault, records.Count + 1) : null);
    }

    private static string? Words(CsvFault fault, int record) => fault switch
    {
        CsvFault.OpenQuote => $"A quote that opens in record {record} is never closed. Close it, or double quotes that belong to the text.",
        CsvFault.TextBehindQuote => $"Record {record} has text after a closing quote. Close the quote at the value's end, and double quotes that "
            + "belong to the text; a backslash does not escape them.",
        _ => null,
    };
}
