using System.Text;
using Kolosal.Tabular;

namespace Kolosal.Predictions;

/// <summary>Columns of elements that state their type are the rows that JSON would be.</summary>
public class ColumnDecodingTests
{
    private static readonly TableSchema Inputs = new([
        new("n", ColumnType.Numeric, Reading: new(Number: NumberFormat.Plain, Missing: MissingWords.Any)),
        new("code", ColumnType.Categorical, Categories: ["01", "1.5", "9007199254740993", "true"], Reading: new(Missing: MissingWords.Unquoted)),
        new("own", ColumnType.Boolean, Reading: new(Flag: new("Yes", "No"), Missing: MissingWords.Any)),
        new("tag", ColumnType.DateTime, Reading: new(Date: DateFormat.Iso, Missing: MissingWords.Any))]);

    private static readonly RowDecoder Decoder = new(Inputs, "y", [.. Inputs.Columns.Select(column =>
        new LoggedColumn(column.Name, column.Type == ColumnType.Categorical, column.Categories, WasMissing: column.Name != "n"))]);

    [Theory]
    [InlineData(TensorType.Float64), InlineData(TensorType.Float32), InlineData(TensorType.Float16), InlineData(TensorType.Int8),
     InlineData(TensorType.Int16), InlineData(TensorType.Int32), InlineData(TensorType.Int64), InlineData(TensorType.UInt8),
     InlineData(TensorType.UInt16), InlineData(TensorType.UInt32), InlineData(TensorType.UInt64)]
    public void A_number_is_the_same_in_every_type(TensorType type) =>
        Assert.Equal("100", Accept(1, Tensor("n", type, 100)).Values[0].ToString());

    [Fact]
    public void Whole_numbers_keep_all_their_digits_where_they_name_a_category()
    {
        var rows = Accept(3, Tensor("n", TensorType.Float64, 1, 2, 3),
            new RowTensor("code", TensorType.Int64, 1, Bytes(9007199254740993L, 9007199254740992L, 77L)));
        Assert.Equal(["9007199254740993", "9007199254740992", "77"], Enumerable.Range(0, 3).Select(row => rows.At(row, 1).Text));
        Assert.Equal([2, -1, -1], Enumerable.Range(0, 3).Select(row => rows.Numbers[row * rows.Width + 1]));
    }

    [Fact]
    public void Nothing_is_missing_in_every_way_to_say_so()
    {
        var rows = Accept(2, Tensor("n", TensorType.Float64, double.NaN, 5), Texts("code", null, ""), Texts("tag", null, "NA"),
            new RowTensor("own", TensorType.Bool, 1, new byte[] { 1, 1 }, new byte[] { 0, 1 }));
        Assert.Equal(["missing", "missing", "missing", "missing", "5", "missing", "1", "missing"], rows.Values.Select(value => value.ToString()));
    }

    [Fact]
    public void A_flag_is_the_category_that_is_written_so() =>
        Assert.Equal(
            "true", Accept(1, Tensor("n", TensorType.Float64, 1), new RowTensor("code", TensorType.Bool, 1, new byte[] { 1 })).Values[1].Text);

    [Fact]
    public void A_matrix_is_all_columns_in_their_order() =>
        Assert.Equal(["2", "1.5", "1", "missing"], Accept(1, new RowTensor("all", TensorType.Float64, 4, Bytes(2.0, 1.5, 1.0, double.NaN))).Values
            .Select(value => value.ToString()));

    [Fact]
    public void What_does_not_fit_is_refused_at_its_place()
    {
        Refuses("$.rows[0].n", "finite", Tensor("n", TensorType.Float64, double.PositiveInfinity));
        Refuses("$.rows[0].n", "the string x", Texts("n", "x"));
        Refuses("$.rows[0].tag", "a date", Tensor("n", TensorType.Float64, 1), Tensor("tag", TensorType.Float64, 5));
        Refuses("$.rows[0].own", "Yes or No", Tensor("n", TensorType.Float64, 1), Tensor("own", TensorType.Int32, 2));
        Refuses("$.rows[0].code", "'01'", Tensor("n", TensorType.Float64, 1), Tensor("code", TensorType.Float64, 1));
        Refuses("$.rows[0].zzz", "no such input", Tensor("n", TensorType.Float64, 1), Tensor("zzz", TensorType.Float64, 1));
        Refuses("$.rows[0].n", "twice", Tensor("n", TensorType.Float64, 1), Tensor("n", TensorType.Float64, 1));
        Refuses("$.rows[0].n", "got none", Tensor("own", TensorType.Bool, 1));
        Refuses("$.rows[0].tag", "UTF-8", Tensor("n", TensorType.Float64, 1),
            new RowTensor("tag", TensorType.Text, 1, new byte[] { 1, 0, 0, 0, 0xff }));
        Refuses("$.rows", "too early", Tensor("n", TensorType.Float64, 1), new RowTensor("tag", TensorType.Text, 1, new byte[] { 9, 0, 0, 0, 65 }));
        Refuses("$.rows", "does not have", new RowTensor("n", TensorType.Float64, 1, new byte[7]));
    }

    [Fact]
    public void Who_is_strict_wants_every_column()
    {
        byte[] body = ColumnsBody.Write(1, [Tensor("n", TensorType.Float64, 1)]);
        Assert.NotNull(Decoder.DecodeColumns(body, 10, new RowErrors()));
        var errors = new RowErrors();
        Assert.Null(Decoder.DecodeColumns(body, 10, errors, strict: true));
        Assert.Equal(["$.rows[0].code", "$.rows[0].own", "$.rows[0].tag"], errors.ByPath.Keys.Order());
    }

    [Fact]
    public void No_mutation_of_good_columns_escapes_the_errors()
    {
        byte[] good = ColumnsBody.Write(2, [Tensor("n", TensorType.Float64, 1, 2), Texts("code", "01", null), Tensor("own", TensorType.Int8, 1, 0)]);
        var random = new Random(5);
        for (int trial = 0; trial < 20_000; trial++)
        {
            byte[] bytes = [.. good];
            for (int edit = random.Next(1, 4); edit > 0; edit--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) bytes = bytes[..random.Next(bytes.Length)];
            var errors = new RowErrors();
            var rows = Decoder.DecodeColumns(bytes, 100, errors);
            Assert.Equal(rows is null, errors.Any);
            if (rows is not null) Assert.DoesNotContain(rows.Inputs, double.IsInfinity);
        }
    }

    private static DecodedRows Accept(int rows, params RowTensor[] columns)
    {
        var errors = new RowErrors();
        var read = Decoder.DecodeColumns(ColumnsBody.Write(rows, columns), 100, errors);
        Assert.Empty(errors.ByPath);
        return read!;
    }

    private static void Refuses(string path, string says, params RowTensor[] columns)
    {
        var errors = new RowErrors();
        Assert.Null(Decoder.DecodeColumns(ColumnsBody.Write(1, columns), 100, errors));
        Assert.Contains(says, Assert.Contains(path, errors.ByPath), StringComparison.Ordinal);
    }

    private static RowTensor Tensor(string name, TensorType type, params double[] values) => new(name, type, 1, type switch
    {
        TensorType.Bool or TensorType.UInt8 => Array.ConvertAll(values, value => (byte)value),
        TensorType.Int8 => Array.ConvertAll(values, value => (byte)(sbyte)value),
        TensorType.Int16 => Bytes(Array.ConvertAll(values, value => (short)value)),
        TensorType.UInt16 => Bytes(Array.ConvertAll(values, value => (ushort)value)),
        TensorType.Int32 => Bytes(Array.ConvertAll(values, value => (int)value)),
        TensorType.UInt32 => Bytes(Array.ConvertAll(values, value => (uint)value)),
        TensorType.Int64 => Bytes(Array.ConvertAll(values, value => (long)value)),
        TensorType.UInt64 => Bytes(Array.ConvertAll(values, value => (ulong)value)),
        TensorType.Float16 => Bytes(Array.ConvertAll(values, value => (Half)value)),
        TensorType.Float32 => Bytes(Array.ConvertAll(values, value => (float)value)),
        _ => Bytes(values),
    });

    private static RowTensor Texts(string name, params string?[] texts)
    {
        using var bytes = new MemoryStream();
        foreach (string? text in texts)
        {
            bytes.Write(BitConverter.GetBytes(text is null ? -1 : Encoding.UTF8.GetByteCount(text)));
            bytes.Write(Encoding.UTF8.GetBytes(text ?? ""));
        }

        return new(name, TensorType.Text, 1, bytes.ToArray());
    }

    private static byte[] Bytes<T>(params T[] values)
        where T : struct => System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
}
