using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Kolosal.Datasets;
using Kolosal.Learning.Preprocessing;
using Kolosal.Tabular;
using Kolosal.Testing;

namespace Kolosal.Engines.DuckDb;

/// <summary>Versions of small tables whose every cell is known.</summary>
public sealed class DatasetVersionsTests : IAsyncLifetime
{
    /// <summary>Five rows, the fourth a repetition of the first; 900 is far beyond 1.5 interquartile ranges.</summary>
    private const string Messy = "id,age,city,y\n1,30, Rome ,a\n2,,ROME,b\n3,40,Oslo,a\n1,30, Rome ,a\n5,900,Bonn,b\n";

    private PlatformSilo host = null!;

    private DatasetVersions Versions => host.Service<DatasetVersions>();

    public async Task InitializeAsync() => host = await PlatformSilo.StartAsync(new() { ["Kolosal:Storage:Synchronous"] = "Normal" });

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Every_step_is_recorded_and_the_parent_stays()
    {
        var parent = await TakeAsync(Messy);
        await host.Grains.Dataset("ws", parent.DatasetId).SetSchemaAsync(new([new("id", null, "id", null, null)], "y", ["city"], "a"), null);
        var made = (await Versions.CleanAsync(new("ws", parent.DatasetId),
        [
            new(CleaningKind.DropDuplicates), new(CleaningKind.Trim, ["city"]), new(CleaningKind.Case, ["city"], "upper"),
            new(CleaningKind.ClipOutliers, ["age"], "iqr", 1.5), new(CleaningKind.Impute, ["age"], "median", Flag: true),
        ], "clean", default)).Value!;
        Assert.Equal((4, 2, parent.DatasetId, "clean", "y", "a"),
            ((int)made.Rows, made.Version, made.Parent, made.MadeBy, made.Target, made.FavourableLabel));
        Assert.True(made.Columns.Single(c => c.Name == "city").Protected);
        Assert.Equal("id", made.Columns.Single(c => c.Name == "id").Role);

        // Ages 30, 40, 900 have the quartiles 35 and 470: fences −617.5 and 1122.5, so nothing is clipped; the median is 40.
        Assert.Equal("id,age,city,y,age_missing\n1,30,ROME,a,false\n2,40,ROME,b,true\n3,40,OSLO,a,false\n5,900,BONN,b,false\n",
            await ExportAsync(made.DatasetId));
        var steps = (await host.Grains.Dataset("ws", made.DatasetId).GetLineageAsync()).Value!.Transformations;
        Assert.Equal([("drop_duplicates", 5, 4, 0), ("trim", 4, 4, 1), ("case", 4, 4, 3), ("clip_outliers", 4, 4, 0), ("impute", 4, 4, 1)],
            steps.Select(s => (s.Step, (int)s.RowsBefore, (int)s.RowsAfter, (int)s.CellsChanged)).ToArray());
        Assert.Equal(new CellChange("city", 1, " Rome ", "Rome"), steps[1].Example);
        Assert.Equal(new CellChange("age", 2, null, "40"), steps[4].Example);
        Assert.Equal("40", JsonDocument.Parse(steps[4].Parameters).RootElement.GetProperty("values").GetProperty("age").GetString());
        Assert.Equal(-617.5, JsonDocument.Parse(steps[3].Parameters).RootElement.GetProperty("fences").GetProperty("age")[0].GetDouble());

        Assert.Equal(Messy.Replace(" Rome ", "\" Rome \"", StringComparison.Ordinal), await ExportAsync(parent.DatasetId));
        var again = (await Versions.CleanAsync(new("ws", parent.DatasetId), [new(CleaningKind.DropDuplicates)], null, default)).Value!;
        Assert.NotEqual(made.DatasetId, again.DatasetId);
        Assert.Equal(again.DatasetId,
            (await Versions.CleanAsync(new("ws", parent.DatasetId), [new(CleaningKind.DropDuplicates)], null, default)).Value!.DatasetId);
        Assert.Equal([1, 2, 2], (await Versions.ListAsync(new("ws", made.DatasetId), default)).Value.Select(v => v.Version));
    }

    [Fact]
    public async Task The_target_is_never_changed_and_bad_steps_say_where()
    {
        var parent = await TakeAsync(Messy);
        await host.Grains.Dataset("ws", parent.DatasetId).SetSchemaAsync(new([], "y", null, null), null);
        var refused = (await Versions.CleanAsync(new("ws", parent.DatasetId),
        [
            new(CleaningKind.Case, ["y"], "upper"), new(CleaningKind.DropColumns, ["y"]), new(CleaningKind.Impute, ["nope"], "mean"),
            new(CleaningKind.Filter, ["age"], Operator: "gt", Value: "old"), new(CleaningKind.Impute, ["city"], "mean"),
        ], null, default)).Refusal!;
        Assert.Equal((422, "datasets.bad-steps"), ((int)refused.Kind, refused.Code));
        Assert.Equal(["$.steps[0].columns[0]", "$.steps[1].columns[0]", "$.steps[2].columns[0]", "$.steps[3].values", "$.steps[4].columns[0]"],
            refused.Errors.Keys.Order(StringComparer.Ordinal));
        // By itself a step leaves the target alone.
        var trimmed = (await Versions.CleanAsync(new("ws", parent.DatasetId), [new(CleaningKind.Case, [], "lower")], null, default)).Value!;
        Assert.Equal("city", Assert.Single(
            (await host.Grains.Dataset("ws", trimmed.DatasetId).GetLineageAsync()).Value!.Transformations[0].Columns));
    }

    [Theory]
    [InlineData("filter rows", "id,x,t\n2,3.50,b\n", 1)]
    [InlineData("drop sparse rows", "id,x,t\n1,1.25,a\n2,3.50,b\n", 2)]
    [InlineData("drop sparse columns", "id,x\n1,1.25\n2,3.50\n3,\n", 3)]
    [InlineData("merge", "id,x,t\n1,1.25,other\n2,3.50,other\n3,,\n", 3)]
    [InlineData("impute mean", "id,x,t\n1,1.25,a\n2,3.50,b\n3,2.375,\n", 3)]
    [InlineData("constant", "id,x,t\n1,1.25,a\n2,3.50,b\n3,9,\n", 3)]
    [InlineData("retype", "id,x,t\n1,1.25,a\n2,3.50,b\n3,,\n", 3)]
    public async Task Cells_that_a_step_does_not_change_stay_as_they_were_written(string step, string expected, int rows)
    {
        CleaningStep asked = step switch
        {
            "filter rows" => new(CleaningKind.Filter, ["x"], Operator: "ge", Value: "3.5"),
            "drop sparse rows" => new(CleaningKind.DropRows, ["x", "t"]),
            "drop sparse columns" => new(CleaningKind.DropColumns, ["t"]),
            "merge" => new(CleaningKind.MergeCategories, ["t"], Values: ["a", "b"], Into: "other"),
            "impute mean" => new(CleaningKind.Impute, ["x"], "mean"),
            "constant" => new(CleaningKind.Impute, ["x"], "constant", Value: "9"),
            _ => new(CleaningKind.SetType, ["id"], Type: ColumnType.Categorical),
        };
        var parent = await TakeAsync("id,x,t\n1,1.25,a\n2,3.50,b\n3,,\n");
        var made = await Versions.CleanAsync(new("ws", parent.DatasetId), [asked], null, default);
        Assert.True(made.Accepted, made.Refusal?.Message);
        Assert.Equal((rows, expected), ((int)made.Value!.Rows, await ExportAsync(made.Value.DatasetId)));
        if (step == "retype") Assert.Equal("categorical", made.Value.Columns[0].Type);
    }

    [Fact]
    public async Task Appended_rows_are_read_by_the_rules_of_the_dataset_or_refused_with_what_differs()
    {
        var parent = await TakeAsync("d,n\n25/12/2020,1\n26/12/2020,2\n");
        // By itself 01/02/2020 could be either; here it is the first of February, as the dataset's other dates say.
        var more = (await AppendAsync(parent.DatasetId, "n,d\n3,01/02/2020\n")).Value!;
        Assert.Equal((3, 2, "append"), ((int)more.Rows, more.Version, more.MadeBy));
        var content = (await host.Grains.Dataset("ws", more.DatasetId).OpenAsync()).Value!;
        var frame = await host.Service<IDatasetReader>().ReadAsync(content, ["d"], null, default);
        Assert.Equal(new DateTime(2020, 2, 1).Ticks, ((DateTimeColumn)frame["d"]).Ticks[2]);
        Assert.Equal("d,n\n25/12/2020,1\n26/12/2020,2\n01/02/2020,3\n", await ExportAsync(more.DatasetId));

        var columns = (await AppendAsync(parent.DatasetId, "n,e\n3,4\n")).Refusal!;
        Assert.Equal("datasets.other-schema", columns.Code);
        Assert.Contains("'d'", columns.Message, StringComparison.Ordinal);
        Assert.Contains("'e'", columns.Message, StringComparison.Ordinal);
        var types = (await AppendAsync(parent.DatasetId, "d,n\n27/12/2020,many\n28/12/2020,4\n")).Refusal!;
        Assert.Equal("datasets.other-schema", types.Code);
        Assert.Contains("row 1, 'many'", types.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expectations_stand_with_their_cells_and_bind_what_is_appended()
    {
        var parent = await TakeAsync("n,t\n1,ab\n2,cd\n200,cd\n");
        var codes = await TakeAsync("code\nab\nef\n");
        var key = new ResourceKey("ws", parent.DatasetId);
        var checks = host.Service<ExpectationChecks>();
        var report = (await checks.DeclareAsync(key,
        [
            new(ExpectationKind.Range, ["n"], Minimum: 0, Maximum: 100), new(ExpectationKind.Unique, ["t"], ExpectationSeverity.Warning),
            new(ExpectationKind.Pattern, ["t"], Pattern: "[a-z]{2}"), new(ExpectationKind.NotNull, ["n"]),
            new(ExpectationKind.AllowedSet, ["n"], Values: ["1.0", "2", "200"]),
            new(ExpectationKind.ForeignSet, ["t"], ExpectationSeverity.Warning, DatasetId: codes.DatasetId, ForeignColumn: "code"),
            new(ExpectationKind.Range, ["n"], Maximum: 100, Share: 0.6),
        ], default)).Value!;
        Assert.Equal([(false, 1), (false, 2), (true, 0), (true, 0), (true, 0), (false, 2), (true, 1)],
            report.Results.Select(r => (r.Holds, (int)r.Broken)).ToArray());
        Assert.Equal([new FoundCell(3, "n", "200")], report.Results[0].Cells.AsEnumerable());
        var content = (await host.Grains.Dataset(key).OpenAsync()).Value!;
        Assert.Equal((422, "datasets.expectation-failed"), ((int)content.Unfit!.Kind, content.Unfit.Code));
        Assert.Contains("'code'", content.Warning, StringComparison.Ordinal);

        var appended = (await AppendAsync(parent.DatasetId, "n,t\n-5,gh\n")).Refusal!;
        Assert.Equal("datasets.expectation-failed", appended.Code);
        Assert.Contains("4: '-5'", appended.Message, StringComparison.Ordinal);
        // What cleaning leaves is told, and is fit once it meets what must hold.
        var cleaned = (await Versions.CleanAsync(key, [new(CleaningKind.Filter, ["n"], Operator: "le", Value: "100")], null, default)).Value!;
        Assert.Null((await host.Grains.Dataset("ws", cleaned.DatasetId).OpenAsync()).Value!.Unfit);

        var bad = (await checks.DeclareAsync(key, [new(ExpectationKind.Range, ["t"], Minimum: 0), new(ExpectationKind.NotNull, ["x"])],
            default)).Refusal!;
        Assert.Equal(["$.expectations[0].columns", "$.expectations[1].columns"], bad.Errors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("datasets.bad-pattern",
            (await checks.DeclareAsync(key, [new(ExpectationKind.Pattern, ["t"], Pattern: "(")], default)).Refusal!.Code);
    }

    [Fact]
    public async Task Preprocessing_fits_the_librarys_steps_and_leaves_target_and_texts_alone()
    {
        var parent = await TakeAsync("x,c,y\n1,a,10\n2,b,20\n3,a,30\n");
        await host.Grains.Dataset("ws", parent.DatasetId).SetSchemaAsync(new([], "y", null, null), null);
        var key = new ResourceKey("ws", parent.DatasetId);
        var made = await Versions.PreprocessAsync(
            key, [new TransformStep("standard_scaler", Columns: new ColumnChoice(ColumnKinds.All, ["x"]))], null, default);
        Assert.True(made.Accepted, made.Refusal?.Message);
        var frame = await host.Service<IDatasetReader>().ReadAsync(
            (await host.Grains.Dataset("ws", made.Value!.DatasetId).OpenAsync()).Value!, ["x", "y"], null, default);
        // Mean 2, population deviation √(2/3).
        Assert.Equal(-Math.Sqrt(1.5), ((NumericColumn)frame["x"]).Values[0], 12);
        Assert.Equal([10.0, 20.0, 30.0], ((NumericColumn)frame["y"]).Values.ToArray());
        var step = (await host.Grains.Dataset("ws", made.Value.DatasetId).GetLineageAsync()).Value!.Transformations[0];
        Assert.Equal(("standard_scaler", 3), (step.Step, (int)step.CellsChanged));
        Assert.Contains("A model does not carry this step", step.Note, StringComparison.Ordinal);
        foreach (var refused in (TransformStep[])[new("target_encoder"), new("nothing"), new("standard_scaler", Columns: new(ColumnKinds.All,
            ["y"]))])
            Assert.Equal("datasets.bad-steps", (await Versions.PreprocessAsync(key, [refused], null, default)).Refusal!.Code);
    }

    [Fact]
    public async Task Nested_records_are_columns_by_their_paths()
    {
        const string Nested = """
            [{"id": 9007199254740993, "a": {"city": "Rome", "at": [1.50, 2]}, "tags": []},
             {"id": 2, "a": {"city": null, "at": [3]}, "b": true}]
            """;
        var made = await TakeAsync(Nested, "n.json");
        Assert.Equal(["id", "a.city", "a.at.0", "a.at.1", "b"], made.Columns.Select(c => c.Name));
        Assert.Contains(made.Notes, note => note.Contains("'a.city'", StringComparison.Ordinal));
        Assert.Contains("9007199254740993", await ExportAsync(made.DatasetId), StringComparison.Ordinal);
        var lines = await TakeAsync("{\"a\":{\"b\":1}}\n{\"a\":{\"b\":2,\"c\":\"x\"}}\n", "n.ndjson");
        Assert.Equal("a.b,a.c\n1,\n2,x\n", await ExportAsync(lines.DatasetId));
        var twice = await TakeAsync("ws", "n.jsonl", Encoding.UTF8.GetBytes("{\"a.b\":1,\"a\":{\"b\":2}}\n"));
        Assert.Equal("datasets.duplicate-column", twice.Refusal!.Code);
    }

    [Fact]
    public async Task Gzip_of_several_members_is_one_file_and_a_cut_one_is_none()
    {
        byte[] whole = [.. Gzip("a,b\n1,2\n"), .. Gzip(string.Concat(Enumerable.Range(0, 500).Select(i => $"{i},{i * i}\n")))];
        Assert.Equal(501, (await TakeAsync("ws", "m.csv.gz", whole)).Value!.Rows);
        foreach (int cut in (int[])[1, 4, 9, 100])
            Assert.Equal("datasets.broken-compression", (await TakeAsync("ws", "m.csv.gz", whole[..^cut])).Refusal!.Code);
    }

    [Fact]
    public async Task A_sheet_is_read_cell_by_cell()
    {
        // Texts in line, a date by its style (14), a merged range B3:B4, an error, an empty row, an empty cell.
        const string Sheet = """
            <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
            <row r="1"><c r="A1" t="inlineStr"><is><t>code</t></is></c><c r="B1" t="inlineStr"><is><t>city, land</t></is></c>
            <c r="C1" t="inlineStr"><is><t>day</t></is></c><c r="D1" t="inlineStr"><is><t>n</t></is></c></row>
            <row r="3"><c r="A3" t="inlineStr"><is><t>007</t></is></c><c r="B3" t="inlineStr"><is><t>Oslo, N</t></is></c>
            <c r="C3" s="1"><v>43831</v></c><c r="D3"><v>1.5</v></c></row>
            <row r="4"><c r="A4" t="inlineStr"><is><t>008</t></is></c><c r="C4" s="1"><v>43832</v></c><c r="D4" t="e"><v>#N/A</v></c></row>
            <row r="5"><c r="A5" t="inlineStr"><is><t>009</t></is></c><c r="B5" t="inlineStr"><is><t>Bergen</t></is></c><c r="D5"><v>3</v></c></row>
            </sheetData><mergeCells count="1"><mergeCell ref="B3:B4"/></mergeCells></worksheet>
            """;
        byte[] workbook = Workbook(("first", Sheet), ("second", Sheet.Replace("007", "107", StringComparison.Ordinal)));
        var taken = (await TakeAsync("ws", "book.xlsx", workbook)).Value!;
        Assert.Equal(["code:categorical", "city, land:categorical", "day:date_time", "n:numeric"],
            taken.Columns.Select(c => $"{c.Name}:{(c.Type == "text" ? "categorical" : c.Type)}"));
        Assert.Equal("code,\"city, land\",day,n\n007,\"Oslo, N\",2020-01-01,1.5\n008,\"Oslo, N\",2020-01-02,\n009,Bergen,,3\n",
            await ExportAsync(taken.DatasetId));
        foreach (string note in (string[])["'second'", "merged"])
            Assert.Contains(taken.Notes, said => said.Contains(note, StringComparison.Ordinal));
        var second = (await host.Service<DatasetIntake>().TakeAsync(
            "ws", new FileArrival("upload", "book.xlsx", null, Sheet: "second"), new MemoryStream(workbook), default)).Value!;
        Assert.NotEqual(taken.DatasetId, second.DatasetId);
        Assert.StartsWith("code,\"city, land\",day,n\n107,", await ExportAsync(second.DatasetId), StringComparison.Ordinal);
        Assert.Equal("datasets.no-such-sheet", (await host.Service<DatasetIntake>().TakeAsync(
            "ws", new FileArrival("upload", "book.xlsx", null, Sheet: "third"), new MemoryStream(workbook), default)).Refusal!.Code);
    }

    /// <summary>The least that a workbook is made of (ECMA-376 part 1, §12).</summary>
    private static byte[] Workbook(params (string Name, string Sheet)[] sheets)
    {
        const string Head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const string Packages = "http://schemas.openxmlformats.org/package/2006/";
        const string Types = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
        var parts = new List<(string Path, string Text)>
        {
            ("[Content_Types].xml", $"<Types xmlns=\"{Packages}content-types\"><Default Extension=\"rels\" "
                + "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                + $"<Override PartName=\"/xl/workbook.xml\" ContentType=\"{Types}sheet.main+xml\"/></Types>"),
            ("_rels/.rels", $"<Relationships xmlns=\"{Packages}relationships\"><Relationship Id=\"r1\" Type=\"{Relations}/officeDocument\" "
                + "Target=\"xl/workbook.xml\"/></Relationships>"),
            ("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Relations}\"><sheets>{string.Concat(sheets.Select((s, i) =>
                $"<sheet name=\"{s.Name}\" sheetId=\"{i + 1}\" r:id=\"s{i + 1}\"/>"))}</sheets></workbook>"),
            ("xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"{Packages}relationships\">{string.Concat(sheets.Select((_, i) =>
                $"<Relationship Id=\"s{i + 1}\" Type=\"{Relations}/worksheet\" Target=\"worksheets/sheet{i + 1}.xml\"/>"))}"
                + $"<Relationship Id=\"st\" Type=\"{Relations}/styles\" Target=\"styles.xml\"/></Relationships>"),
            ("xl/styles.xml", $"<styleSheet xmlns=\"{Main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\" applyNumberFormat=\"1\"/>"
                + "</cellXfs></styleSheet>"),
        };
        for (int i = 0; i < sheets.Length; i++) parts.Add(($"xl/worksheets/sheet{i + 1}.xml", sheets[i].Sheet));
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (path, text) in parts)
            {
                using var part = zip.CreateEntry(path).Open();
                part.Write(Encoding.UTF8.GetBytes(Head + text));
            }

        return packed.ToArray();
    }

    [Fact]
    public async Task Quality_findings_show_their_cells()
    {
        var made = await TakeAsync("n,c\n1,Rome\n2,rome\n3,Rome\n1,Rome\n,Rome\n,Rome\n");
        var findings = (await host.Service<DatasetQueries>().FindingsAsync(new("ws", made.DatasetId), default)).Value!.Warnings;
        var duplicate = findings.Single(f => f.Kind == QualityWarningKind.DuplicateRows);
        Assert.Equal([4L, 6L], duplicate.Cells.Select(c => c.Row));
        Assert.Equal(2, duplicate.Found);
        Assert.Equal([5L, 6L], findings.Single(f => f.Kind == QualityWarningKind.HighMissingness).Cells.Select(c => c.Row));
        Assert.Equal([new FoundCell(2, "c", "rome")], findings.Single(f => f.Kind == QualityWarningKind.InconsistentSpelling).Cells.AsEnumerable());
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private async Task<string> ExportAsync(string dataset)
    {
        using var text = new StreamReader((await host.Service<DatasetQueries>().ExportAsync(new("ws", dataset), "csv", default)).Value!.Content);
        return await text.ReadToEndAsync();
    }

    private async Task<DatasetDescription> TakeAsync(string text, string name = "t.csv")
    {
        var taken = await TakeAsync("ws", name, Encoding.UTF8.GetBytes(text));
        Assert.True(taken.Accepted, taken.Refusal?.Message);
        return taken.Value!;
    }

    private Task<Result<DatasetDescription>> TakeAsync(string workspace, string name, byte[] content) =>
        host.Service<DatasetIntake>().TakeAsync(workspace, "upload", name, null, new MemoryStream(content), default);

    private Task<Result<DatasetDescription>> AppendAsync(string parent, string text) => Versions.AppendAsync(
        new("ws", parent), new FileArrival("append", "more.csv", null), new MemoryStream(Encoding.UTF8.GetBytes(text)), default);
}
