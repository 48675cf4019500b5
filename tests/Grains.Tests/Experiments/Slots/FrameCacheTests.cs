using Kolosal.Datasets;
using Kolosal.Tabular;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kolosal.Experiments;

public class FrameCacheTests
{
    private readonly CountingReader reader = new();

    [Fact]
    public async Task Any_number_of_trials_wait_for_one_reading()
    {
        var cache = Cache(megabytes: 64);
        var asked = Enumerable.Range(0, 50).Select(_ => Task.Run(() => cache.GetAsync(Content("a", rows: 10), CancellationToken.None))).ToArray();
        await Eventually.HoldsAsync(() => reader.Asked == 1);
        reader.Answer();
        var frames = await Task.WhenAll(asked);
        Assert.Single(frames.Distinct());
        Assert.Equal(1, reader.Asked);
    }

    [Fact]
    public async Task A_reading_that_failed_is_made_again()
    {
        var cache = Cache(megabytes: 64);
        var first = cache.GetAsync(Content("a", 10), CancellationToken.None);
        reader.Answer(new IOException("The store is away."));
        await Assert.ThrowsAsync<IOException>(() => first);
        var second = cache.GetAsync(Content("a", 10), CancellationToken.None);
        reader.Answer();
        Assert.NotNull(await second);
        Assert.Equal(2, reader.Asked);
    }

    [Fact]
    public async Task Who_gives_up_waiting_does_not_end_the_reading_of_the_others()
    {
        var cache = Cache(megabytes: 64);
        using var cancel = new CancellationTokenSource();
        Task<Frame> hasty = cache.GetAsync(Content("a", 10), cancel.Token), patient = cache.GetAsync(Content("a", 10), CancellationToken.None);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hasty);
        reader.Answer();
        Assert.NotNull(await patient);
    }

    [Fact]
    public async Task The_tables_used_longest_ago_make_room()
    {
        // A column of 65,536 numbers is half a MiB: one MiB holds two tables.
        var cache = Cache(megabytes: 1);
        reader.AnswersAtOnce = true;
        foreach (string name in (string[])["a", "b", "a", "c", "a", "b"]) await cache.GetAsync(Content(name, 65_536), CancellationToken.None);
        Assert.Equal(["a", "b", "c", "b"], reader.Names);

        // One that is larger than everything may be is kept alone.
        await cache.GetAsync(Content("large", 1_000_000), CancellationToken.None);
        await cache.GetAsync(Content("large", 1_000_000), CancellationToken.None);
        Assert.Equal(5, reader.Asked);
    }

    [Fact]
    public async Task A_run_of_many_trials_reads_its_table_once_a_silo()
    {
        using var measured = new Measurements("Kolosal.Experiments");
        var counting = new CountingReader { AnswersAtOnce = true };
        await using var silo = await TestTables.StartSiloAsync(services: services => services.AddSingleton<IDatasetReader>(
            provider => counting.Before(provider.GetRequiredService<TestTables>())));
        string data = await silo.AddAsync(Tables.Binary(100));
        await silo.StartRunAsync("run_m", RunRequest.For(data, "label") with { Trainers = ["logistic_regression"], MaxTrials = 12 });
        Assert.Equal((RunStatus.Completed, 12), ((await silo.EndsAsync("run_m")) is var run ? run.State : default, run.FinishedTrials));
        Assert.Equal(1, counting.Asked); // the plan, twelve trials and the refit
        Assert.InRange(measured.Sum("kolosal.experiments.tables.read"), 1, double.MaxValue);
        Assert.All((await silo.Run("run_m").TrialsAsync()).Value, trial =>
        {
            Assert.Equal(1, trial.Attempts);
            Assert.InRange(trial.Memory!.PredictedBytes, 1, 1L << 30);
            Assert.InRange(trial.Memory.AllocatedBytes!.Value, 1, 1L << 30);
        });
    }

    private FrameCache Cache(int megabytes) =>
        new(reader, Options.Create(new ExperimentsOptions { FrameCacheMegabytes = megabytes }), new ExperimentsInstruments());

    private static DatasetContent Content(string name, long rows) => new(
        name, rows, [new DatasetColumn("x", "numeric", "feature", false, 0, 0, null, null, [], null, 0)], null, new BlobRef("w1", name, 1),
        new BlobRef("w1", "", 0));

    /// <summary>A reader that counts, and answers when it is told to.</summary>
    private sealed class CountingReader : IDatasetReader
    {
        private TaskCompletionSource<Frame> pending = new();
        private IDatasetReader? real;
        private readonly List<string> names = [];

        public bool AnswersAtOnce { get; set; }

        public int Asked
        {
            get { lock (names) return names.Count; }
        }

        public string[] Names
        {
            get { lock (names) return [.. names]; }
        }

        public CountingReader Before(IDatasetReader reader)
        {
            real = reader;
            return this;
        }

        public void Answer(Exception? fault = null)
        {
            var answered = pending;
            pending = new();
            if (fault is null) answered.SetResult(Tables.Binary(20));
            else answered.SetException(fault);
        }

        public Task<Frame> ReadAsync(DatasetContent content, IReadOnlyList<string>? columns, int? rows, CancellationToken cancel)
        {
            lock (names) names.Add(content.DatasetId);
            return real is not null ? real.ReadAsync(content, columns, rows, cancel)
                : AnswersAtOnce ? Task.FromResult(Tables.Binary(20)) : pending.Task;
        }
    }
}
