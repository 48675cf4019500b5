using System.Text.Json;
using Kolosal.Learning.Search;
using Kolosal.Storage;

namespace Kolosal.Experiments;

/// <summary>What earlier runs of a workspace found on tables like a new run's. The list says which runs there are; what they found is asked of
/// themselves.</summary>
internal static class EarlierRuns
{
    /// <summary>The latest so many are looked at: what matters is among them, or has been tried again since.</summary>
    private const int MostLookedAt = 500;

    /// <summary>A run that compared fewer says nothing of what is good.</summary>
    private const int LeastTrials = 5;

    /// <summary>The nearest completed runs of the plan's task, with their trials on the highest rung.</summary>
    /// <param name="catalogue">Of runs.</param>
    /// <param name="grains">To ask them.</param>
    /// <param name="workspace">The new run's own; no other is looked into.</param>
    /// <param name="plan">The new run's plan.</param>
    public static async Task<ImmutableArray<EarlierRun>> FindAsync(ICatalogue catalogue, IGrainFactory grains, string workspace, RunPlan plan)
    {
        if (plan.Shape is not { } shape) return [];
        string task = WireJson.Word(plan.Problem.Task);
        var page = await catalogue.QueryAsync(new(workspace, CatalogueKinds.Run,
            [new("state", FilterOperator.Equal, WireJson.Word(RunStatus.Completed)), new("task", FilterOperator.Equal, task)], Limit: MostLookedAt),
            CancellationToken.None);
        var near = WarmStart.Nearest(shape, page.Items.Select(entry => (entry.Id, Shape: ShapeOf(entry))).Where(run => run.Shape is not null),
            run => run.Shape!, run => run.Id);
        var found = ImmutableArray.CreateBuilder<EarlierRun>();
        foreach (var (id, itsShape) in near)
        {
            var board = await grains.Run(new ResourceKey(workspace, id)).LeaderboardAsync();
            if (!board.Accepted || board.Value.Entries.IsEmpty) continue; // its record is gone, and the list not yet told
            int top = board.Value.Entries[0].Rung;
            found.Add(new(id, itsShape!, plan.Problem.Task, [.. board.Value.Entries.Where(e => e.Rung == top).Select(e => new EarlierTrial(
                e.Trainer, TrialSpec.ParseParameters(e.Parameters), board.Value.HigherIsBetter ? -e.Outcome.Score : e.Outcome.Score))]));
        }
        return found.ToImmutable();
    }

    /// <summary>Null where the entry is of a run of old, which kept none, or of one that compared too little.</summary>
    private static DataShape? ShapeOf(CatalogueEntry entry)
    {
        using var document = JsonDocument.Parse(entry.Document);
        var run = document.RootElement;
        if (!run.TryGetProperty("finished_trials", out var trials) || trials.GetInt32() < LeastTrials) return null;
        return run.TryGetProperty("shape", out var shape) && shape.ValueKind == JsonValueKind.Object
            ? shape.Deserialize<TableShape>(WireJson.Options)!.ToShape() : null;
    }
}
