using System.Security.Cryptography;
using System.Text;
using Kolosal.Experiments;
using Kolosal.Storage;
using Kolosal.Support;
using Kolosal.Tabular;
using Kolosal.Testing;

namespace Kolosal.Datasets;

[Collection(PlainSiloCollection.Name)]
public sealed class DatasetGrainTests(PlainSilo shared) : IDisposable
{
    private readonly PlatformSilo silo = shared.Silo;

    public void Dispose() => Principal.Current = null;

    [Fact]
    public async Task A_dataset_is_its_content_and_registering_it_again_changes_nothing()
    {
        var (grain, registration) = await MakeAsync("one");
        Principal.Current = new("ws", "ann", ["data_owner"]);
        var made = (await grain.RegisterAsync(registration)).Value!;
        Principal.Current = new("ws", "bob", ["data_owner"]);
        Assert.Equal(made.Revision, (await grain.RegisterAsync(registration with { Name = "other" })).Value!.Revision);
        Assert.Equal("ann", made.CreatedBy);

        var foreign = registration with { Source = registration.Source with { Sha256 = Hash("another content") } };
        Assert.Equal("datasets.wrong-content", (await silo.Grains.Dataset("ws", "ds_none").RegisterAsync(foreign)).Refusal!.Code);
        Assert.Equal(RefusalKind.NotFound, (await silo.Grains.Dataset("ws", "ds_none").DescribeAsync()).Refusal!.Kind);
        Assert.Equal(RefusalKind.NotFound, (await silo.Grains.Dataset("elsewhere", made.DatasetId).DescribeAsync()).Refusal!.Kind);
    }

    [Fact]
    public async Task What_a_run_holds_can_neither_change_nor_go()
    {
        var (grain, registration) = await MakeAsync("held");
        await grain.RegisterAsync(registration);
        await grain.HoldAsync("run_1");
        await grain.HoldAsync("run_1");
        await grain.HoldAsync("run_2");
        await silo.Silo.DeactivateAsync(grain);
        Assert.Equal("datasets.in-use", (await grain.DeleteAsync()).Refusal!.Code);
        Assert.Equal("datasets.in-use", (await grain.SetSchemaAsync(new([], "label", null, null), null)).Refusal!.Code);

        await grain.ReleaseAsync("run_1", ["flowers:1"]);
        Assert.Equal("datasets.in-use", (await grain.DeleteAsync()).Refusal!.Code);
        await grain.ReleaseAsync("run_2", []);
        Assert.Equal(["flowers:1"], (await grain.DeleteAsync()).Value!.Models.AsEnumerable());
        Assert.Equal(RefusalKind.NotFound, (await grain.HoldAsync("run_3")).Refusal!.Kind);

        // Whoever brings the data again sees who learnt from it before.
        await grain.RegisterAsync(registration);
        Assert.Equal(["flowers:1"], (await grain.GetLineageAsync()).Value!.Models.AsEnumerable());
    }

    [Fact]
    public async Task A_schema_is_changed_by_somebody_and_only_as_it_was_read()
    {
        var (grain, registration) = await MakeAsync("schema");
        Principal.Current = new("ws", "ann", ["data_owner"]);
        long revision = (await grain.RegisterAsync(registration)).Value!.Revision;
        Principal.Current = new("ws", "bob", ["data_owner"]);
        var changed = (await grain.SetSchemaAsync(new([], "label", ["colour"], "yes"), revision)).Value!;
        Assert.Equal(("label", "yes"), (changed.Target, changed.FavourableLabel));
        Assert.Equal("datasets.changed", (await grain.SetSchemaAsync(new([], "", null, null), revision)).Refusal!.Code);
        Assert.Equal("datasets.bad-schema", (await grain.SetSchemaAsync(new([], "nothing", null, null), null)).Refusal!.Code);
        Assert.Equal(["ann", "bob"], (await grain.GetLineageAsync()).Value!.Schemas.Select(schema => schema.By));
    }

    [Fact]
    public async Task Lists_show_a_dataset_until_it_is_deleted()
    {
        var (grain, registration) = await MakeAsync("listed");
        string id = (await grain.RegisterAsync(registration)).Value!.DatasetId;
        var catalogue = silo.Service<ICatalogue>();
        Assert.NotNull(await catalogue.FindAsync("ws", CatalogueKinds.Dataset, id, default));
        await grain.DeleteAsync();
        Assert.Null(await catalogue.FindAsync("ws", CatalogueKinds.Dataset, id, default));
    }

    /// <summary>A table whose profile is stored; of its rows only the hash is.</summary>
    private async Task<(IDatasetGrain Grain, DatasetRegistration Registration)> MakeAsync(string content)
    {
        var table = Tables.Binary(50);
        string sha256 = Hash(content);
        var profiler = new FrameProfiler(table.Schema);
        profiler.Add(table);
        var blobs = silo.Service<IBlobStore>();
        var profile = await blobs.PutAsync("ws", StoredProfile.Write(sha256, profiler.Finish()), default);
        var rows = await blobs.PutAsync("ws", new MemoryStream(Encoding.UTF8.GetBytes(content)), default);
        ImmutableArray<DatasetColumn> columns = [.. table.Schema.Columns.Select(c => new DatasetColumn(
            c.Name, SchemaWords.Word(c.Type), SchemaWords.Word(ColumnRole.Feature), false, 0, 0, null, null, c.Categories, null, 0))];
        return (silo.Grains.Dataset("ws", DatasetIds.Of(sha256)), new DatasetRegistration(
            "table", new DatasetSource("upload", "table.csv", "csv", null, sha256, 1), table.Rows, columns, [], 1, rows, profile));
    }

    private static string Hash(string content) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
}
