using Kolosal.Classification;
using Kolosal.Datasets;
using Kolosal.Experiments;
using Kolosal.Models;
using Kolosal.Privacy;

namespace Kolosal.Compliance.Injected;

/// <summary>Where data is from, whether it is fit, what it may be used for.</summary>
internal static class DataFailures
{
    private static readonly DatasheetWords Words = new("why", "what", "how", "which steps", "what for", "to whom", "until when");

    public static readonly InjectedFailure[] All =
    [
        new("Q12", "a version is promoted of whose data nothing is known", ServedAsync,
            w => w.ServeAsync(change: made => made with { DatasetId = "ds_gone" }), w => w.RollbackAsync()),

        new("Q13", "a version is promoted that learnt from incomplete labels", ServedAsync, async w =>
        {
            string poor = await w.DatasetAsync("poor", change: made => made with
            {
                Columns = [.. made.Columns.SkipLast(1), made.Columns[^1] with { Role = "target", Missing = 50 }],
            });
            await w.ServeAsync(change: made => made with { DatasetId = poor });
        }, w => w.RollbackAsync()),

        new("Q14", "a datasheet no longer says what the data may be used for", async w =>
        {
            w.Kept["dataset"] = await w.DatasetAsync("d");
            await WordsAsync(w, Words);
            await RunAsync(w, w.Kept["dataset"]);
        }, w => WordsAsync(w, Words with { Uses = null }), w => WordsAsync(w, Words)),

        new("Q15", "a run uses personal data that nobody classified", async w => await RunAsync(w, await w.DatasetAsync("plain")), async w =>
        {
            w.Kept["personal"] = await PersonalAsync(w);
            await RunAsync(w, w.Kept["personal"]);
        }, w => ClassifyAsync(w, $"datasets/{w.Kept["personal"]}", Residency.Global)),

        new("Q16", "a dataset is not classified", async w => await ClassifyAsync(w, $"datasets/{await w.DatasetAsync("d")}", Residency.Global),
            async w => w.Kept["new"] = await w.DatasetAsync("new"), w => ClassifyAsync(w, $"datasets/{w.Kept["new"]}", Residency.Global)),

        new("Q17", "a group of people is hardly in the data", w => w.ServeAsync(change: made => Groups(made, 200)),
            w => w.ServeAsync(change: made => Groups(made, 20)), w => w.RollbackAsync()),

        new("Q18", "a version is promoted whose plan is not kept", ServedAsync, w => w.ServeAsync(change: made => made with { Record = null }),
            w => w.RollbackAsync()),

        new("Q19", "what may lie in one region lies in another",
            async w => await ClassifyAsync(w, $"datasets/{await w.DatasetAsync("d")}", Residency.Eu),
            w => RegionAsync(w, Residency.Uk), w => RegionAsync(w, Residency.Eu)),

        new("Q70", "a version learns from addresses", ServedAsync, async w =>
        {
            string personal = await PersonalAsync(w, "age");
            await w.ServeAsync(change: made => made with { DatasetId = personal });
        }, w => w.RollbackAsync()),

        new("Q71", "a dataset is called anonymised that was not measured to be", async w =>
        {
            w.Kept["dataset"] = await w.DatasetAsync("d");
            w.As("dora", "data_owner");
            await InjectedWorld.AcceptedAsync(w.Grains.PrivacyBudget(new(w.Workspace, w.Kept["dataset"])).SetAsync(1, 0));
        }, async w => w.Kept["made"] = await w.DatasetAsync("made", change: made => made with
        {
            Derivation = new("anonymize", w.Kept["dataset"], w.Kept["dataset"], 2, [new("mask", 200, 200, "{}", [], 0, null, 1, "Nothing changed.")]),
        }), async w =>
        {
            w.As("dora", "data_owner");
            await InjectedWorld.AcceptedAsync(w.Grains.Dataset(w.Workspace, w.Kept["made"]).DeleteAsync());
        }),

        new("Q72", "rows of people left, and nobody stands behind it but who took them", async w =>
        {
            await ClassifyAsync(w, $"datasets/{await w.DatasetAsync("d")}", Residency.Global);
            await LeaveAsync(w, "dis_1", "tom");
        }, w => LeaveAsync(w, "dis_2", "dora"), async w =>
        {
            w.As("boss", "reviewer");
            await InjectedWorld.AcceptedAsync(w.Grains.Disclosure(w.Workspace, "dis_2").DecideAsync(true, "for the yearly audit"));
        }),
    ];

    private static async Task LeaveAsync(InjectedWorld w, string id, string subject)
    {
        w.As(subject, "data_owner");
        await InjectedWorld.AcceptedAsync(w.Grains.Disclosure(w.Workspace, id).MakeAsync(
            new(id, w.Kept["asset"], "dataset.csv", 7, new("audit", "the auditors", null, null))));
    }

    private static async Task ServedAsync(InjectedWorld w)
    {
        w.Kept["dataset"] = await w.DatasetAsync("d");
        await w.ServeAsync();
    }

    private static async Task WordsAsync(InjectedWorld w, DatasheetWords words)
    {
        w.As("dora", "data_owner");
        await InjectedWorld.AcceptedAsync(w.Grains.Dataset(w.Workspace, w.Kept["dataset"]).SetWordsAsync(words, null));
    }

    private static Task<string> PersonalAsync(InjectedWorld w, string? column = null) => w.DatasetAsync("personal", change: made => made with
    {
        Columns = [made.Columns[0] with { Name = column ?? made.Columns[0].Name, PersonalData = "email", PersonalDataConfidence = 1 },
            .. made.Columns.Skip(1)],
    });

    /// <summary>A short run, to its end: the slot is free for the next.</summary>
    private static async Task RunAsync(InjectedWorld w, string dataset)
    {
        w.As("tom", "trainer");
        var run = w.Grains.Run(new(w.Workspace, $"run_{w.Kept.Count}"));
        await InjectedWorld.AcceptedAsync(run.StartAsync(RunRequest.For(dataset, "label") with { Trainers = ["prior"], MaxTrials = 1, Folds = 2 }));
        await w.Silo.LooksAsync(async () => (await run.GetAsync()).Value is { } read && !read.State.IsActive());
    }

    private static async Task ClassifyAsync(InjectedWorld w, string asset, Residency residency)
    {
        w.Kept["asset"] = asset;
        w.As("dora", "data_owner");
        await InjectedWorld.AcceptedAsync(w.Grains.ClassificationOf(w.Workspace, asset).ClassifyAsync(
            new(asset, Sensitivity.Internal, DataKind.Pii, residency, true, 365, [], "olga", null)));
    }

    private static async Task RegionAsync(InjectedWorld w, Residency residency)
    {
        w.As("dora", "data_owner");
        await InjectedWorld.AcceptedAsync(w.Grains.ClassificationOf(w.Workspace, w.Kept["asset"]).ChangeAsync(new(Residency: residency), null));
    }

    private static VersionRegistration Groups(VersionRegistration made, long women) => made with
    {
        Reference = made.Reference with
        {
            Inputs = [.. made.Reference.Inputs.Select(input => input.Name != "city" ? input : input with
            {
                Protected = true,
                Categorical = true,
                Categories = ["female", "male"],
                Counts = [women, 200],
            })],
        },
    };
}
