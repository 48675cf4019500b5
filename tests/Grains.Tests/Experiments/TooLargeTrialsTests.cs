using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Experiments;

public class TooLargeTrialsTests
{
    [Fact]
    public async Task A_trial_that_is_predicted_not_to_fit_fails_with_that_reason_and_the_run_goes_on_without_it()
    {
        await using var silo = await TestTables.StartSiloAsync(services: services =>
        {
            var real = services.Last(service => service.ServiceType == typeof(ITrainingPool)).ImplementationType!;
            services.AddSingleton<ITrainingPool>(
                provider => new NarrowPool((ITrainingPool)ActivatorUtilities.CreateInstance(provider, real), limit: 5L << 20));
        });
        string data = await silo.AddAsync(Tables.Binary(100));
        await silo.StartRunAsync("run_l", RunRequest.For(data, "label") with
        {
            Trainers = ["gradient_boosting", "logistic_regression"],
            MaxTrials = 2,
        });
        var run = await silo.EndsAsync("run_l");
        Assert.Equal((RunStatus.Completed, 1, 1, "logistic_regression"), (run.State, run.FinishedTrials, run.FailedTrials, run.BestTrainer));
        Assert.Empty(run.LostCalls);
        var failed = (await silo.Run("run_l").TrialsAsync()).Value.Single(trial => trial.Failure is not null);
        Assert.Equal("gradient_boosting", failed.Trainer);
        Assert.StartsWith("Needs about ", failed.Failure, StringComparison.Ordinal);
        Assert.Equal((null, null), (failed.Memory!.AllocatedBytes, failed.Memory.PeakBytes)); // it was not begun
        Assert.InRange(failed.Memory.PredictedBytes, 5L << 20, 1L << 30);
    }

    /// <summary>A pool of a machine with little memory.</summary>
    private sealed class NarrowPool(ITrainingPool real, long limit) : ITrainingPool
    {
        public int Slots => real.Slots;

        public Task<T> RunAsync<T>(long predictedBytes, Func<CancellationToken, T> work, CancellationToken cancel) =>
            predictedBytes > limit ? throw new TrainingMemoryException(predictedBytes, limit) : real.RunAsync(predictedBytes, work, cancel);
    }
}
