namespace Kolosal.Datasets;

public sealed class NamesAndIdsTests
{
    [Fact]
    public void An_id_is_the_base32_of_the_hash() => // RFC 4648 §10: "foobar" is MZXW6YTBOI
        Assert.Equal("ds_mzxw6ytboi" + new string('a', 16), DatasetIds.Of("666f6f626172" + new string('0', 52)));

    [Theory, InlineData("../x.csv"), InlineData("a/b.csv"), InlineData("a\\b.csv"), InlineData("C:x.csv"), InlineData(".."), InlineData(""),
        InlineData(null), InlineData("a\0.csv"), InlineData("a\n.csv")]
    public void A_path_is_no_file_name(string? name) =>
        Assert.Equal("datasets.file-name", Assert.Throws<RejectedContentException>(() => FileNames.Check(name)).Code);

    [Theory]
    [InlineData("a.csv", TableFormat.Csv)]
    [InlineData("A.TSV.gz", TableFormat.Tsv)]
    [InlineData("x.jsonl", TableFormat.Jsonl)]
    [InlineData("x.parquet", TableFormat.Parquet)]
    [InlineData("x.exe", null)]
    [InlineData("x", null)]
    public void The_ending_names_the_format(string name, TableFormat? format) => Assert.Equal(format, FileNames.FormatOf(name));
}
