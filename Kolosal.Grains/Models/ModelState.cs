using System.Text.Json.Serialization;

namespace Kolosal.Models;

/// <summary>What a model remembers. Written before anything is acknowledged, so a crash loses nothing that was answered.</summary>
[GenerateSerializer, Alias("kolosal.model-state")]
internal sealed class ModelState : RecordState
{
    /// <summary>In number order; version n stands at n − 1.</summary>
    [Id(0)] public List<VersionSummary> Versions { get; set; } = [];

    /// <summary>Oldest first; never edited.</summary>
    [Id(1)] public List<ModelDecision> Decisions { get; set; } = [];

    [Id(2)] public Dictionary<string, int> Aliases { get; set; } = [];

    /// <summary>Why nothing serves at present; null when it does.</summary>
    [Id(3)] public string? Suspended { get; set; }

    [Id(4)] public PredictionLogging Logging { get; set; }

    [Id(5)] public long CacheEpoch { get; set; }

    /// <summary>Taken from view; a later registration brings the model back with the next number.</summary>
    [Id(6)] public bool Deleted { get; set; }

    /// <summary>Versions whose own grain has not yet been told their status.</summary>
    [Id(7)] public HashSet<int> Unmirrored { get; set; } = [];

    /// <summary>Registrations whose version grain has not yet confirmed that it keeps them, by number.</summary>
    [Id(8)] public Dictionary<int, VersionRegistration> Unkept { get; set; } = [];

    /// <summary>The stored package of each version, by number.</summary>
    [Id(9)] public Dictionary<int, BlobRef> Packages { get; set; } = [];

    /// <summary>Why no version may become active, by who keeps it so.</summary>
    [Id(10)] public Dictionary<string, string> Frozen { get; set; } = [];

    [JsonIgnore]
    public VersionSummary? Active => Versions.Find(version => version.Status == ModelStatus.Active);

    /// <summary>The last champion other than the present one that may serve again.</summary>
    [JsonIgnore]
    public VersionSummary? Previous
    {
        get
        {
            int? active = Active?.Number;
            for (int i = Decisions.Count - 1; i >= 0; i--)
                if (Decisions[i].Champion is { } champion && champion != active
                    && ModelLifecycle.Table.Allows(Versions[champion - 1].Status, ModelStatus.Active)) return Versions[champion - 1];
            return null;
        }
    }

    public VersionSummary? Find(int number) => number >= 1 && number <= Versions.Count ? Versions[number - 1] : null;

    public int Add(VersionRegistration registration, DateTimeOffset at)
    {
        int number = Versions.Count + 1;
        var evaluation = registration.Evaluation;
        double? score = evaluation.Scores.FirstOrDefault(found => found.Metric == evaluation.PrimaryMetric)?.Value;
        Versions.Add(new(number, ModelStatus.Evaluating, registration.PackageSha256, registration.Author, registration.Trainer, registration.Task,
            registration.DatasetId, registration.RunId, evaluation.PrimaryMetric, score, at, Validation: null));
        Packages[number] = registration.Package;
        Unkept[number] = registration;
        Unmirrored.Add(number);
        Deleted = false;
        return number;
    }

    public void Move(int number, ModelStatus to)
    {
        Versions[number - 1] = Versions[number - 1] with { Status = to };
        Unmirrored.Add(number);
    }

    /// <summary>Retires every version and takes the model from view; decisions and numbers stay.</summary>
    public void Delete(string by, DateTimeOffset at)
    {
        foreach (var version in Versions.ToArray())
            if (version.Status != ModelStatus.Retired) Move(version.Number, ModelStatus.Retired);
        Aliases.Clear();
        Frozen.Clear();
        Suspended = null;
        Deleted = true;
        Decide("delete", 0, null, null, "", by, at);
    }

    public void Informed()
    {
        Unkept.Clear();
        Unmirrored.Clear();
    }

    public void Keep(ValidationReport validation) =>
        Versions[validation.Version - 1] = Versions[validation.Version - 1] with { Validation = validation };

    public void Suspend(string reason, string by, DateTimeOffset at)
    {
        Suspended = reason;
        Decide("suspend", 0, null, null, reason, by, at);
    }

    public void Resume(string note, string by, DateTimeOffset at)
    {
        Suspended = null;
        Decide("resume", 0, null, null, note, by, at);
    }

    public void Decide(
        string action, int version, ModelStatus? from, ModelStatus? to, string note, string by, DateTimeOffset at,
        string? id = null, string? evidence = null, string? evidenceSha256 = null) =>
        Decisions.Add(new(id ?? $"d{Decisions.Count + 1}", at, action, version, from, to, Active?.Number, by, note, evidence, evidenceSha256));
}
