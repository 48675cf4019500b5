using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kolosal.Models;
using Kolosal.Storage;

namespace Kolosal.Fairness;

/// <remarks>Keeps <see cref="VersionFairnessState"/>; listed as <c>version_fairness</c>. Calls the audit trail, and leaves its verdict
/// with the version.</remarks>
internal sealed class VersionFairnessGrain(
    [PersistentState("version-fairness")] IPersistentState<VersionFairnessState> storage, ICatalogue catalogue, TimeProvider clock)
    : RecordGrain<VersionFairnessState>(storage, catalogue, clock), IVersionFairnessGrain
{
    protected override string CatalogueKind => CatalogueKinds.VersionFairness;

    private VersionKey Version => VersionKey.Parse(this.GetPrimaryKeyString());

    public async Task<Result<VersionFairness>> KeepAsync(VersionFairness evaluation)
    {
        // The time is not part of what was found: a repeat comes later and says the same.
        if (State.Evaluation is { } kept && Same(kept, evaluation))
        {
            await LeaveEvidenceAsync(kept);
            return kept;
        }

        State.Evaluation = evaluation;
        await CommitAsync("fairness.evaluate-version", $"models/{Version.Name}:{Version.Number}", Version.Name, JsonSerializer.Serialize(new
        {
            rows = evaluation.Rows,
            source = evaluation.Source,
            unfair = evaluation.Unfair,
        }));
        await LeaveEvidenceAsync(evaluation);
        return evaluation;
    }

    public Task<Result<VersionFairness>> GetAsync() => Task.FromResult<Result<VersionFairness>>(State.Evaluation is { } evaluation ? evaluation
        : Refusal.NotFound("fairness.not-evaluated", $"Version {Version.Number} of '{Version.Name}' has no evaluation of fairness: the dataset "
            + "declared no protected attribute or no favourable label, or it was made elsewhere. Ask for one with POST /api/fairness/evaluate."));

    /// <summary>Leaves the verdict with the version, which promotions and cards read; a repeat after a crash is recognised there.</summary>
    private async Task LeaveEvidenceAsync(VersionFairness evaluation)
    {
        string[] failing = [.. evaluation.Partitions.Where(partition => partition.Unfair).Select(partition => partition.Attribute)];
        string reason = failing.Length == 0 ? $"No measure fails over {evaluation.Partitions.Length} partitions of {evaluation.Rows} rows."
            : $"Measures fail over {string.Join(", ", failing.Take(10))}, on {evaluation.Rows} rows.";
        string text = JsonSerializer.Serialize(evaluation with { At = default }, WireJson.Options);
        await GrainFactory.ModelVersion(Version).RecordEvidenceAsync(new(EvidenceKinds.Fairness, !evaluation.Unfair,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), JsonSerializer.Serialize(new
            {
                rows = evaluation.Rows,
                source = evaluation.Source,
                favourable_class = evaluation.FavourableClass,
                partitions = evaluation.Partitions.Length,
                failing = failing.Take(20),
            }), evaluation.At, reason));
    }

    /// <summary>Without the groups: lists say what failed, the record says where.</summary>
    protected override object? Describe() => State.Evaluation is not { } found ? null : found with
    {
        Partitions = [.. found.Partitions.Select(partition => partition with { Groups = [], Attribution = [] })],
    };

    private static bool Same(VersionFairness one, VersionFairness other) =>
        JsonSerializer.Serialize(one with { At = default }) == JsonSerializer.Serialize(other with { At = default });
}
