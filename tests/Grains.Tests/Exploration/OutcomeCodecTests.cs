using Kolosal.Experiments;
using Kolosal.Tabular;

namespace Kolosal.Exploration;

public class OutcomeCodecTests
{
    [Fact]
    public void A_table_of_every_type_reads_back_cell_by_cell_with_what_is_missing()
    {
        var second = MissingMask.Where(2, row => row == 1);
        var table = Tables.Of(("n", NumericColumn.FromNaN([1.5, double.NaN])), ("b", new BooleanColumn([true, false], second)),
            ("d", new DateTimeColumn([638_000_000_000_000_000, 0], second)), ("c", CategoricalColumn.From(["é", null])),
            ("t", new TextColumn(["a\nb", null])));
        using var bytes = new MemoryStream();
        OutcomeCodec.Write(table, bytes);
        bytes.Position = 0;
        var read = OutcomeCodec.Read(bytes);
        Assert.Equal(table.Schema, read.Schema);
        for (int c = 0; c < table.Columns.Length; c++)
            for (int row = 0; row < table.Rows; row++) Assert.Equal(table.Columns[c].TextAt(row), read.Columns[c].TextAt(row));
    }

    [Fact]
    public void Bytes_that_are_no_table_or_end_too_early_are_told_apart_from_one()
    {
        using var bytes = new MemoryStream();
        OutcomeCodec.Write(Tables.Regression(10), bytes);
        for (int length = 0; length < bytes.Length; length += 7)
            Assert.Throws<InvalidDataException>(() => OutcomeCodec.Read(new MemoryStream(bytes.ToArray(), 0, length)));
        Assert.Throws<InvalidDataException>(() => OutcomeCodec.Read(new MemoryStream(new byte[100])));
    }

    [Fact]
    public void Csv_keeps_spreadsheets_from_running_texts()
    {
        var table = Tables.Of(("a,b", new TextColumn(["=1+1", null])), ("n", new NumericColumn([-1, 2])));
        Assert.Equal(["\"a,b\",n", "'=1+1,-1", ",2"], ResultTables.Lines(table));
    }
}
