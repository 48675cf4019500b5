using System.Globalization;

namespace Kolosal.Models;

/// <summary>The model as it was last written: what readers see while a command is still being written.</summary>
internal sealed record ModelView(
    ModelReport Report, ImmutableArray<ModelDecision> Decisions, ImmutableDictionary<int, BlobRef> Packages, long CacheEpoch,
    ModelGovernance Governance, ImmutableArray<StatusStep> Steps)
{
    public static ModelView? Of(string name, ModelState state) => !state.Exists || state.Deleted ? null
        : new(new ModelReport(name, state.Active?.Number, state.Previous?.Number, state.Suspended, state.Logging,
                state.Aliases.ToImmutableDictionary(), [.. state.Versions], state.CreatedAt, state.UpdatedAt, state.Revision,
                state.Frozen.ToImmutableDictionary()),
            [.. state.Decisions], state.Packages.ToImmutableDictionary(), state.CacheEpoch,
            new(name, [.. state.Approvals], state.Sunsets.ToImmutableDictionary(), state.AliasRules.ToImmutableDictionary(), state.ArchivedAt,
                state.Drafts.ToImmutableDictionary()),
            [.. state.Steps]);

    /// <summary>What answers a request that names this version, or the refusal.</summary>
    public Result<ServingVersion> Serving(string? reference)
    {
        var found = Find(reference);
        if (!found.Accepted) return found.Refusal;
        var version = found.Value;
        return Governance.ArchivedAt is not null ? ModelRefusals.Archived(Report.Name)
            : version.Status == ModelStatus.Retired ? ModelRefusals.Retired(Report.Name, version.Number)
            : !ModelLifecycle.Serves(version.Status) ? ModelRefusals.NotApproved(Report.Name, version.Number)
            : Report.Suspended is { } reason ? ModelRefusals.Suspended(Report.Name, reason)
            : new ServingVersion(version.Number, version.Status, Packages[version.Number], Report.Logging, CacheEpoch);
    }

    /// <summary>What lists show of the model.</summary>
    public ModelListing Listing()
    {
        var shown = Report.Active is { } active ? Report.Versions[active - 1] : Report.Versions[^1];
        return new(Report.Name, shown.Status, Report.Active, Report.Versions.Length, Report.Suspended is not null, shown.Task, shown.Trainer,
            shown.Author,
            shown.DatasetId, shown.PrimaryMetric, shown.Score, Report.CreatedAt, Report.UpdatedAt);
    }

    public ModelHistory HistoryAt(DateTimeOffset at)
    {
        ImmutableArray<ModelDecision> until = [.. Decisions.Where(decision => decision.At <= at)];
        int? champion = until.IsEmpty ? null : until[^1].Champion;
        ModelDecision? because = null;
        for (int i = until.Length - 1; i >= 0 && until[i].Champion == champion; i--) because = until[i];
        ImmutableArray<StatusStep> steps = [.. Steps.Where(step => step.At <= at)];
        var statuses = ImmutableDictionary.CreateBuilder<int, ModelStatus>();
        foreach (var step in steps) statuses[step.Version] = step.To;
        return new(at, champion, because, until, steps, statuses.ToImmutable());
    }

    /// <summary>The version that a reference means, whatever its status.</summary>
    /// <param name="reference">Null for the active version, a number (<c>3</c>), or an alias (<c>@challenger</c>).</param>
    public Result<VersionSummary> Find(string? reference)
    {
        if (reference is null or "@champion")
            return Report.Active is { } active ? Report.Versions[active - 1] : ModelRefusals.NothingActive(Report.Name);
        if (reference.StartsWith('@'))
            return Report.Aliases.TryGetValue(reference[1..], out int aliased)
                ? Report.Versions[aliased - 1] : ModelRefusals.NoSuchAlias(Report.Name, reference[1..]);
        if (!int.TryParse(reference, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            return ModelRefusals.MalformedReference(reference);
        return number >= 1 && number <= Report.Versions.Length ? Report.Versions[number - 1] : ModelRefusals.NoSuchVersion(Report.Name, number);
    }
}
