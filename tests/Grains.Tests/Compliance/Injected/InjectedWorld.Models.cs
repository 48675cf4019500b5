using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Kolosal.Access;
using Kolosal.Datasets;
using Kolosal.Drift;
using Kolosal.Experiments;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Models;
using Kolosal.Predictions;
using Kolosal.Quality;
using Kolosal.Slo;
using Kolosal.Storage;
using Kolosal.Tabular;

namespace Kolosal.Compliance.Injected;

/// <summary>Models and datasets.</summary>
internal sealed partial class InjectedWorld
{
    public const string Owner = "prn_olga";

    private const string Case = """{"age":30,"income":20000,"city":"Oslo","owner":true,"since":"2016-01-01T00:00:00Z","note":"x"}""";

    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly ConcurrentDictionary<int, ModelPackage> Packages = new();

    private int served;

    /// <summary>A card that leaves nothing out.</summary>
    public static readonly ModelCardWords Card = new(
        "Rates loans.", "Advice to clerks.", "Anything else.", "Little data.", "None known.", "olga@example.org", Owner, "Credit", "Clerks",
        PartyRole.Provider, RiskClass.Minimal, "Not prohibited.", "Applicants", false, Criticality.Low);

    public IModelGrain Model(string name = "m") => Grains.Model(new(workspace, name));

    private Principal Bob => new(workspace, "bob", ["admin"]);

    /// <summary>A row of the model's inputs, all of them missing.</summary>
    public static string Row => $"[{string.Join(',', Package(1).InputSchema.Columns.Select(_ => "null"))}]";

    /// <summary>Registers a version, fills its card, validates it and has somebody else promote it.</summary>
    /// <returns>Its number.</returns>
    public async Task<int> ServeAsync(
        string name = "m", Func<VersionRegistration, VersionRegistration>? change = null, ModelCardWords? card = null, string author = "alice")
    {
        Principal.Current = null;
        var package = Package(++served);
        using var bytes = new MemoryStream();
        package.Save(bytes);
        bytes.Position = 0;
        var blob = await silo.Platform.Service<IBlobStore>().PutAsync(workspace, bytes, CancellationToken.None);
        var signer = silo.Platform.Service<ISigner>();
        var made = SampleModels.Registration(
            blob.Sha256, author, blob, PackageSignature.Sign(signer, blob.Sha256), signer.KeyId, SampleModels.Reference(package));
        made = made with
        {
            RunId = $"run_{name}_{Kept.Count}",
            DatasetId = Kept.GetValueOrDefault("dataset", "ds_1"),
            Record = Record(),
            Evaluation = made.Evaluation with
            {
                Scores = [.. made.Evaluation.Scores, new("ece", 0.02, 0.01, 0.03, false)],
                TestDrift = new(0.05, [new("age", 0, 1, false)]),
            },
        };
        int version = await AcceptedAsync(Model(name).RegisterAsync(change is null ? made : change(made)));
        await AcceptedAsync(Model(name).SetCardAsync($"{version}", card ?? Card, null));
        var report = await AcceptedAsync(Model(name).ValidateAsync($"{version}"));
        Assert.True(report.Passed, string.Join("; ", report.Checks));
        await AcceptedAsync(Model(name).PromoteAsync(new(version, ModelStatus.Active, Bob, "good")));
        return version;
    }

    /// <summary>Goes back to the version before, as somebody who made neither.</summary>
    public Task RollbackAsync(string name = "m")
    {
        As("bob");
        return AcceptedAsync(Model(name).RollbackAsync($"c{Now.Ticks}", "worse after all"));
    }

    public async Task<PredictionReply> PredictAsync(string name = "m", int rows = 1) => await AcceptedAsync(Grains.Predictor(new(workspace, name))
        .PredictAsync(new(null, Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat(Row, rows))}]"))));

    /// <summary>Asks a model until its monitors have seen it.</summary>
    public async Task AskedAsync(string name = "m")
    {
        Principal.Current = null;
        await PredictAsync(name);
        await silo.LooksAsync(async () => (await Grains.DriftMonitor(new(workspace, name)).GetAsync()).Accepted
            && (await Grains.SloMonitor(new(workspace, name)).GetAsync()).Accepted && (await Grains.PredictionStats(new(workspace, name)).GetAsync())
                .Requests > 0);
    }

    /// <summary>Answers of version 1 of a model, as its predictor would have written them: half of the rows are of either city.</summary>
    /// <param name="rows">Even.</param>
    /// <param name="selected">Of a hundred rows of each of the two cities, so many are decided in their favour.</param>
    public async Task AnsweredAsync(string name, int rows, int[] selected)
    {
        var columns = Package(1).InputSchema.Columns;
        int city = columns.TakeWhile(column => column.Name != "city").Count();
        double[] inputs = new double[rows * columns.Length], outputs = new double[2 * rows];
        int[] decisions = new int[rows];
        for (int row = 0; row < rows; row++)
        {
            // Each city's rows are numbered on their own, so that shares are exact.
            (int group, int number) = (row % 2, row / 2);
            inputs[row * columns.Length + city] = group;
            decisions[row] = number % 100 < selected[group] ? 1 : 0;
            (outputs[2 * row], outputs[2 * row + 1]) = decisions[row] == 1 ? (0.2, 0.8) : (0.8, 0.2);
        }

        await silo.Platform.Service<IPredictionLog>().AppendAsync(
            new ModelKey(workspace, name).ToString(), new byte[32],
            new(0, Guid.NewGuid(), 1, Now, 1, null, false, rows, inputs, outputs, decisions), durable: true);
    }

    public async Task PrincipalAsync(string id, params ImmutableArray<string> roles)
    {
        As("boss");
        await AcceptedAsync(Grains.Principal(workspace, id).RegisterAsync(roles));
    }

    /// <summary>A dataset of two hundred rows that are stored.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> DatasetAsync(
        string name, Frame? table = null, Func<DatasetRegistration, DatasetRegistration>? change = null, string by = "dora")
    {
        As(by, "data_owner");
        table ??= Experiments.Tables.Binary(200);
        var blob = await StoreAsync($"rows of {name} in {workspace}");
        var made = TestTables.Registration(table, $"{workspace}/{name}", workspace) with { Data = blob };
        made = change is null ? made : change(made);
        string id = DatasetIds.Of(made.Source.Sha256);
        silo.Tables.Put(id, table);
        await AcceptedAsync(Grains.Dataset(workspace, id).RegisterAsync(made));
        return id;
    }

    /// <summary>Makes a golden set whose one case must be answered with a class, and runs it.</summary>
    public async Task GoldenAsync(string expected, string note)
    {
        As("quinn");
        var golden = Grains.GoldenDataset(workspace, "gd_1");
        ImmutableArray<GoldenCase> cases = [new("a", Case, expected, ImmutableSortedDictionary<string, double>.Empty, null, null, true, null, null)];
        if ((await golden.GetAsync()).Accepted) await AcceptedAsync(golden.AddVersionAsync(cases, note));
        else await AcceptedAsync(golden.CreateAsync(new("answers", "", "m", null, null, 0.98, 0, 0), cases));
        await AcceptedAsync(golden.RunAsync(new(null, null, null, null, "manual")));
    }

    /// <summary>Another for each number: the same package again would be the same version.</summary>
    private static ModelPackage Package(int number) =>
        Packages.GetOrAdd(number, seed => SampleModels.Fit(Samples.Mixed(80, (ulong)seed), "risk", "prior"));

    private static TrainingRecord Record() => new(
        "run_1", "ds_1", Hash, 80, Hash, [], null, Hash, "{}", [new("split", "1")], 1, Hash, 0, "prior", "{}", null,
        new("net", "os", "x64", [], 1, ImmutableSortedDictionary<string, string>.Empty, "b1"));
}
