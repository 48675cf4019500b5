using System.Text.Json.Serialization;
using Kolosal.Notifications;

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

    /// <summary>Who approved which version.</summary>
    [Id(20)] public List<VersionApproval> Approvals { get; set; } = [];

    /// <summary>When versions retire by themselves, by number.</summary>
    [Id(21)] public Dictionary<int, DateTimeOffset> Sunsets { get; set; } = [];

    /// <summary>Who may set which alias, and onto what.</summary>
    [Id(22)] public Dictionary<string, AliasRule> AliasRules { get; set; } = [];

    [Id(23)] public DateTimeOffset? ArchivedAt { get; set; }

    /// <summary>What was declared of versions that have, or had, no package, by number.</summary>
    [Id(24)] public Dictionary<int, ModelDraft> Drafts { get; set; } = [];

    /// <summary>Drafts by the command that made them.</summary>
    [Id(25)] public Dictionary<string, int> DraftCommands { get; set; } = [];

    /// <summary>News that the notification desk does not have yet.</summary>
    [Id(26)] public List<NotificationEvent> Untold { get; set; } = [];

    /// <summary>Every step of every version, oldest first; never edited. Those of earlier programs are not among them.</summary>
    [Id(27)] public List<StatusStep> Steps { get; set; } = [];

    /// <summary>Drafts whose version grain has not yet confirmed that it lists them.</summary>
    [Id(29)] public HashSet<int> Undrafted { get; set; } = [];

    /// <summary>When the packages of retired versions are deleted; null while nothing waits for that.</summary>
    [Id(28)] public DateTimeOffset? PurgeAt { get; set; }

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
        Steps.Add(new(at, number, null, ModelStatus.Evaluating, "register", registration.Author, ""));
        Deleted = false;
        PurgeAt = null;
        return number;
    }

    /// <summary>The version that waits for what this run makes.</summary>
    public int? DraftOf(string runId) => Versions.Find(version => version.Status is ModelStatus.Draft or ModelStatus.Training
        && Drafts.TryGetValue(version.Number, out var draft) && draft.RunId is { } run && run == runId)?.Number;

    /// <summary>Gives a draft its package.</summary>
    public int Fill(int number, VersionRegistration registration, string by, DateTimeOffset at)
    {
        var evaluation = registration.Evaluation;
        Versions[number - 1] = new(number, Versions[number - 1].Status, registration.PackageSha256, registration.Author, registration.Trainer,
            registration.Task, registration.DatasetId, registration.RunId, evaluation.PrimaryMetric,
            evaluation.Scores.FirstOrDefault(found => found.Metric == evaluation.PrimaryMetric)?.Value, at, Validation: null);
        Packages[number] = registration.Package;
        Unkept[number] = registration;
        Move(number, ModelStatus.Evaluating, new("register", by, "", at));
        return number;
    }

    /// <summary>Records a version without a package.</summary>
    public int Add(string commandId, ModelDraft draft, DateTimeOffset at)
    {
        int number = Versions.Count + 1;
        Versions.Add(new(number, ModelStatus.Draft, "", draft.Author, draft.Framework ?? "", "", "", draft.RunId ?? "", "", null,
            at, Validation: null));
        Drafts[number] = draft;
        DraftCommands[commandId] = number;
        Undrafted.Add(number);
        Steps.Add(new(at, number, null, ModelStatus.Draft, "draft", draft.Author, draft.Description));
        Deleted = false;
        PurgeAt = null;
        return number;
    }

    /// <param name="number">The version.</param>
    /// <param name="to">Its status from now on.</param>
    /// <param name="reason">What stands in the history; null for what keeps none.</param>
    public void Move(int number, ModelStatus to, StepReason? reason = null)
    {
        if (reason is not null)
            Steps.Add(new(reason.At, number, Versions[number - 1].Status, to, reason.Action, reason.By, reason.Note));
        Versions[number - 1] = Versions[number - 1] with { Status = to };
        if (to == ModelStatus.Retired) Sunsets.Remove(number);
        Unmirrored.Add(number);
    }

    /// <returns>False when it is so already.</returns>
    public bool Guard(string alias, AliasRule? rule)
    {
        if (rule is null) return AliasRules.Remove(alias);
        if (AliasRules.TryGetValue(alias, out var present)
            && present.Roles.SequenceEqual(rule.Roles) && present.Statuses.SequenceEqual(rule.Statuses)) return false;
        AliasRules[alias] = rule;
        return true;
    }

    /// <summary>Retires every version and takes the model from view; decisions and numbers stay.</summary>
    public void Delete(string by, DateTimeOffset at)
    {
        foreach (var version in Versions.ToArray())
            if (version.Status != ModelStatus.Retired) Move(version.Number, ModelStatus.Retired, new("delete", by, "", at));
        ArchivedAt = null;
        Aliases.Clear();
        Frozen.Clear();
        Suspended = null;
        Deleted = true;
        Decide("delete", 0, null, null, "", by, at);
    }

    public void Informed()
    {
        Unkept.Clear();
        Undrafted.Clear();
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
