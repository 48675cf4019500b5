using System.Security.Cryptography;
using System.Text;
using Kolosal.Datasets;
using Kolosal.Tabular;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Experiments;

/// <summary>Tables that come from the test instead of from Parquet.</summary>
internal sealed class TestTables : IDatasetReader, IDatasetArchive
{
    private readonly Dictionary<string, Frame> frames = [];

    /// <summary>A silo that trains on such tables.</summary>
    /// <param name="threads">Of its training pool, each a slot.</param>
    public static Task<PlatformSilo> StartSiloAsync(int threads = 2)
    {
        var tables = new TestTables();
        return PlatformSilo.StartAsync(
            new() { ["Kolosal:TrainingPool:Threads"] = $"{threads}" },
            services: services => services.AddSingleton(tables).AddSingleton<IDatasetReader>(tables).AddSingleton<IDatasetArchive>(tables));
    }

    /// <summary>Makes a dataset known and answers its id.</summary>
    public async Task<string> AddAsync(IGrainFactory grains, Frame table)
    {
        string sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Guid.NewGuid().ToString())));
        string id = DatasetIds.Of(sha256);
        frames[id] = table;
        var blob = new BlobRef(TrainingRuns.Workspace, sha256, 1);
        var columns = table.Schema.Columns.Select((c, i) => new DatasetColumn(
            c.Name, SchemaWords.Word(c.Type), SchemaWords.Word(c.Role), c.Protected, table.Columns[i].Missing.Count, 0, null, null, c.Categories,
                null, 0));
        var registered = await grains.Dataset(TrainingRuns.Workspace, id).RegisterAsync(new DatasetRegistration(
            "table", new DatasetSource("upload", "table.csv", "csv", null, sha256, 1), table.Rows, [.. columns], [], 1, blob, blob));
        Assert.True(registered.Accepted, registered.Refusal?.Message);
        return id;
    }

    public Task<Frame> ReadAsync(DatasetContent content, IReadOnlyList<string>? columns, int? rows, CancellationToken cancel) =>
        Task.FromResult(frames[content.DatasetId]);

    public Task<TableProfile> ReadProfileAsync(DatasetContent content, CancellationToken cancel) =>
        throw new FileNotFoundException("A test's table has no profile.");

    public Task<Stream> ExportAsync(DatasetContent content, TableFormat format, CancellationToken cancel) =>
        throw new FileNotFoundException("A test's table has no file.");
}
