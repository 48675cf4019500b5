using Kolosal.Access;
using Kolosal.Classification;
using Kolosal.Datasets;
using Kolosal.Experiments;
using Kolosal.Models;
using Kolosal.Privacy;
using static Kolosal.Faults.Stage;

namespace Kolosal.Faults;

/// <summary>The commands of datasets, their classification, disclosure and lineage, and of privacy.</summary>
internal static class DataCommands
{
    private static readonly DataClassificationSpec Classed =
        new("models/m", Sensitivity.Restricted, DataKind.Pii, Residency.Eu, false, null, [], null, null);

    private static readonly DisclosureTerms Terms = new("audit", "auditors", null, null);

    public static readonly Command[] All =
    [
        new("IDatasetGrain.RegisterAsync", async s =>
        {
            var registration = TestTables.Registration(Tables.Binary(20), "content", s.Workspace);
            return Of(await s.Grains.Dataset(s.Workspace, DatasetIds.Of(registration.Source.Sha256)).RegisterAsync(registration));
        }),
        new("IDatasetGrain.SetSchemaAsync", async s => (await s.Grains.Dataset(s.Workspace, s.Data).SetSchemaAsync(
            new SchemaChange([], "label", null, null), expectedRevision: 1)).Value?.Target, s => s.AddDataAsync()),
        new("IDatasetGrain.HoldAsync", async s =>
            (await s.Grains.Dataset(s.Workspace, s.Data).HoldAsync("run_9")).Value?.Rows, s => s.AddDataAsync()),
        new("IDatasetGrain.ReleaseAsync", async s =>
            (await s.Grains.Dataset(s.Workspace, s.Data).ReleaseAsync("run_9", ["m:1"])).Value?.Models, async s =>
        {
            await s.AddDataAsync();
            await s.Grains.Dataset(s.Workspace, s.Data).HoldAsync("run_9");
        }),

        new("IDatasetGrain.DeclareExpectationsAsync", async s => (await s.Grains.Dataset(s.Workspace, s.Data).DeclareExpectationsAsync(
            new(1, At, [new(new(ExpectationKind.NotNull, ["label"]), true, 20, 0, [], "All have a value.")]))).Value?.Results.Length,
            s => s.AddDataAsync()),
        new("IDatasetGrain.SetWordsAsync", async s => (await s.Grains.Dataset(s.Workspace, s.Data).SetWordsAsync(
            new("to test"), expectedRevision: 1)).Value?.Revision, s => s.AddDataAsync()),
        new("ILineageJobGrain.TellAsync", async s => (await s.Grains.LineageJob(s.Workspace, "job_1").TellAsync(
            new("etl", "nightly", "urn:etl", "e1", At, "COMPLETE", ["wards/visits"], [s.Data]))).Value?.Events),

        // The dataset is gone, and that is what the second caller is told.
        new("IDatasetGrain.DeleteAsync", async s => Of(await s.Grains.Dataset(s.Workspace, s.Data).DeleteAsync()) as string ?? "deleted",
            s => s.AddDataAsync(), RepeatSays: "datasets.not-found"),

        new("IDataClassificationGrain.ClassifyAsync", async s =>
            (await s.Grains.ClassificationOf(s.Workspace, "models/m").ClassifyAsync(Classed)).Value?.Asset),
        new("IDataClassificationGrain.InheritAsync", async s =>
        {
            var parent = await s.Grains.ClassificationOf(s.Workspace, "models/m").ClassifyAsync(Classed);
            return (await s.Grains.ClassificationOf(s.Workspace, "models/n").InheritAsync("models/n", parent.Value!)).Value?.Note;
        }, s => s.Grains.ClassificationOf(s.Workspace, "models/m").ClassifyAsync(Classed)),
        new("IDataClassificationGrain.ChangeAsync", async s => (await s.Grains.ClassificationOf(s.Workspace, "models/m").ChangeAsync(
            new(RetentionDays: 9, LegalHold: "why"), null)).Value?.RetentionDays,
            s => s.Grains.ClassificationOf(s.Workspace, "models/m").ClassifyAsync(Classed)),
        new("IDisclosureGrain.RequestAsync", async s =>
            (await s.Grains.Disclosure(s.Workspace, "dis_1").RequestAsync("models/m", Terms)).Value?.Status),
        new("IDisclosureGrain.DecideAsync", async s =>
        {
            Principal.Current = s.Approver;
            var decided = await s.Grains.Disclosure(s.Workspace, "dis_1").DecideAsync(true, "yes");
            Principal.Current = null;
            return decided.Value?.Approval?.By;
        }, s => s.Grains.Disclosure(s.Workspace, "dis_1").RequestAsync("models/m", Terms)),
        new("IDisclosureGrain.MakeAsync", async s => (await s.Grains.Disclosure(s.Workspace, "dis_1").MakeAsync(
            new("a1", "models/m", "dataset.csv", 7, Terms))).Value?.Rows),
        new("IPrivacyBudgetGrain.SetAsync", async s => Of(await s.Grains.PrivacyBudget(new(s.Workspace, "ds_a")).SetAsync(1, 0))),
        new("IPrivacyBudgetGrain.InheritAsync", async s => Of(await s.Grains.PrivacyBudget(new(s.Workspace, "ds_a")).InheritAsync(
            new("ds_b", 1, 0, 0.5, 0, 0.5, 0, 3, 4)))),
        new("IPrivacyBudgetGrain.ChargeAsync", async s => (await s.Grains.PrivacyBudget(new(s.Workspace, "ds_a")).ChargeAsync(
            new("q", "f", 0.5, 0))).Value?.Budget.SpentEpsilon, s => s.Grains.PrivacyBudget(new(s.Workspace, "ds_a")).SetAsync(1, 0)),
        new("IPrivacyBudgetGrain.AnswerAsync", async s => (await s.Grains.PrivacyBudget(new(s.Workspace, "ds_a")).AnswerAsync(
            "q", [2.5])).Value?.Values.Single(), async s =>
        {
            await s.Grains.PrivacyBudget(new(s.Workspace, "ds_a")).SetAsync(1, 0);
            await s.Grains.PrivacyBudget(new(s.Workspace, "ds_a")).ChargeAsync(new("q", "f", 0.5, 0));
        }),
        new("IRetentionGrain.SetAsync", async s => (await s.Grains.Retention(s.Workspace).SetAsync(new(30, []), null)).Value?.DefaultDays),

        // Nothing is due under such a schedule, and a purge that finds nothing writes nothing.
        new("IRetentionGrain.PurgeAsync", async s => (await s.Grains.Retention(s.Workspace).PurgeAsync()).Value?.Purged.Length,
            s => s.Grains.Retention(s.Workspace).SetAsync(new(30, []), null)),
        new("IErasureGrain.RecordAsync", async s => (await s.Grains.Erasure(s.Workspace, "er_a").RecordAsync(new(
            "er_a", "digest", null, [new("ds_a", "deleted", 1, 0, null, null, null)], ["m:1"], [], true, At, "ann",
            [new("records", "states", SubjectPlace.Erased, 1)]))).Value?.Datasets.Length),
    ];
}
