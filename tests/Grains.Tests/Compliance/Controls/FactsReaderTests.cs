using System.Text.Json;
using Kolosal.Classification;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Models;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Compliance.Controls;

public sealed class FactsReaderTests : IAsyncLifetime
{
    private static readonly Principal Bob = new(ServedModels.Workspace, "bob", ["reviewer"]);

    private PlatformSilo silo = null!;

    public async Task InitializeAsync() => silo = await PlatformSilo.StartAsync(
        new() { ["Kolosal:Predictions:RefreshMilliseconds"] = "50", ["Kolosal:Predictions:GatherMilliseconds"] = "5" },
        services: services => services.AddComplianceFacts());

    public async Task DisposeAsync() => await silo.DisposeAsync();

    [Fact]
    public async Task A_served_model_is_read_with_its_history_and_its_traffic()
    {
        var package = Package(1);
        await silo.ServeAsync("m", package);
        string row = string.Join(',', package.InputSchema.Columns.Select(_ => "null"));
        Assert.True((await silo.PredictAsync("m", $"[[{row}]]")).Accepted);
        var facts = await Eventually.HoldsAsync(ReadAsync, found => found.Models[0].Traffic is { Sealed: > 0 });

        var model = Assert.Single(facts.Models);
        Assert.Equal(("m", 1, "active"), (model.Name, model.Active, model.Champion!.Status));
        Assert.True(model.Champion.Package!.Verified);
        Assert.Equal("bob", model.Decisions[^1].By);
        Assert.True(model.Decisions[^1].EvidenceHolds);
        Assert.Equal("passed", model.Decisions[^1].Evidence!["metric"]);
        Assert.Equal(["evaluating", "approved", "active"], model.Steps.Select(step => step.To));
        Assert.Null(facts.Chain!.Fault);
        Assert.Empty(facts.Chain.Uneven);
        Assert.Empty(facts.Chain.Secrets);
        Assert.Empty(facts.Cut);
        Assert.InRange(facts.Platform!.DiskShare!.Value, 0, 1);
        foreach (string id in (string[])["Q01", "Q04", "Q07", "Q35", "Q36", "Q37", "Q39"])
        {
            var found = Judge(id, facts);
            Assert.True(found.State == ControlState.Pass, $"{id}: {found.State}, {found.Reason}, {string.Join("; ", found.Offenders)}");
        }

        Assert.Contains("The card's out_of_scope is empty.", Judge("Q06", facts).Offenders.Select(offender => offender.Wrong));
    }

    [Fact]
    public async Task Rolling_back_to_ones_own_version_is_red_until_somebody_else_promotes_it()
    {
        await silo.ServeAsync("m", Package(1));
        await silo.RegisterAsync("m", Package(2), "carol");
        await silo.Model("m").ValidateAsync("2");
        Assert.True((await silo.Model("m").PromoteAsync(new(2, ModelStatus.Active, Bob, "better"))).Accepted);
        Assert.Equal(ControlState.Pass, Judge("Q01", await ReadAsync()).State);

        Principal.Current = new(ServedModels.Workspace, "alice", ["admin"]);
        try
        {
            Assert.True((await silo.Model("m").RollbackAsync("c1", "worse after all")).Accepted);
        }
        finally
        {
            Principal.Current = null;
        }

        var red = Judge("Q01", await ReadAsync());
        Assert.Equal(ControlState.Fail, red.State);
        Assert.Equal("models/m/versions/1", Assert.Single(red.Offenders).Id);

        // Version 2 was deprecated by the rollback; it comes back through approval, by a second person.
        var again = await silo.Model("m").PromoteAsync(new(2, ModelStatus.Active, Bob, "it was not the model"));
        Assert.True(again.Accepted, again.Refusal?.Message);
        Assert.Equal(ControlState.Pass, Judge("Q01", await ReadAsync()).State);
    }

    [Fact]
    public async Task The_reader_sees_what_its_caller_may_not()
    {
        await silo.Grains.ClassificationOf(ServedModels.Workspace, "models/m").ClassifyAsync(
            new("models/m", Sensitivity.Internal, DataKind.Public, Residency.Global, true, 365, [], "olga", null));
        Principal.Current = new("another", "eve", ["consumer"]);
        try
        {
            var facts = await ReadAsync();
            Assert.Equal("models/m", Assert.Single(facts.Classifications).Asset);
            Assert.Equal("eve", Principal.Current?.Subject);
        }
        finally
        {
            Principal.Current = null;
        }
    }

    [Fact]
    public async Task Unchanged_records_give_equal_facts()
    {
        await silo.ServeAsync("m", Package(1));
        Assert.Equal(Text(await ReadAsync()), Text(await ReadAsync()));

        // The moment, and what the host measures, move by themselves.
        static string Text(WorkspaceFacts facts) => JsonSerializer.Serialize(facts with { AsOf = default, Platform = null });
    }

    private static ModelPackage Package(ulong seed) => SampleModels.Fit(Samples.Mixed(80, seed), "risk", "prior");

    private static Judgement Judge(string id, WorkspaceFacts facts) => RecordQueries.All.Single(query => query.Id == id).Judge(facts);

    private Task<WorkspaceFacts> ReadAsync() =>
        silo.Services.GetRequiredService<IFactsReader>().ReadAsync(ServedModels.Workspace, CancellationToken.None);
}
