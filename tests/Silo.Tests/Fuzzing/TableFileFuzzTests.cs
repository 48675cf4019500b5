using System.IO.Compression;
using System.Text;
using Kolosal.Datasets;
using Kolosal.Storage;
using Kolosal.Testing;

namespace Kolosal.Fuzzing;

/// <summary>Files of tables that somebody uploads, through the whole intake: a dataset or a refusal, and nothing left behind.</summary>
public sealed class TableFileFuzzTests : IAsyncLifetime
{
    private const string Csv =
        "age,city,owner,since,note\n31,Oslo,true,2020-01-02,\"a, \"\"b\"\"\"\n,Lyon,false,2021-02-03T04:05:06Z,\n47,Porto,true,,x\n";

    private const string Rows = """
        [{"a":1,"b":"x","c":{"d":[1,2]}},{"a":2.5,"b":null,"c":{"d":[]}},{"a":-3e2,"b":"\u00e9","c":{"d":[7]}}]
        """;

    private const string Lines = "{\"a\":1,\"b\":\"x\"}\n{\"a\":2,\"b\":\"y\"}\n\n{\"a\":null,\"b\":\"z\"}\n";

    private PlatformSilo host = null!;
    private int made;

    public async Task InitializeAsync() => host = await PlatformSilo.StartAsync(new()
    {
        ["Kolosal:Storage:Synchronous"] = "Normal",
        ["Kolosal:Datasets:MaximumBytes"] = "4000000",
        ["Kolosal:Datasets:MaximumLineBytes"] = "100000",
        ["Kolosal:Datasets:MaximumColumns"] = "500",
        ["Kolosal:Datasets:MaximumRows"] = "20000",
        ["Kolosal:Datasets:Threads"] = "1",
    });

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Csv_json_workbooks_parquet_and_what_they_are_packed_in()
    {
        byte[] csv = Encoding.UTF8.GetBytes(Csv);
        await FuzzAsync("t.csv", [csv, Encoding.UTF8.GetBytes("x;y\n1,5;2\n3,25;4\n"), Encoding.UTF8.GetBytes("a\tb\n1\t2\n")]);
        await FuzzAsync("t.json", [Encoding.UTF8.GetBytes(Rows)]);
        await FuzzAsync("t.jsonl", [Encoding.UTF8.GetBytes(Lines)]);
        await FuzzAsync("t.csv.gz", [Gzip(csv)]);
        await FuzzAsync("t.zip", [Zip(("t.csv", csv))]);
        await FuzzAsync("t.xlsx", [Workbook()]);
        await FuzzAsync("t.parquet", [await ParquetAsync(csv)]);
        Assert.DoesNotContain(Directory.EnumerateFiles(host.DataDirectory, "*", SearchOption.AllDirectories),
            path => path.Contains("staging", StringComparison.Ordinal));
    }

    private Task FuzzAsync(string name, IReadOnlyList<byte[]> corpus) => Fuzz.ReadAsync(corpus, async file =>
    {
        // A refusal is an answer; whatever is thrown is none.
        var taken = await host.Service<DatasetIntake>().TakeAsync($"fuzz{made++}", "upload", name, null, new MemoryStream(file), default);
        if (taken.Refusal is { } refusal) Assert.Null(Leaks.Find(refusal.Message));
    }, _ => false, least: corpus.Count * 8);

    private async Task<byte[]> ParquetAsync(byte[] csv)
    {
        var taken = (await host.Service<DatasetIntake>().TakeAsync("fuzz", "upload", "t.csv", null, new MemoryStream(csv), default)).Value!;
        var content = (await host.Grains.Dataset("fuzz", taken.DatasetId).OpenAsync()).Value!;
        using var bytes = new MemoryStream();
        await using (var stored = (await host.Service<IBlobStore>().OpenAsync(content.Data, default))!) await stored.CopyToAsync(bytes);
        return bytes.ToArray();
    }

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
            foreach (var (name, content) in members)
            {
                using var member = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                member.Write(content);
            }
        return packed.ToArray();
    }

    /// <summary>The least that is a workbook (ECMA-376 Part 1), stored uncompressed so that changes reach its parts.</summary>
    private static byte[] Workbook()
    {
        const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        const string Package = "http://schemas.openxmlformats.org/package/2006/relationships";
        return Zip(
            ("[Content_Types].xml", Encoding.UTF8.GetBytes("""
                <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
                <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
                <Default Extension="xml" ContentType="application/xml"/>
                <Override PartName="/xl/workbook.xml"
                 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
                <Override PartName="/xl/worksheets/sheet1.xml"
                 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>
                """)),
            ("_rels/.rels", Encoding.UTF8.GetBytes(
                $"<Relationships xmlns=\"{Package}\"><Relationship Id=\"r1\" Type=\"{Office}/officeDocument\" Target=\"xl/workbook.xml\"/>"
                + "</Relationships>")),
            ("xl/workbook.xml", Encoding.UTF8.GetBytes(
                $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\"><sheets><sheet name=\"s\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>")),
            ("xl/_rels/workbook.xml.rels", Encoding.UTF8.GetBytes($"<Relationships xmlns=\"{Package}\">"
                + $"<Relationship Id=\"r1\" Type=\"{Office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>")),
            ("xl/worksheets/sheet1.xml", Encoding.UTF8.GetBytes($"<worksheet xmlns=\"{Main}\"><sheetData>"
                + "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>a</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>b</t></is></c></row>"
                + "<row r=\"2\"><c r=\"A2\"><v>1</v></c><c r=\"B2\"><v>2.5</v></c></row>"
                + "<row r=\"3\"><c r=\"A3\"><v>3</v></c><c r=\"B3\"><v>4</v></c></row></sheetData></worksheet>")));
    }
}
