using System.Text;
using Apache.Arrow;
using Kolosal.Datasets;
using Kolosal.Tabular;

namespace Kolosal.Engines.DuckDb;

/// <summary>Reads the texts of one stored column again, as another type or in another format, and measures what comes of it.</summary>
internal sealed class ColumnRereader(DuckDatabase database, string parquet, DatasetOptions options, CancellationToken cancel)
{
    private delegate void Take(ReadOnlySpan<byte> text);

    public RereadColumn Run(ColumnRequest request)
    {
        using var connection = database.Connect();
        var stored = StoredTable.Open(database, connection, parquet, cancel);
        string select = $"SELECT {stored.Text(request.Position)} FROM read_parquet($1)";
        var present = stored.Reading(request.Position);

        var scan = new ColumnScan();
        Each(text => scan.Feed(text, quoted: false));
        var chosen = ReadingChoice.As(request.Type, scan, present);
        var reading = request switch
        {
            { Numbers: { } numbersAs } when chosen.Number is not null => chosen with { Number = numbersAs },
            { Dates: { } datesAs } when chosen.Date is not null => chosen with { Date = datesAs },
            _ => chosen,
        };

        var lost = new Sightings();
        double least = double.PositiveInfinity, most = double.NegativeInfinity;
        long row = 0, nonFinite = 0;
        Each(text =>
        {
            row++;
            if (IsMissing(reading, text)) return;
            if (!reading.TryRead(text, out var value)) lost.Add(row, text);
            else if (value.IsMissing) nonFinite++;
            else if (value.Text is null) (least, most) = (Math.Min(least, Measure(reading, value)), Math.Max(most, Measure(reading, value)));
        });

        bool measured = reading.Number is not null || reading.Date is not null, any = least <= most;
        var numbers = measured ? new NumericProfiler(any ? least : 0, any ? most : 0, new RowSample(scan.Rows, options.SampleRows)) : null;
        var texts = measured ? null : new TextProfiler();
        Each(text => Feed(reading, text, numbers, texts));

        var column = new ConvertedColumn(
            request.Name, measured ? request.Type : reading.Flag is null ? ColumnType.Text : ColumnType.Boolean, any ? least : null,
            any ? most : null, nonFinite, reading);
        var (profile, found) = ColumnFindings.Of(column, numbers, texts, request.Type, options.MaximumCategories);
        return new(found, profile, lost.Count, lost.Count > 0 ? lost.ToString() : null);

        void Each(Take take) => connection.Batches(
            select,
            batch =>
            {
                var cells = (StringArray)batch.Column(0);
                for (int i = 0; i < cells.Length; i++) take(cells.IsValid(i) ? cells.GetBytes(i) : default);
            },
            cancel,
            parquet);
    }

    /// <summary>A cell without a text has no value whatever the rule: what an empty text is, the file has said when it was taken in.</summary>
    private static bool IsMissing(CellReading reading, ReadOnlySpan<byte> text) => text.IsEmpty || reading.IsMissing(text, quoted: false);

    private static void Feed(CellReading reading, ReadOnlySpan<byte> text, NumericProfiler? numbers, TextProfiler? texts)
    {
        bool has = !IsMissing(reading, text) && reading.TryRead(text, out var value) && !value.IsMissing;
        if (numbers is not null)
        {
            double number = has && reading.TryRead(text, out value) ? Measure(reading, value) : 0;
            numbers.Feed([number], [has ? 1UL : 0]);
        }
        else if (!has) texts!.FeedMissing();
        else if (reading.Flag is null) texts!.Feed(text);
        else
        {
            reading.TryRead(text, out value);
            texts!.Feed(Encoding.UTF8.GetBytes(reading.Write(value)));
        }
    }

    /// <summary>Numbers themselves, dates in seconds since 1970, as profiles have them.</summary>
    private static double Measure(CellReading reading, RawValue value) =>
        reading.Date is null ? value.Number : (value.Number - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
}
