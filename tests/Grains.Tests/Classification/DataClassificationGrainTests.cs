using Kolosal.Datasets;
using Kolosal.Experiments;
using Kolosal.Testing;

namespace Kolosal.Classification;

public sealed class DataClassificationGrainTests(DataClassificationGrainTests.AmericanSilo shared)
    : IClassFixture<DataClassificationGrainTests.AmericanSilo>, IDisposable
{
    private readonly PlatformSilo silo = shared.Silo;
    private readonly string ws = $"ws-{Guid.NewGuid():N}";

    public void Dispose() => Principal.Current = null;

    [Fact]
    public async Task A_thing_has_one_classification()
    {
        var grain = silo.Grains.ClassificationOf(ws, "models/m");
        Assert.Equal(RefusalKind.NotFound, (await grain.GetAsync()).Refusal!.Kind);
        var made = (await grain.ClassifyAsync(Spec("models/m"))).Value!;
        Assert.Equal(made, (await grain.ClassifyAsync(Spec("models/m"))).Value!, (a, b) => a.Revision == b.Revision && a.Id == b.Id);
        Assert.Equal("classification.exists",
            (await grain.ClassifyAsync(Spec("models/m") with { Sensitivity = Sensitivity.Public })).Refusal!.Code);
        Assert.Equal("classification.wrong-asset", (await grain.ClassifyAsync(Spec("models/other"))).Refusal!.Code);
        Assert.Equal("admin, data_owner", string.Join(", ", made.AccessRoles));

        var changed = (await grain.ChangeAsync(new(RetentionDays: 30, AccessRoles: ["auditor"]), made.Revision)).Value!;
        Assert.Equal((30, "auditor"), (changed.RetentionDays, changed.AccessRoles.Single()));
        Assert.Equal(RefusalKind.PreconditionFailed, (await grain.ChangeAsync(new(RetentionDays: 1), made.Revision)).Refusal!.Kind);
        Assert.Null((await grain.ChangeAsync(new(RetentionDays: 0), null)).Value!.RetentionDays);
    }

    [Theory]
    [InlineData("data_owner", DataUse.Export, null)]
    [InlineData("trainer", DataUse.Export, "classification.role")]
    [InlineData("trainer", DataUse.Read, "classification.role")]
    [InlineData("trainer", DataUse.Place, null)]
    [InlineData("trainer", DataUse.Delete, null)]
    public async Task What_is_restricted_is_for_its_roles(string role, DataUse use, string? code)
    {
        var grain = silo.Grains.ClassificationOf(ws, "datasets/ds_x");
        await grain.ClassifyAsync(Spec("datasets/ds_x"));
        Principal.Current = new(ws, "ann", [role]);
        Assert.Equal(code, (await grain.AllowAsync(use, null)).Refusal?.Code);
    }

    [Theory]
    [InlineData(Residency.Eu, Residency.Us, "classification.residency")]
    [InlineData(Residency.Eu, Residency.Eu, null)]
    [InlineData(Residency.Global, Residency.Us, null)]
    [InlineData(Residency.Eu, null, null)]
    public async Task Rows_stay_in_their_region(Residency residency, Residency? region, string? code)
    {
        var grain = silo.Grains.ClassificationOf(ws, "datasets/ds_x");
        await grain.ClassifyAsync(Spec("datasets/ds_x") with { Residency = residency });
        foreach (var use in (DataUse[])[DataUse.Place, DataUse.Read, DataUse.Export])
            Assert.Equal(code, (await grain.AllowAsync(use, region)).Refusal?.Code);
        Assert.Null((await grain.AllowAsync(DataUse.Delete, region)).Refusal);
    }

    [Fact]
    public async Task A_european_dataset_is_not_placed_on_an_american_silo()
    {
        var registration = TestTables.Registration(Tables.Binary(20), "content", ws);
        string id = DatasetIds.Of(registration.Source.Sha256), asset = $"datasets/{id}";
        await silo.Grains.ClassificationOf(ws, asset).ClassifyAsync(Spec(asset) with { Residency = Residency.Eu });
        var refused = (await silo.Grains.Dataset(ws, id).RegisterAsync(registration)).Refusal!;
        Assert.Equal((RefusalKind.Conflict, "classification.residency"), (refused.Kind, refused.Code));
        Assert.Contains("region eu", refused.Message, StringComparison.Ordinal);

        await silo.Grains.ClassificationOf(ws, asset).ChangeAsync(new(Residency: Residency.Us), null);
        Assert.True((await silo.Grains.Dataset(ws, id).RegisterAsync(registration)).Accepted);
    }

    [Fact]
    public async Task A_hold_keeps_a_dataset_until_it_is_lifted()
    {
        var registration = TestTables.Registration(Tables.Binary(20), "held", ws);
        string id = DatasetIds.Of(registration.Source.Sha256), asset = $"datasets/{id}";
        await silo.Grains.Dataset(ws, id).RegisterAsync(registration);
        await silo.Grains.ClassificationOf(ws, asset).ClassifyAsync(Spec(asset));
        await silo.Grains.ClassificationOf(ws, asset).ChangeAsync(new(LegalHold: "Inquiry 4."), null);
        var refused = (await silo.Grains.Dataset(ws, id).DeleteAsync()).Refusal!;
        Assert.Equal("classification.legal-hold", refused.Code);
        Assert.Contains("Inquiry 4.", refused.Message, StringComparison.Ordinal);
        await silo.Grains.ClassificationOf(ws, asset).ChangeAsync(new(LegalHold: ""), null);
        Assert.True((await silo.Grains.Dataset(ws, id).DeleteAsync()).Accepted);
    }

    private static DataClassificationSpec Spec(string asset) =>
        new(asset, Sensitivity.Restricted, DataKind.Pii, Residency.Global, false, null, [], null, null);

    public sealed class AmericanSilo() : SharedSilo(() => PlatformSilo.StartAsync(new() { ["Kolosal:Classification:Region"] = "us" }));
}
