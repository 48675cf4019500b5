using Kolosal.Datasets;
using Kolosal.Learning;
using Kolosal.Tabular;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Experiments;

/// <summary>Whatever the training throws, the run ends with its reason, gives back what it held, and stands in nobody's way.</summary>
public class RunFaultsTests
{
    public static TheoryData<string> Faults => [.. Thrown.Keys];

    private static readonly Dictionary<string, Func<Exception>> Thrown = new()
    {
        ["state"] = () => new InvalidOperationException("Sequence contains no elements"),
        ["memory"] = () => new InsufficientMemoryException("Insufficient memory to continue the execution of the program."),
        ["arithmetic"] = () => new DivideByZeroException("Attempted to divide by zero."),
        ["argument"] = () => new ArgumentException("Need weights that add up to more than 0.", "weights"),
        ["index"] = () => new IndexOutOfRangeException("Index was outside the bounds of the array."),
        ["cancel"] = () => new OperationCanceledException("The operation was canceled."),
        ["foreseen"] = () => new TrainingException("The rows teach nothing."),
    };

    [Theory, MemberData(nameof(Faults))]
    public async Task A_trial_that_throws_fails_with_its_reason_and_is_not_tried_again(string fault)
    {
        await using var silo = await StartAsync();
        silo.Service<ThrowingPool>().Throw(inTrials: Thrown[fault]);
        string data = await silo.AddAsync(Tables.Binary(100));
        await silo.StartRunAsync("run_a", Request(data));
        var run = await silo.EndsAsync("run_a");
        Assert.Equal((RunStatus.Failed, 2), (run.State, run.FailedTrials));
        Assert.Empty(run.LostCalls);
        AssertReason(run.Reason);
        Assert.True((await silo.Grains.Dataset(TrainingRuns.Workspace, data).DeleteAsync()).Accepted);
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task A_refit_that_throws_ends_the_run_with_its_reason(string fault)
    {
        await using var silo = await StartAsync();
        silo.Service<ThrowingPool>().Throw(inRefits: Thrown[fault]);
        string data = await silo.AddAsync(Tables.Binary(100));
        await silo.StartRunAsync("run_b", Request(data));
        var run = await silo.EndsAsync("run_b");
        Assert.Equal((RunStatus.Failed, 2), (run.State, run.FinishedTrials));
        Assert.Empty(run.LostCalls);
        AssertReason(run.Reason);
        Assert.True((await silo.Grains.Dataset(TrainingRuns.Workspace, data).DeleteAsync()).Accepted);
    }

    [Fact]
    public async Task Runs_that_break_off_leave_their_slots_to_others_and_can_be_resumed()
    {
        await using var silo = await StartAsync(threads: 1);
        var pool = silo.Service<ThrowingPool>();
        pool.Throw(inRefits: Thrown["state"]);
        string data = await silo.AddAsync(Tables.Binary(100));
        foreach (string broken in (string[])["run_c", "run_d"])
        {
            await silo.StartRunAsync(broken, Request(data));
            Assert.Equal(RunStatus.Failed, (await silo.EndsAsync(broken)).State);
        }

        pool.Throw();
        await silo.StartRunAsync("run_e", Request(data));
        var undisturbed = await silo.EndsAsync("run_e");
        Assert.Equal(RunStatus.Completed, undisturbed.State);
        Assert.True((await silo.Run("run_c").ResumeAsync()).Accepted);
        var resumed = await silo.EndsAsync("run_c");
        Assert.Equal((RunStatus.Completed, undisturbed.PackageSha256, null), (resumed.State, resumed.PackageSha256, resumed.Reason));
    }

    [Fact]
    public async Task A_lost_answer_of_the_registration_is_asked_for_again_and_told()
    {
        var faults = new CallFaults(Seed: 1);
        await using var silo = await StartAsync(faults: faults);
        string data = await silo.AddAsync(Tables.Binary(100));
        faults.DropNextReply("IModelGrain.RegisterAsync");
        await silo.StartRunAsync("run_f", Request(data));
        var run = await silo.EndsAsync("run_f");
        Assert.Equal((RunStatus.Completed, 1), (run.State, run.ModelVersion));
        var lost = Assert.Single(run.LostCalls);
        Assert.Equal((RunPhase.Registration, 1), (lost.Phase, lost.Times));
    }

    [Fact]
    public async Task A_class_without_training_rows_and_one_without_test_rows_are_noted()
    {
        await using var silo = await StartAsync();

        // By time: the first two thirds are of a and b, the last third of c alone, of which a fifth of all rows is held out.
        double[] time = [.. Enumerable.Range(0, 90).Select(row => (double)row)];
        var table = new Frame(
            new TableSchema([new("t", ColumnType.Numeric, ColumnRole.Time), new("x", ColumnType.Numeric), new("label", ColumnType.Categorical)]),
            [new NumericColumn(time), new NumericColumn([.. time.Select(t => t % 7)]),
                CategoricalColumn.From(time.Select(t => t >= 72 ? "c" : t % 2 == 0 ? "a" : "b"))]);
        string data = await silo.AddAsync(table);
        await silo.StartRunAsync("run_g", Request(data) with { Folds = 2 });
        var run = await silo.EndsAsync("run_g");
        Assert.Contains(run.Notes, note => note.Contains("learns from is of class 'c'", StringComparison.Ordinal));
        Assert.Contains(run.Notes, note => note.Contains("test part is of class 'a', class 'b'", StringComparison.Ordinal));
    }

    private static void AssertReason(string? reason)
    {
        Assert.False(string.IsNullOrWhiteSpace(reason));
        Assert.DoesNotContain("Exception", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter '", reason, StringComparison.Ordinal);
    }

    private static Task<PlatformSilo> StartAsync(int threads = 2, CallFaults? faults = null) => TestTables.StartSiloAsync(threads, faults, services =>
    {
        var real = services.Last(service => service.ServiceType == typeof(ITrainingPool)).ImplementationType!;
        services.AddSingleton(provider => new ThrowingPool((ITrainingPool)ActivatorUtilities.CreateInstance(provider, real)));
        services.AddSingleton<ITrainingPool>(provider => provider.GetRequiredService<ThrowingPool>());
    });

    private static RunRequest Request(string dataset) =>
        RunRequest.For(dataset, "label") with { Trainers = ["logistic_regression"], MaxTrials = 2, Seed = 3 };
}
