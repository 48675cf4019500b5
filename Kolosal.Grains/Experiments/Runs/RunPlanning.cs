using Kolosal.Datasets;
using Kolosal.Learning;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>A plan, and what it has to say for itself.</summary>
internal sealed record PlannedRun(RunPlan Plan, ImmutableArray<string> Notes);

/// <summary>Makes a run's plan from its data; what the planner throws is refused here. Safe for any number of callers.</summary>
/// <remarks>
/// On threads of its own: a caller waits for the plan, and the training pool may be busy with long fits for as long as they take. Two at a
/// time, since a plan of many rows takes a processor for a second.
/// </remarks>
internal sealed class RunPlanning(FrameCache frames)
{
    private readonly SemaphoreSlim places = new(2);

    /// <returns>The plan, and what readers of the run should know of its data.</returns>
    public async Task<Result<PlannedRun>> PlanAsync(RunRequest request, DatasetContent data)
    {
        try
        {
            ModelNames.Check(request.ModelName);
            var table = await frames.GetAsync(data, CancellationToken.None);
            await places.WaitAsync();
            try
            {
                return await Task.Factory.StartNew(
                    () => Plan(request, data, table), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            finally
            {
                places.Release();
            }
        }
        catch (TrainingException cannot)
        {
            return Refusal.Unprocessable("experiments.cannot-learn", cannot.Message);
        }
        catch (RunOptionException meaningless)
        {
            return new Refusal(
                meaningless.Understood ? RefusalKind.Unprocessable : RefusalKind.Invalid, "experiments.bad-option", meaningless.Message,
                ImmutableDictionary<string, string>.Empty.Add($"$.{meaningless.Option}", meaningless.Message));
        }
    }

    private static PlannedRun Plan(RunRequest request, DatasetContent data, Frame table)
    {
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal; // its thread ends with it
        var plan = RunPlanner.Plan(request.ToOptions(), table, data.FavourableLabel);
        return new PlannedRun(plan, PlanNotes.Of(plan, table));
    }
}
