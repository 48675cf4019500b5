using System.Text.Json;
using System.Text.RegularExpressions;
using Kolosal.Audit;
using Kolosal.Backup;
using Kolosal.Drift;
using Kolosal.Experiments;
using Kolosal.Exploration;
using Kolosal.Fairness;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Models;
using Kolosal.Predictions;
using Kolosal.Slo;
using Kolosal.Storage;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Faults;

/// <summary>One workspace of a silo with every grain, for one command.</summary>
internal sealed partial class Stage(PlatformSilo silo, string workspace)
{
    private static readonly Lazy<ModelPackage>[] Packages = [.. Enumerable.Range(1, 2).Select(seed => new Lazy<ModelPackage>(() =>
        SampleModels.Fit(Samples.Mixed(80, (ulong)seed), "risk", "prior")))];

    public static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public IGrainFactory Grains => silo.Grains;

    public string Workspace => workspace;

    public ModelKey ModelKey => new(workspace, "m");

    public IModelGrain Model => Grains.Model(ModelKey);

    public IModelVersionGrain Version => Grains.ModelVersion(ModelKey.Version(1));

    public IRunGrain Run => Grains.Run(new ResourceKey(workspace, "run_1"));

    public IStudyGrain Study => Grains.Study(new ResourceKey(workspace, "study_1"));

    public IAnalysisGrain Analysis => Grains.Analysis(new ResourceKey(workspace, "ana_1"));

    public IReplayGrain Replay => Grains.Replay(new ResourceKey(workspace, "replay_1"));

    public Principal Approver => new(workspace, "bob", ["admin"]);

    /// <summary>The dataset that <see cref="AddDataAsync"/> made.</summary>
    public string Data { get; private set; } = "";

    public static Task<PlatformSilo> StartSiloAsync(CallFaults faults) =>
        TestTables.StartSiloAsync(faults: faults, services: services => services.AddSingleton<ISegmentLogs>(new MemoryLogs())
            .AddBackup().AddSingleton<IBackupEngine>(new FakeBackupEngine(TimeProvider.System)));

    public Task AddDataAsync() => AddDataAsync(60);

    public async Task AddDataAsync(int rows) =>
        Data = await silo.Service<TestTables>().AddAsync(silo.Grains, Tables.Binary(rows), workspace, content: $"stage {rows}");

    public Task EndAnalysisAsync() =>
        Eventually.HoldsAsync(async () => (await Analysis.GetAsync()).Value is { Result: not null });

    public async Task<VersionRegistration> RegistrationAsync(int number = 1)
    {
        var package = Packages[number - 1].Value;
        using var bytes = new MemoryStream();
        package.Save(bytes);
        bytes.Position = 0;
        var blob = await silo.Services.GetRequiredService<IBlobStore>().PutAsync(workspace, bytes, CancellationToken.None);
        var signer = silo.Services.GetRequiredService<ISigner>();
        return SampleModels.Registration(blob.Sha256, "alice", blob, PackageSignature.Sign(signer, blob.Sha256), signer.KeyId,
            SampleModels.Reference(package));
    }

    public async Task RegisterAsync(int versions = 1)
    {
        for (int number = 1; number <= versions; number++) Need(await Model.RegisterAsync(await RegistrationAsync(number)));
    }

    public async Task ValidateAsync(int versions = 1)
    {
        await RegisterAsync(versions);
        for (int number = 1; number <= versions; number++) Need(await Model.ValidateAsync($"{number}"));
    }

    public async Task PromoteAsync(int versions = 1)
    {
        await ValidateAsync(versions);
        for (int number = 1; number <= versions; number++) Need(await Model.PromoteAsync(new(number, ModelStatus.Active, Approver, "good")));
    }

    public RunRequest RunRequest => RunRequest.For(Data, "label") with { Trainers = ["logistic_regression"], MaxTrials = 2, Folds = 2, Seed = 3 };

    public async Task StartRunAsync(Func<RunRequest, RunRequest>? change = null)
    {
        await AddDataAsync();
        Need(await Run.StartAsync(change is null ? RunRequest : change(RunRequest)));
    }

    public Task EndRunAsync() =>
        Eventually.HoldsAsync(async () => (await Run.GetAsync()).Value is { } run && !run.State.IsActive());

    public Task BeginRunAsync() =>
        Eventually.HoldsAsync(async () => (await Run.GetAsync()).Value is { State: RunStatus.Running });

    public Task EndReplayAsync() => Eventually.HoldsAsync(
        async () => (await Replay.GetAsync()).Value is { State: ReplayStatus.Completed or ReplayStatus.Failed });

    /// <summary>Actions and subjects of the workspace's audit chain, in order of their names.</summary>
    public async Task<string[]> TrailAsync()
    {
        var lines = new List<string>();
        await foreach (var line in Grains.Audit(workspace).ExportAsync(0))
        {
            using var entry = JsonDocument.Parse(line.Entry);
            lines.Add($"{entry.RootElement.GetProperty("action")} {entry.RootElement.GetProperty("subject")}");
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }

    /// <summary>An answer as text, without what differs between any two runs: the
    /// workspace's name, times, and signatures, which are salted.</summary>
    public string Text(object? answer) =>
        Varying().Replace(JsonSerializer.Serialize(answer, WireJson.Options), "any").Replace(workspace, "workspace", StringComparison.Ordinal);

    /// <summary>The value, or the code of the refusal.</summary>
    public static object? Of<T>(Result<T> result) => result.Accepted ? result.Value : result.Refusal.Code;

    private static void Need<T>(Result<T> result) => Assert.True(result.Accepted, result.Refusal?.Message);

    [GeneratedRegex("\"20\\d\\d-\\d\\d-\\d\\dT[^\"]*\"|(?<=_seconds\":)[\\d.E-]+|"
        + "(?<=\"(?:signature|sha256)\":)\"[^\"]*\"|(?<=99 of 100 probe rows took (?:at most|up to) )[\\d.]+")]
    private static partial Regex Varying();
}
