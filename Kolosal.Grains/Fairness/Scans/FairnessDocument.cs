using Kolosal.Models;

namespace Kolosal.Fairness;

/// <summary>What is known of one version's fairness.</summary>
/// <param name="ModelId">The model's name.</param>
/// <param name="Version">The version.</param>
/// <param name="Evaluation">On the rows that were held out when it was made; null where nothing was declared to compare, or it was made elsewhere.
/// </param>
/// <param name="Live">The model's monitor; null before the first request, and where it counts another version.</param>
/// <param name="Hints">What could be tried about what fails.</param>
public sealed record FairnessDocument(
    string ModelId, int Version, VersionFairness? Evaluation, FairnessMonitor? Live, ImmutableArray<MitigationHint> Hints)
{
    /// <summary>Windows of decisions that the monitor closed.</summary>
    public long Windows => Live?.Windows ?? 0;

    /// <summary>The monitor's last report on decisions; null before the first.</summary>
    public FairnessReport? Last => Live?.Last;

    /// <summary>Reads it together.</summary>
    /// <param name="grains">Where to.</param>
    /// <param name="model">The model.</param>
    /// <param name="version">The version's number; null for the active one, or the newest where none is.</param>
    /// <returns>Refused as the model refuses, with <c>models.no-such-version</c>, and, when nothing is known, as the monitor refuses.</returns>
    public static async Task<Result<FairnessDocument>> ReadAsync(IGrainFactory grains, ModelKey model, int? version)
    {
        var known = await grains.Model(model).GetAsync();
        if (!known.Accepted) return known.Refusal;
        int number = version ?? known.Value.Active ?? known.Value.Versions.LastOrDefault()?.Number ?? 0;
        if (known.Value.Versions.All(v => v.Number != number))
            return Refusal.NotFound("models.no-such-version", $"'{model.Name}' has no version {number}.");
        var evaluation = await grains.VersionFairness(model.Version(number)).GetAsync();
        var monitor = await grains.FairnessMonitor(model).GetAsync();
        var live = monitor.Accepted && (monitor.Value.Version == number || monitor.Value.Version == 0) ? monitor.Value : null;
        if (!evaluation.Accepted && live is null) return monitor.Accepted ? evaluation.Refusal : monitor.Refusal;
        var found = evaluation.Accepted ? evaluation.Value : null;
        return new FairnessDocument(model.Name, number, found, live, MitigationHint.Of(found, live));
    }
}
