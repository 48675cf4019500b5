using Kolosal.Datasets;
using Kolosal.Learning;

namespace Kolosal.Experiments;

/// <summary>A plan, and what it has to say for itself.</summary>
internal sealed record PlannedRun(RunPlan Plan, ImmutableArray<string> Notes);

/// <summary>Makes a run's plan from its data, on the training pool; what the planner throws is refused here.</summary>
internal sealed class RunPlanning(ITrainingPool pool, FrameCache frames)
{
    /// <returns>The plan, and what readers of the run should know of its data.</returns>
    public async Task<Result<PlannedRun>> PlanAsync(RunRequest request, DatasetContent data)
    {
        try
        {
            ModelNames.Check(request.ModelName);
            var table = await frames.GetAsync(data, CancellationToken.None);
            return await pool.RunAsync(0, _ =>
            {
                var plan = RunPlanner.Plan(request.ToOptions(), table, data.FavourableLabel);
                return new PlannedRun(plan, PlanNotes.Of(plan, table));
            }, CancellationToken.None);
        }
        catch (TrainingException cannot)
        {
            return Refusal.Unprocessable("experiments.cannot-learn", cannot.Message);
        }
        catch (RunOptionException meaningless)
        {
            return new Refusal(RefusalKind.Invalid, "experiments.bad-option", meaningless.Message,
                ImmutableDictionary<string, string>.Empty.Add($"$.{meaningless.Option}", meaningless.Message));
        }
    }
}
