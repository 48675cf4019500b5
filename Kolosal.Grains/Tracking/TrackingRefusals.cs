namespace Kolosal.Tracking;

/// <summary>The refusals of this feature.</summary>
internal static class TrackingRefusals
{
    public static Refusal NoExperiment(string id) => Refusal.NotFound(
        "tracking.experiment-not-found", $"There is no experiment '{id}' in this workspace.");

    public static Refusal ExperimentDeleted(string id) => Refusal.Conflict(
        "tracking.experiment-deleted", $"The experiment '{id}' is deleted; restore it first, or take another.");

    public static Refusal ExperimentTaken(string name) => Refusal.Conflict(
        "tracking.experiment-taken", $"There is an experiment '{name}' already, perhaps a deleted one: take another name, or restore or rename it.");

    public static Refusal ModelTaken(string name) => Refusal.Conflict(
        "tracking.model-taken", $"There is a registered model '{name}' already; take another name.");

    public static Refusal NoRun(string id) => Refusal.NotFound("tracking.run-not-found", $"There is no tracked run '{id}' in this workspace.");

    public static Refusal RunDeleted(string id) => Refusal.Conflict(
        "tracking.run-deleted", $"The run '{id}' is deleted and takes no records; restore it first.");

    public static Refusal NoModel(string name) => Refusal.NotFound(
        "tracking.model-not-found", $"There is no registered model '{name}' in this workspace.");

    public static Refusal NoVersion(string name, int number) => Refusal.NotFound(
        "tracking.version-not-found", $"The registered model '{name}' has no version {number}.");

    public static Refusal NoAlias(string name, string alias) => Refusal.NotFound(
        "tracking.alias-not-found", $"The registered model '{name}' has no alias '{alias}'.");

    public static Refusal NoArtifact(string path) => Refusal.NotFound("tracking.artifact-not-found", $"The run has no artifact '{path}'.");

    public static Refusal Bad(string message, string path = "$") => new(
        RefusalKind.Invalid, "tracking.bad-value", message, ImmutableDictionary<string, string>.Empty.Add(path, message));

    public static Refusal Full(string code, string message) => new(RefusalKind.Unprocessable, code, message);
}
