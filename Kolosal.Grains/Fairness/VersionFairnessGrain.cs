using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Fairness;

/// <remarks>Keeps <see cref="VersionFairnessState"/>; listed as <c>version_fairness</c>. Calls the audit trail alone.</remarks>
internal sealed class VersionFairnessGrain(
    [PersistentState("version-fairness")] IPersistentState<VersionFairnessState> storage, ICatalogue catalogue, TimeProvider clock)
    : RecordGrain<VersionFairnessState>(storage, catalogue, clock), IVersionFairnessGrain
{
    protected override string CatalogueKind => CatalogueKinds.VersionFairness;

    private VersionKey Version => VersionKey.Parse(this.GetPrimaryKeyString());

    public async Task<Result<VersionFairness>> KeepAsync(VersionFairness evaluation)
    {
        // The time is not part of what was found: a repeat comes later and says the same.
        if (State.Evaluation is { } kept && Same(kept, evaluation)) return kept;
        State.Evaluation = evaluation;
        await CommitAsync("fairness.evaluate-version", $"models/{Version.Name}:{Version.Number}", Version.Name, JsonSerializer.Serialize(new
        {
            rows = evaluation.Rows,
            source = evaluation.Source,
            unfair = evaluation.Unfair,
        }));
        return evaluation;
    }

    public Task<Result<VersionFairness>> GetAsync() => Task.FromResult<Result<VersionFairness>>(State.Evaluation is { } evaluation ? evaluation
        : Refusal.NotFound("fairness.not-evaluated", $"Version {Version.Number} of '{Version.Name}' has no evaluation of fairness: the dataset "
            + "declared no protected attribute or no favourable label, or it was made elsewhere. Ask for one with POST /api/fairness/evaluate."));

    /// <summary>Without the groups: lists say what failed, the record says where.</summary>
    protected override object? Describe() => State.Evaluation is not { } found ? null : found with
    {
        Partitions = [.. found.Partitions.Select(partition => partition with { Groups = [], Attribution = [] })],
    };

    private static bool Same(VersionFairness one, VersionFairness other) =>
        JsonSerializer.Serialize(one with { At = default }) == JsonSerializer.Serialize(other with { At = default });
}
