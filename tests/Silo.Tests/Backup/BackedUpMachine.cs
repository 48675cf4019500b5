using System.Text;
using Kolosal.Audit;
using Kolosal.Events;
using Kolosal.Hosting;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Pipelines;
using Kolosal.Models;
using Kolosal.Predictions;
using Kolosal.Storage;
using Kolosal.Storage.Log;
using Kolosal.Storage.Sqlite;
using Kolosal.Storage.State;
using Kolosal.Tabular;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Backup;

/// <summary>A single machine's storage with some of everything, and its engine of backups, in folders that go with the test.</summary>
internal sealed class BackedUpMachine : IAsyncDisposable
{
    public const string Secret = "a word that must not be in the clear", MasterKeyText = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("kolosal-backup-");
    private readonly ServiceProvider services;
    private readonly Dictionary<string, int> chained = [];
    private readonly Dictionary<string, string> heads = [];

    /// <param name="settings">Beside those of the folders.</param>
    /// <param name="data">The data directory; null for a new one.</param>
    public BackedUpMachine(Dictionary<string, string?>? settings = null, string? data = null)
    {
        Data = data ?? Path.Combine(root.FullName, "data");
        Settings = new(settings ?? [])
        {
            ["Kolosal:DataDirectory"] = Data,
            ["Kolosal:Backup:Directory"] = Backups,
            ["Kolosal:Backup:RestoreDirectory"] = Path.Combine(root.FullName, "restored"),
            ["Kolosal:Storage:SegmentBytes"] = "65536",
            ["KOLOSAL_MASTER_KEY"] = MasterKeyText,
        };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings).Build();
        services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddSingleton(TimeProvider.System)
            .AddKolosalStorage(configuration).AddAudit().AddBackup().AddBackupEngine().BuildServiceProvider();
    }

    public Dictionary<string, string?> Settings { get; }

    public string Data { get; }

    public string Root => root.FullName;

    public string Backups => Path.Combine(root.FullName, "backups");

    public IBackupEngine Engine => services.GetRequiredService<IBackupEngine>();

    public IBackupTarget Target => services.GetRequiredService<IBackupTarget>();

    public IKeyRing Keys => services.GetRequiredService<IKeyRing>();

    public IBlobStore Blobs => services.GetRequiredService<IBlobStore>();

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>States, list entries, blobs, audit entries and predictions that no scorer is known of.</summary>
    public async Task FillAsync(int states = 20, int blobBytes = 300_000, int seed = 1)
    {
        for (int i = 0; i < states; i++) await WriteStateAsync(seed * 1_000 + i);
        await Get<ICatalogue>().UpsertAsync(
            new("ws", "thing", $"t{seed}", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, $$"""{"a":"{{Secret}}"}"""), default);
        var content = new byte[blobBytes];
        new Random(seed).NextBytes(content);
        await Blobs.PutAsync("ws", new MemoryStream(content), default);
        await AuditAsync("ws", 5);
        await AuditAsync("other", 2);
        for (int i = 0; i < 30; i++)
            await LogAsync(new(0, Guid.NewGuid(), 1, DateTimeOffset.UnixEpoch, 1, null, false, 1, [i], [0.5, 0.5], [0]), "ws/unknown");
    }

    public async Task WriteStateAsync(int number)
    {
        var state = new GrainState<Thing>(new() { Number = number, Text = Secret });
        await new SqliteGrainStorage(Get<SqliteDatabase>(), new StateSeal(Keys))
            .WriteStateAsync("thing", GrainId.Create("thing", $"ws/{number}"), state);
    }

    /// <summary>Appends entries to a chain, as its grain does.</summary>
    public async Task AuditAsync(string workspace, int entries)
    {
        for (int i = 0; i < entries; i++)
        {
            int sequence = chained.GetValueOrDefault(workspace);
            var entry = ChainedEntry.Seal(
                heads.GetValueOrDefault(workspace) ?? HashChain.Genesis, sequence, $"e{sequence}", DateTimeOffset.UnixEpoch, "ann", "thing.change",
                "things/1", null, "{}");
            await Get<IAuditLog>().AppendAsync(workspace, [entry], default);
            (chained[workspace], heads[workspace]) = (sequence + 1, entry.Hash);
        }
    }

    public async Task LogAsync(ServedRequest request, string model = "ws/m") =>
        await Get<ISegmentLogs>().Open(PredictionLog.LogName).AppendAsync(Record(model, request));

    /// <summary>Registers a model and logs requests of one row each with what the serving path answers.</summary>
    public async Task ServeAsync(int rows)
    {
        var (package, reference) = Fit();
        using var bytes = new MemoryStream();
        package.Save(bytes);
        bytes.Position = 0;
        var blob = await Blobs.PutAsync("ws", bytes, default);
        var state = new ModelVersionState
        {
            Registration = new(
                blob.Sha256, blob, "", "", "alice", "run_1", "ds_1", "logistic_regression", "binary", "y",
                new("roc_auc", [], 50, 10, 20, 0.5), reference),
        };
        await new SqliteGrainStorage(Get<SqliteDatabase>(), new StateSeal(Keys)).WriteStateAsync(
            "model-version", GrainId.Create("modelversion", "ws/m:1"), new GrainState<ModelVersionState>(state));
        await LogServedAsync(rows, null);
    }

    /// <summary>Logs ten more requests to the model.</summary>
    /// <param name="spoil">Changes what is logged.</param>
    public Task ServeAgainAsync(Action<double[]> spoil) => LogServedAsync(10, spoil);

    private async Task LogServedAsync(int rows, Action<double[]>? spoil)
    {
        var (package, reference) = Fit();
        var model = new LoadedModel(package, reference);
        var random = new Random(5);
        for (int i = 0; i < rows; i++)
        {
            string row = FormattableString.Invariant($$"""[{"x":{{random.NextDouble() * 3 - 1}},"c":"{{(i % 3 == 0 ? "a" : "b")}}"}]""");
            var scored = model.Score(Encoding.UTF8.GetBytes(row), RowFormat.Json, 1, new())!;
            spoil?.Invoke(scored.Outputs);
            await LogAsync(new(
                0, Guid.NewGuid(), 1, DateTimeOffset.UnixEpoch, 1, null, false, 1, scored.Inputs, scored.Outputs, scored.Decisions));
        }
    }

    /// <summary>Every byte that lies in the target.</summary>
    public IEnumerable<(string Path, byte[] Content)> Stored() =>
        Directory.EnumerateFiles(Backups, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => (path, File.ReadAllBytes(path)));

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        root.Delete(recursive: true);
    }

    private static byte[] Record(string model, ServedRequest request)
    {
        var buffer = new byte[ServedRecord.MaximumBytes(model, request)];
        return buffer[..ServedRecord.Write(model, new byte[32], request, buffer)];
    }

    private static (ModelPackage Package, MonitoringReference Reference) Fit()
    {
        const int Rows = 120;
        var random = new Random(3);
        double[] x = [.. Enumerable.Range(0, Rows).Select(_ => random.NextDouble() * 3 - 1)];
        var table = new Frame(
            new TableSchema([new("x", ColumnType.Numeric), new("c", ColumnType.Categorical), new("y", ColumnType.Categorical, ColumnRole.Target)]),
            [
                new NumericColumn(x),
                CategoricalColumn.From(Enumerable.Range(0, Rows).Select(row => row % 3 == 0 ? "a" : "b")),
                CategoricalColumn.From(x.Select(value => value + random.NextDouble() > 0.7 ? "yes" : "no")),
            ]);
        var package = ModelPackage.Create(PipelineTrainer.Fit(
            TrainingPart.WholeTable(table), LearningProblem.Infer(table, "y"), Trainers.Get("logistic_regression"), HyperParameters.Empty, 1,
            CancellationToken.None));
        return (package, new(1, "binary", package.Manifest.Problem.Classes, null,
            [new("x", false, false, [], [0.5], [60, 60], 0, -1, 2), new("c", true, false, ["a", "b"], [], [40, 80], 0, 0, 0)],
            new("y", true, false, package.Manifest.Problem.Classes, [], [60, 60], 0, 0, 0)));
    }

    public sealed class Thing
    {
        [Id(0)] public int Number { get; set; }

        [Id(1)] public string Text { get; set; } = "";
    }
}
