using System.IO.Compression;
using System.Text;
using Kolosal.Datasets;
using Kolosal.Storage;
using Kolosal.Tabular;
using Kolosal.Testing;

namespace Kolosal.Engines.DuckDb;

public sealed class DatasetIntakeTests : IAsyncLifetime
{
    private PlatformSilo host = null!;

    /// <summary>Small limits, so that small files meet them.</summary>
    private static readonly Dictionary<string, string?> Limits = new()
    {
        ["Kolosal:Storage:Synchronous"] = "Normal",
        ["Kolosal:Datasets:MaximumBytes"] = "20000000",
        ["Kolosal:Datasets:MaximumLineBytes"] = "100000",
        ["Kolosal:Datasets:MaximumColumns"] = "500",
        ["Kolosal:Datasets:MaximumRows"] = "200000",
        ["Kolosal:Datasets:Threads"] = "2",
    };

    public async Task InitializeAsync() => host = await PlatformSilo.StartAsync(Limits);

    public async Task DisposeAsync() => await host.DisposeAsync();

    private static byte[] Sample(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Samples", $"{name}.csv"));

    [Fact]
    public async Task A_file_becomes_a_dataset_that_can_be_read_back()
    {
        var taken = (await TakeAsync("acme", "german.csv", Sample("german_credit"))).Value!;
        Assert.Equal((1000, 22), (taken.Rows, taken.Columns.Length));
        Assert.StartsWith("ds_", taken.DatasetId, StringComparison.Ordinal);
        Assert.False(taken.ContainsPersonalData);
        Assert.InRange(taken.QualityScore, 0.9, 1);

        var content = (await host.Grains.Dataset("acme", taken.DatasetId).OpenAsync()).Value!;
        var frame = await host.Service<IDatasetReader>().ReadAsync(content, ["risk", "age"], 2, default);
        Assert.Equal(["good", "bad"], Enumerable.Range(0, 2).Select(frame["risk"].TextAt));
        Assert.Equal([67.0, 22.0], ((NumericColumn)frame["age"]).Values.ToArray());
        Assert.Equal(1, await ListedAsync("acme"));
        Assert.Empty(Staged);
    }

    [Fact]
    public async Task The_same_content_is_the_same_dataset_however_it_comes()
    {
        using var measured = new Measurements("Kolosal.Datasets");
        byte[] iris = Sample("iris");
        var plain = (await TakeAsync("acme", "iris.csv", iris)).Value!;
        var zipped = (await TakeAsync("acme", "other.csv.gz", Gzip(iris))).Value!;
        var archived = (await TakeAsync("acme", "x.zip", Zip(("inner.csv", iris)))).Value!;
        Assert.Equal(plain, zipped with { Columns = plain.Columns, Notes = plain.Notes });
        Assert.Equal(plain.DatasetId, archived.DatasetId);
        Assert.Equal(1, await ListedAsync("acme"));
        var elsewhere = (await TakeAsync("other", "iris.csv", iris)).Value!;
        Assert.Equal(plain.DatasetId, elsewhere.DatasetId);
        Assert.False((await host.Grains.Dataset("third", plain.DatasetId).DescribeAsync()).Accepted);
        Assert.True(measured.Count("kolosal.datasets.files", "outcome=taken") >= 2);
        Assert.True(measured.Count("kolosal.datasets.files", "outcome=known") >= 2);
        Assert.True(measured.Sum("kolosal.datasets.bytes") >= 2 * iris.Length);
        Assert.True(measured.Sum("kolosal.datasets.intake.duration", "format=csv") > 0);
    }

    public static TheoryData<string, string?, byte[], string, int> Bad()
    {
        byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
        string Wide(int columns) =>
            string.Join(',', Enumerable.Range(0, columns).Select(i => $"c{i}")) + "\n" + string.Join(',', Enumerable.Repeat(1, columns)) + "\n";
        return new()
        {
            { "empty", "a.csv", [], "datasets.empty-file", 422 },
            { "blank lines", "a.csv", Text("\n\n"), "datasets.empty-file", 422 },
            { "header only", "a.csv", Text("a,b\n"), "datasets.header-only", 422 },
            { "duplicate names", "a.csv", Text("a,b,a\n1,2,3\n"), "datasets.duplicate-column", 422 },
            { "ragged", "a.csv", Text("a,b\n1,2\n3\n"), "datasets.ragged-rows", 400 },
            { "501 columns", "a.csv", Text(Wide(501)), "datasets.too-many-columns", 413 },
            { "20,000 columns", "a.csv", Text(Wide(20_000)), "datasets.line-too-long", 422 },
            { "long line", "a.csv", Text("a\n" + new string('x', 2_000_000)), "datasets.line-too-long", 422 },
            { "Latin-1", "a.csv", Encoding.Latin1.GetBytes("name,n\nJosé,1\n"), "datasets.encoding", 422 },
            { "UTF-16", "a.csv", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("a,b\n1,2\n")], "datasets.encoding", 422 },
            { "bomb", "a.csv.gz", Gzip(Text("a\n" + new string('\n', 15_000_000))), "datasets.decompression-bomb", 413 },
            { "cut gzip", "a.csv.gz", Gzip(Text("a,b\n1,2\n"))[..^9], "datasets.broken-compression", 400 },
            { "two members", "a.zip", Zip(("a.csv", [1]), ("b.csv", [2])), "datasets.zip-members", 400 },
            { "path in a zip", "a.zip", Zip(("../../a.csv", Text("a,b\n1,2\n"))), "datasets.file-name", 400 },
            { "spreadsheet", "a.xlsx", Zip(("[Content_Types].xml", [1]), ("xl/workbook.xml", [2])), "datasets.broken-xlsx", 400 },
            { "document", "a.zip", Zip(("[Content_Types].xml", [1]), ("word/document.xml", [2])), "datasets.spreadsheet", 415 },
            { "false workbook", "a.xlsx", Text("a,b\n1,2\n"), "datasets.not-xlsx", 400 },
            { "path", "../../etc/a.csv", Text("a,b\n1,2\n"), "datasets.file-name", 400 },
            { "no name", null, Text("a,b\n1,2\n"), "datasets.file-name", 400 },
            { "program", "a.exe", Text("MZ"), "datasets.format", 415 },
            { "all missing", "a.csv", Text("a,b\n,\n,\n"), "datasets.no-values", 422 },
            { "deep JSON", "a.json", Text(new string('[', 10_000) + new string(']', 10_000)), "datasets.json-depth", 400 },
            { "long list", "a.jsonl", Text("{\"a\":[" + string.Join(",", Enumerable.Range(0, 17)) + "]}\n"), "datasets.nested-column", 422 },
            { "no JSON", "a.jsonl", Text("{\"a\":\n"), "datasets.broken-json", 400 },
            { "false Parquet", "a.parquet", Text("PAR1 nothing PAR1"), "datasets.broken-parquet", 400 },
            { "too many rows", "a.csv", Text("a\n" + string.Concat(Enumerable.Repeat("1\n", 200_001))), "datasets.too-many-rows", 413 },
            { "open quote", "a.csv", Text("a,b\n1,\"x\n"), "datasets.open-quote", 400 },
        };
    }

    [Fact]
    public async Task Bad_files_are_refused_in_words_and_leave_nothing_behind()
    {
        foreach (object[] row in Bad())
        {
            var (label, name, content, code, status) = ((string)row[0], (string?)row[1], (byte[])row[2], (string)row[3], (int)row[4]);
            var refusal = (await TakeAsync("acme", name, content)).Refusal;
            Assert.True(refusal is not null, $"{label} was taken.");
            Assert.True((code, status) == (refusal.Code, (int)refusal.Kind), $"{label}: {(int)refusal.Kind} {refusal.Code} {refusal.Message}");
            Assert.DoesNotContain(Path.GetTempPath(), refusal.Message, StringComparison.Ordinal);
            Assert.True(Staged.Length == 0, $"{label} left {string.Join(", ", Staged)}.");
        }

        Assert.Equal(0, await ListedAsync("acme"));
    }

    [Fact]
    public async Task Archives_are_taken_with_what_systems_leave_in_them()
    {
        foreach (var (label, members) in new[]
        {
            ("in a folder", new[] { ("d/x.csv", Bytes("a,b\n1,2\n3,5\n")) }),
            ("from macOS", [("x.csv", Bytes("a,b\n1,2\n3,6\n")), ("__MACOSX/._x.csv", [1]), (".DS_Store", [2])]),
            ("from Windows", [("t/x.csv", Bytes("a,b\n1,2\n3,7\n")), ("t/Thumbs.db", [1]), ("t/desktop.ini", [2])]),
        })
        {
            var taken = await TakeAsync("acme", "x.zip", Zip(members));
            Assert.True(taken.Accepted, $"{label}: {taken.Refusal?.Message}");
            Assert.Equal(2, taken.Value!.Rows);
        }
    }

    [Theory]
    [InlineData("a,b\r\n1,x\n2,y\r3,z\r\n", 3)]
    [InlineData("a,b\n1,\"x\r\ny\"\r\n2,z\n", 2)]
    [InlineData("sep=;\r\na;b\n1;x\n2;y\n", 2)]
    public async Task Lines_may_end_in_several_ways(string text, int rows)
    {
        var taken = (await TakeAsync("acme", "ends.csv", Bytes(text))).Value!;
        Assert.Equal((rows, "a", "b"), ((int)taken.Rows, taken.Columns[0].Name, taken.Columns[1].Name));
    }

    [Fact]
    public async Task Line_ends_that_change_late_are_read_as_well()
    {
        string text = "a,b\n" + string.Concat(Enumerable.Range(0, 30_000).Select(i => $"{i},x\n")) + "1,y\r\n2,y\r\n";
        Assert.Equal(30_002, (await TakeAsync("acme", "late.csv", Bytes(text))).Value!.Rows);
        string quote = "a,b\n" + string.Concat(Enumerable.Range(0, 30_000).Select(i => $"{i},x\n")) + "1,\"y\"z\n";
        Assert.Equal("datasets.open-quote", (await TakeAsync("acme", "quote.csv", Bytes(quote))).Refusal!.Code);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    [Fact]
    public async Task Equal_tables_from_different_files_do_not_share_their_fate()
    {
        var csv = (await TakeAsync("acme", "a.csv", "a,b\n1,x\n2,y\n"u8.ToArray())).Value!;
        var tsv = (await TakeAsync("acme", "a.tsv", "a\tb\n1\tx\n2\ty\n"u8.ToArray())).Value!;
        Assert.NotEqual(csv.DatasetId, tsv.DatasetId);
        Assert.True((await host.Grains.Dataset("acme", csv.DatasetId).DeleteAsync()).Accepted);
        var left = (await host.Grains.Dataset("acme", tsv.DatasetId).OpenAsync()).Value!;
        Assert.Equal(2, (await host.Service<IDatasetReader>().ReadAsync(left, null, null, default)).Rows);
        Assert.Equal(2, (await host.Service<IDatasetArchive>().ReadProfileAsync(left, default)).Rows);
    }

    [Fact]
    public async Task An_upload_past_the_limit_is_cut_off()
    {
        await Assert.ThrowsAsync<Storage.UploadTooLargeException>(
            () => TakeAsync("acme", "a.csv", Encoding.UTF8.GetBytes("a\n" + string.Concat(Enumerable.Repeat("12345678\n", 2_300_000)))));
        Assert.Empty(Staged);
    }

    [Fact]
    public async Task One_row_is_a_dataset_with_a_warning()
    {
        var taken = (await TakeAsync("acme", "one.csv", "a,b\n1,x\n"u8.ToArray())).Value!;
        var content = (await host.Grains.Dataset("acme", taken.DatasetId).OpenAsync()).Value!;
        var report = QualityAssessment.Assess(await host.Service<IDatasetArchive>().ReadProfileAsync(content, default), content.ToTableSchema());
        Assert.Contains(report.Warnings, w => w is { Kind: QualityWarningKind.FewRows, Value: 1 });
    }

    [Fact]
    public async Task Personal_data_is_reported_and_not_repeated()
    {
        var text = new StringBuilder("email,note\n");
        for (int i = 0; i < 40; i++) text.Append("person").Append(i % 4).Append("@example.org,ok\n");
        var taken = (await TakeAsync("acme", "p.csv", Encoding.UTF8.GetBytes(text.ToString()))).Value!;
        Assert.True(taken.ContainsPersonalData);
        Assert.Equal("email", taken.Columns[0].PersonalData);
        Assert.Empty(taken.Columns[0].Categories);
        var profile = await host.Service<IDatasetArchive>()
            .ReadProfileAsync((await host.Grains.Dataset("acme", taken.DatasetId).OpenAsync()).Value!, default);
        Assert.Empty(profile.Columns[0].TopValues);
    }

    [Fact]
    public async Task An_owner_declares_what_the_columns_are()
    {
        var taken = (await TakeAsync("acme", "german.csv", Sample("german_credit"))).Value!;
        var grain = host.Grains.Dataset("acme", taken.DatasetId);
        var declared = (await grain.SetSchemaAsync(new([new("age", null, null, 18, 100)], "risk", ["sex", "age"], "good"), taken.Revision)).Value!;
        Assert.Equal(("risk", "good"), (declared.Target, declared.FavourableLabel));
        Assert.Equal(["sex", "age"], declared.Columns.Where(c => c.Protected).Select(c => c.Name));
        Assert.Equal(412, (int)(await grain.SetSchemaAsync(new([], "age", null, null), taken.Revision)).Refusal!.Kind);

        var bad = (await grain.SetSchemaAsync(new([new("nope", "number", null, 5, 1)], "none", ["x"], "great"), null)).Refusal!;
        Assert.Equal(422, (int)bad.Kind);
        Assert.Equal(
            ["$.columns[0].maximum", "$.columns[0].name", "$.columns[0].type", "$.favourable_label", "$.protected_attributes[0]", "$.target"],
                bad.Errors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("risk", (await grain.DescribeAsync()).Value!.Target);
        Assert.Equal(2, (await grain.GetLineageAsync()).Value!.Schemas.Length);
    }

    [Fact]
    public async Task Another_type_counts_what_it_loses_and_is_refused_when_it_loses_everything()
    {
        var text = new StringBuilder("n,s,d\n");
        for (int i = 0; i < 60; i++) text.Append(i % 5).Append(',').Append("ab"[i % 2]).Append(",2020-01-").Append(i % 28 + 1).Append('\n');
        var taken = (await TakeAsync("acme", "types.csv", Encoding.UTF8.GetBytes(text.ToString()))).Value!;
        Assert.Equal((0, 4), (taken.Columns[0].Minimum, taken.Columns[0].Maximum));
        var grain = host.Grains.Dataset("acme", taken.DatasetId);

        var none = new SchemaChange([new("s", "numeric", null, null, null), new("d", "numeric", null, null, null)], null, null, null);
        var refused = (await grain.SetSchemaAsync(none, null)).Refusal!;
        Assert.Equal(["$.columns[0].type", "$.columns[1].type"], refused.Errors.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("row", refused.Errors["$.columns[0].type"], StringComparison.Ordinal);

        // 0 and 1 are flags, 2, 3 and 4 are not: three rows in five.
        var flags = (await grain.SetSchemaAsync(new([new("n", "boolean", null, null, null)], null, null, null), null)).Value!;
        Assert.Equal(("boolean", 36, 2), (flags.Columns[0].Type, flags.Columns[0].Missing, flags.Columns[0].Distinct));
        Assert.Equal(
            "'n' was declared boolean: 36 of its values are not and count as missing (rows 3, 4, 5, …, for example '2').", flags.Notes[^1]);
        Assert.True(flags.QualityScore < taken.QualityScore);
        var content = (await grain.OpenAsync()).Value!;
        Assert.Equal(36, (await host.Service<IDatasetReader>().ReadAsync(content, ["n"], null, default))["n"].Missing.Count);
        Assert.Equal(36, (await host.Service<IDatasetArchive>().ReadProfileAsync(content, default)).Columns[0].Missing);

        // And back: nothing had been lost for good.
        var numbers = (await grain.SetSchemaAsync(new([new("n", "numeric", null, null, null)], null, null, null), null)).Value!;
        Assert.Equal((0, 5, taken.QualityScore), (numbers.Columns[0].Missing, numbers.Columns[0].Distinct, numbers.QualityScore));
        Assert.Equal(taken.Notes.AsEnumerable(), numbers.Notes);

        var range = (await grain.SetSchemaAsync(new([new("n", null, null, 5, null)], null, null, null), null)).Value!;
        Assert.Equal(5, range.Columns[0].Minimum);
        var upside = (await grain.SetSchemaAsync(new([new("n", null, null, null, 1)], null, null, null), null)).Refusal!;
        Assert.Contains("minimum 5", upside.Errors["$.columns[0].maximum"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_format_reads_the_same_cells_otherwise_and_the_export_stays()
    {
        const string File = "d,p\n05/02/2020,\"1,234\"\n06/03/2020,\"5,678\"\n";
        var taken = (await TakeAsync("acme", "formats.csv", Encoding.UTF8.GetBytes(File))).Value!;
        Assert.Equal(("d/m/Y", ","), (taken.Columns[0].Reading!.Date, taken.Columns[1].Reading!.Group));
        var grain = host.Grains.Dataset("acme", taken.DatasetId);
        var changed = (await grain.SetSchemaAsync(new([new("d", null, null, null, null, "m/d/Y"), new("p", null, null, null, null, "1234,5")],
            null, null, null), null)).Value!;
        var content = (await grain.OpenAsync()).Value!;
        var frame = await host.Service<IDatasetReader>().ReadAsync(content, null, null, default);
        Assert.Equal(new DateTime(2020, 5, 2).Ticks, ((DateTimeColumn)frame["d"]).Ticks[0]);
        Assert.Equal([1.234, 5.678], ((NumericColumn)frame["p"]).Values.ToArray());
        Assert.Equal(5.678, changed.Columns[1].Maximum);
        using var exported = new StreamReader(await host.Service<IDatasetArchive>().ExportAsync(content, TableFormat.Csv, default));
        Assert.Equal(File, await exported.ReadToEndAsync());

        var wrong = (await grain.SetSchemaAsync(new([new("d", null, null, null, null, "dd.mm.yy")], null, null, null), null)).Refusal!;
        Assert.Contains("d/m/Y", wrong.Errors["$.columns[0].format"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_run_holds_stays_and_what_it_made_is_remembered()
    {
        var taken = (await TakeAsync("acme", "iris.csv", Sample("iris"))).Value!;
        var grain = host.Grains.Dataset("acme", taken.DatasetId);
        Assert.True((await grain.HoldAsync("run_1")).Accepted);
        Assert.True((await grain.HoldAsync("run_1")).Accepted);
        Assert.Equal(409, (int)(await grain.DeleteAsync()).Refusal!.Kind);
        Assert.Equal(409, (int)(await grain.SetSchemaAsync(new([], "species", null, null), null)).Refusal!.Kind);
        await grain.ReleaseAsync("run_1", ["flowers:1"]);
        await grain.ReleaseAsync("run_1", ["flowers:1"]);
        Assert.Equal(["flowers:1"], (await grain.DeleteAsync()).Value!.Models.ToArray());

        Assert.Equal(404, (int)(await grain.DescribeAsync()).Refusal!.Kind);
        Assert.Equal(0, await ListedAsync("acme"));
        var again = (await TakeAsync("acme", "iris.csv", Sample("iris"))).Value!;
        Assert.Equal(taken.DatasetId, again.DatasetId);
        Assert.Equal(["flowers:1"], (await grain.GetLineageAsync()).Value!.Models.ToArray());
    }

    [Fact]
    public async Task A_dataset_that_left_memory_comes_back_as_it_was()
    {
        var taken = (await TakeAsync("acme", "wine.csv", Sample("wine"))).Value!;
        await host.Grains.Dataset("acme", taken.DatasetId).SetSchemaAsync(new([], "target", null, null), null);
        await host.Silo.DeactivateAsync(host.Grains.Dataset("acme", taken.DatasetId));
        var found = (await host.Grains.Dataset("acme", taken.DatasetId).DescribeAsync()).Value!;
        Assert.Equal(("target", taken.Rows, taken.Sha256), (found.Target, found.Rows, found.Sha256));
    }

    /// <summary>What lies in the staging area: nothing, when nobody is at work.</summary>
    private string[] Staged
    {
        get
        {
            string folder = Path.Combine(host.DataDirectory, "staging");
            return Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
        }
    }

    private async Task<long> ListedAsync(string workspace) =>
        (await host.Service<ICatalogue>().QueryAsync(new(workspace, CatalogueKinds.Dataset, []), default)).Total;

    private Task<Result<DatasetDescription>> TakeAsync(string workspace, string? name, byte[] content) =>
        host.Service<DatasetIntake>().TakeAsync(workspace, "upload", name, null, new MemoryStream(content), default);

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize)) gzip.Write(content);
        return packed.ToArray();
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] members)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in members)
            {
                using var member = zip.CreateEntry(name).Open();
                member.Write(content);
            }
        }

        return packed.ToArray();
    }
}
