using Kolosal.Audit;
using Kolosal.Datasets;
using Kolosal.Experiments;
using Kolosal.Storage;
using Kolosal.Tabular;
using Kolosal.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Exploration;

public class AnalysisGrainTests
{
    private const string Workspace = TrainingRuns.Workspace;

    [Fact]
    public async Task An_analysis_completes_and_its_tables_are_stored_whole()
    {
        using var measured = new Measurements("Kolosal.Exploration");
        await using var silo = await TestTables.StartSiloAsync();
        var request = AnalysisRequest.For("clustering", await silo.AddAsync(Tables.Binary(300))) with { Parameters = """{"clusters":2}""" };
        var analysis = Analysis(silo, "ana_1");
        Assert.True((await analysis.StartAsync(request)).Accepted);
        Assert.True((await analysis.StartAsync(request)).Accepted); // the same request is the same analysis
        Assert.Equal("exploration.exists", (await analysis.StartAsync(request with { Seed = 9 })).Refusal?.Code);

        var done = await EndsAsync(analysis);
        Assert.Equal((AnalysisStatus.Completed, null), (done.State, done.Reason));
        Assert.Equal(["rows", "clusters", "centres"], done.Result!.Tables.Select(t => t.Name));
        Assert.True(measured.Count("kolosal.exploration.analyses", "outcome=completed") >= 1);
        Assert.True(measured.Sum("kolosal.exploration.duration", "method=k_means") > 0);
        var rows = await ResultTables.ReadAsync(silo.Service<IBlobStore>(), (await analysis.LocateAsync("rows")).Value!, CancellationToken.None);
        Assert.Equal(300, rows!.Rows);
        Assert.Equal("exploration.no-such-table", (await analysis.LocateAsync("cows")).Refusal?.Code);

        // Nothing is held any more, and the life is on record.
        Assert.True((await silo.Grains.Dataset(Workspace, request.DatasetId).DeleteAsync()).Accepted);
        var events = new List<AnalysisEvent>();
        await foreach (var noted in analysis.EventsAsync(0)) events.Add(noted);
        Assert.Equal([AnalysisStatus.Queued, AnalysisStatus.Running, AnalysisStatus.Completed], events.Select(e => e.State));
        var actions = new List<string>();
        await foreach (var line in silo.Grains.Audit(Workspace).ExportAsync(0)) actions.Add(line.Entry);
        Assert.Equal((1, 1), (actions.Count(a => a.Contains("analysis.start")), actions.Count(a => a.Contains("analysis.complete"))));
    }

    [Fact]
    public async Task The_same_request_stores_the_same_bytes()
    {
        await using var silo = await TestTables.StartSiloAsync();
        var request = AnalysisRequest.For("umap", await silo.AddAsync(Tables.Binary(120))) with { Seed = 4 };
        var blobs = new List<string>();
        foreach (string id in (string[])["ana_1", "ana_2"])
        {
            await Analysis(silo, id).StartAsync(request);
            blobs.Add((await EndsAsync(Analysis(silo, id))).Result!.Tables[0].Content.Sha256);
        }
        Assert.Single(blobs.Distinct());
    }

    [Fact]
    public async Task Refusals_create_nothing()
    {
        await using var silo = await TestTables.StartSiloAsync();
        string data = await silo.AddAsync(Tables.Binary(30));
        var analysis = Analysis(silo, "ana_1");
        Assert.Equal(RefusalKind.NotFound, (await analysis.StartAsync(AnalysisRequest.For("pca", "ds_none"))).Refusal?.Kind);
        Assert.Equal(RefusalKind.Invalid, (await analysis.StartAsync(AnalysisRequest.For("pca", data) with { Scaling = "log" })).Refusal?.Kind);
        Assert.Equal(RefusalKind.Unprocessable, (await analysis.StartAsync(AnalysisRequest.For("pca", data) with { Columns = ["z"] })).Refusal?.Kind);
        Assert.Equal("exploration.not-found", (await analysis.GetAsync()).Refusal?.Code);
        Assert.Equal("exploration.not-found", (await analysis.CancelAsync()).Refusal?.Code);
    }

    [Fact]
    public async Task What_the_rows_cannot_give_fails_with_its_reason()
    {
        await using var silo = await TestTables.StartSiloAsync();
        var table = Tables.Of(("t", new NumericColumn([0, 1, 2, 4])), ("y", new NumericColumn([1, 2, 3, 4])));
        var analysis = Analysis(silo, "ana_1");
        await analysis.StartAsync(AnalysisRequest.For("forecast", await silo.AddAsync(table)) with { Target = "y", Time = "t" });
        var ended = await EndsAsync(analysis);
        Assert.Equal(AnalysisStatus.Failed, ended.State);
        Assert.Contains("not equally spaced", ended.Reason, StringComparison.Ordinal);
        Assert.Equal("exploration.no-result", (await analysis.LocateAsync("rows")).Refusal?.Code);
        Assert.Equal("workflow.transition-not-allowed", (await analysis.CancelAsync()).Refusal?.Code);
    }

    [Fact]
    public async Task A_cancelled_analysis_gives_its_slot_to_the_next()
    {
        await using var silo = await TestTables.StartSiloAsync(threads: 1);
        string data = await silo.AddAsync(Tables.Regression(4_000));
        var slow = Analysis(silo, "ana_slow");
        await slow.StartAsync(AnalysisRequest.For("umap", data));
        await Eventually.HoldsAsync(async () => (await slow.GetAsync()).Value!.State == AnalysisStatus.Running);
        Assert.Equal(AnalysisStatus.Cancelled, (await slow.CancelAsync()).Value?.State);
        Assert.Equal(AnalysisStatus.Cancelled, (await slow.CancelAsync()).Value?.State);

        var next = Analysis(silo, "ana_next");
        await next.StartAsync(AnalysisRequest.For("pca", data));
        Assert.Equal(AnalysisStatus.Completed, (await EndsAsync(next)).State);
        Assert.Equal(AnalysisStatus.Cancelled, (await slow.GetAsync()).Value?.State);
    }

    [Fact]
    public async Task A_deleted_analysis_is_gone_and_leaves_what_another_one_has()
    {
        await using var silo = await TestTables.StartSiloAsync();
        var request = AnalysisRequest.For("pca", await silo.AddAsync(Tables.Binary(60)));
        var (first, second) = (Analysis(silo, "ana_1"), Analysis(silo, "ana_2"));
        foreach (var analysis in (IAnalysisGrain[])[first, second])
        {
            await analysis.StartAsync(request);
            await EndsAsync(analysis);
        }
        var table = (await first.LocateAsync("rows")).Value!;
        Assert.Equal(AnalysisStatus.Deleted, (await first.DeleteAsync()).Value?.State);
        Assert.Equal("exploration.not-found", (await first.GetAsync()).Refusal?.Code);
        Assert.Equal("exploration.not-found", (await first.LocateAsync("rows")).Refusal?.Code);
        var listed = await silo.Service<ICatalogue>().QueryAsync(new(Workspace, CatalogueKinds.Analysis, []), CancellationToken.None);
        Assert.Equal("ana_2", Assert.Single(listed.Items).Id);
        Assert.NotNull(await ResultTables.ReadAsync(silo.Service<IBlobStore>(), table, CancellationToken.None));

        await second.DeleteAsync();
        Assert.Null(await ResultTables.ReadAsync(silo.Service<IBlobStore>(), table, CancellationToken.None));
        Assert.Equal("exploration.not-found", (await Analysis(silo, "ana_none").DeleteAsync()).Refusal?.Code);
    }

    [Fact]
    public async Task An_analysis_at_work_is_stopped_when_it_is_deleted()
    {
        await using var silo = await TestTables.StartSiloAsync(threads: 1);
        string data = await silo.AddAsync(Tables.Regression(4_000));
        var slow = Analysis(silo, "ana_slow");
        await slow.StartAsync(AnalysisRequest.For("umap", data));
        await Eventually.HoldsAsync(async () => (await slow.GetAsync()).Value!.State == AnalysisStatus.Running);
        Assert.Equal(AnalysisStatus.Deleted, (await slow.DeleteAsync()).Value?.State);
        var next = Analysis(silo, "ana_next");
        await next.StartAsync(AnalysisRequest.For("pca", data));
        Assert.Equal(AnalysisStatus.Completed, (await EndsAsync(next)).State);
        Assert.True((await next.DeleteAsync()).Accepted);
        Assert.True((await silo.Grains.Dataset(Workspace, data).DeleteAsync()).Accepted);
    }

    [Fact]
    public async Task An_analysis_whose_silo_dies_goes_on_in_the_next()
    {
        await using var silo = await TestTables.StartSiloAsync();
        string data = await silo.AddAsync(Tables.Regression(3_000));
        await Analysis(silo, "ana_1").StartAsync(AnalysisRequest.For("umap", data));
        await Eventually.HoldsAsync(async () => (await Analysis(silo, "ana_1").GetAsync()).Value!.State == AnalysisStatus.Running);
        await silo.KillAsync();
        Assert.Equal(AnalysisStatus.Completed, (await EndsAsync(Analysis(silo, "ana_1"))).State);
    }

    [Fact]
    public async Task Steps_that_throw_ten_times_in_a_row_end_the_analysis_with_the_reason()
    {
        var (clock, faults) = (new FakeTimeProvider(DateTimeOffset.UtcNow), new CallFaults(1));
        await using var silo = await TestTables.StartSiloAsync(faults: faults, clock: clock);
        var analysis = Analysis(silo, "ana_1");
        string data = await silo.AddAsync(Tables.Binary(60));
        faults.DropNextReply("IDatasetGrain.HoldAsync");
        await analysis.StartAsync(AnalysisRequest.For("pca", data));

        // A second at a time: a longer step would silence the pool for longer than its slots are kept. No step is made while no fault is set.
        var ended = await Eventually.HoldsAsync(async () =>
        {
            if (!faults.IsPending("IDatasetGrain.HoldAsync")) faults.DropNextReply("IDatasetGrain.HoldAsync");
            clock.Advance(TimeSpan.FromSeconds(1));
            return (await analysis.GetAsync()).Value!;
        }, found => found.State == AnalysisStatus.Failed);
        Assert.StartsWith("Its steps failed 10 times in a row, the last time by:", ended.Reason, StringComparison.Ordinal);
    }

    private static IAnalysisGrain Analysis(PlatformSilo silo, string id) => silo.Grains.Analysis(new ResourceKey(Workspace, id));

    private static async Task<AnalysisSnapshot> EndsAsync(IAnalysisGrain analysis) => (await Eventually.HoldsAsync(async () =>
    {
        try
        {
            return (await analysis.GetAsync()).Value;
        }
        catch (Exception outage) when (outage is Orleans.Runtime.OrleansException or TimeoutException)
        {
            return null;
        }
    }, found => found is { State: AnalysisStatus.Completed or AnalysisStatus.Failed or AnalysisStatus.Cancelled }))!;
}
