using System.Globalization;

namespace Kolosal.Models;

/// <summary>A version of a model under the names of the trust fabric.</summary>
/// <param name="Id"><c>name:3</c>.</param>
/// <param name="Name">The model's name.</param>
/// <param name="Version">The version's number.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="AllowedStatuses">What may follow.</param>
/// <param name="PackageSha256">What it is; empty for a draft.</param>
/// <param name="Author">Who made it.</param>
/// <param name="Trainer">The algorithm; empty when unknown.</param>
/// <param name="Task">What it does; empty for a draft.</param>
/// <param name="DatasetId">What it learnt from; empty for a draft.</param>
/// <param name="RunId">The run that made it, or is to; empty when none.</param>
/// <param name="PrimaryMetric">What it was selected by; empty for a draft.</param>
/// <param name="Score">Its held-out score in that metric; null when there is none.</param>
/// <param name="CreatedAt">When it was recorded.</param>
internal sealed record ModelOpsModel(
    string Id, string Name, int Version, ModelStatus Status, ImmutableArray<ModelStatus> AllowedStatuses, string PackageSha256, string Author,
    string Trainer, string Task, string DatasetId, string RunId, string PrimaryMetric, double? Score, DateTimeOffset CreatedAt)
{
    public static ModelOpsModel Of(VersionListing version) => new(
        string.Create(CultureInfo.InvariantCulture, $"{version.Model}:{version.Number}"), version.Model, version.Number, version.Status,
        ModelLifecycle.Table.After(version.Status), version.PackageSha256, version.Author, version.Trainer, version.Task, version.DatasetId,
        version.RunId, version.PrimaryMetric, version.Score, version.RegisteredAt);

    public static ModelOpsModel Of(string model, VersionSummary version) => Of(new VersionListing(
        model, version.Number, version.Status, version.PackageSha256, version.Author, version.Trainer, version.Task, version.DatasetId, version.RunId,
        version.PrimaryMetric, version.Score, version.RegisteredAt));

    /// <summary>The version that an id means; of a bare name the active one.</summary>
    public static Result<VersionSummary> Find(ModelReport model, ModelId id)
    {
        int? number = id.Number
            ?? (id.Alias is null or "champion" ? model.Active : model.Aliases.TryGetValue(id.Alias, out int aliased) ? aliased : null);
        if (number is { } named && named >= 1 && named <= model.Versions.Length) return model.Versions[named - 1];
        return id.Reference is null ? Refusal.Conflict("models.nothing-active", $"Model '{id.Name}' has no active version; name one as {id.Name}:1.")
            : Refusal.NotFound("models.no-such-version",
                $"Model '{id.Name}' has no such version; GET /api/models/{id.Name}/versions lists those it has.");
    }
}
