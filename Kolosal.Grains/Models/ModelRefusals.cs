namespace Kolosal.Models;

/// <summary>What this feature refuses, in one place so that the codes stay stable.</summary>
internal static class ModelRefusals
{
    public static Refusal NotFound(string model) => ModelId.NotFound(model);

    public static Refusal MalformedName(string name) => ModelId.MalformedName(name);

    public static Refusal NoSuchVersion(string model, int version) =>
        Refusal.NotFound("models.no-such-version", $"Model '{model}' has no version {version}; GET /api/models/{model}/versions lists those it has.");

    public static Refusal NoSuchAlias(string model, string alias) =>
        Refusal.NotFound("models.no-such-alias", $"Model '{model}' has no alias '{alias}'; set it with PUT /api/models/{model}/aliases/{alias}.");

    public static Refusal MalformedReference(string reference) =>
        Refusal.Invalid("models.malformed-reference", $"Need a version number or @alias behind the model's name, got '{reference}'.");

    public static Refusal NothingActive(string model) =>
        Refusal.Conflict("models.nothing-active", $"Model '{model}' has no active version; promote one, or name a version as {model}:1.");

    public static Refusal NotApproved(string model, int version) =>
        Refusal.Conflict(
            "models.not-approved", $"Version {version} of '{model}' was not approved and does not serve; validate and promote it first.");

    public static Refusal Retired(string model, int version) =>
        new(RefusalKind.Gone, "models.retired", $"Version {version} of '{model}' was retired; ask for the active version by '{model}'.");

    public static Refusal Suspended(string model, string reason) =>
        new(RefusalKind.Busy, "models.suspended", $"Model '{model}' is suspended: {reason}");

    public static Refusal PromotionFrozen(string model, IReadOnlyDictionary<string, string> reasons) =>
        Refusal.Conflict(
            "models.promotion-frozen", $"No version of '{model}' becomes active while its error budget is gone. "
                + $"{string.Join(' ', reasons.OrderBy(reason => reason.Key, StringComparer.Ordinal).Select(reason => reason.Value))} "
                + "It is lifted when the budget recovers, or when the objective is defined anew; a rollback is possible.");

    public static Refusal NoPreviousChampion(string model) =>
        Refusal.Conflict(
            "models.no-previous-champion", $"Model '{model}' has no earlier champion that could serve again; promote a version instead.");

    public static Refusal StillActive(string model, int version) =>
        Refusal.Conflict("models.active", $"Version {version} of '{model}' is active; deprecate it first.");

    public static Refusal StageNeeded(ModelStatus stage) =>
        Refusal.Invalid("models.no-such-stage", $"A version is promoted to 'staging' or 'active', got '{WireJson.Word(stage)}'.");

    public static Refusal VersionNeeded(string model) =>
        // The active version is no sensible default for a promotion.
        Refusal.Unprocessable("models.version-needed", $"Say which version: POST /api/models/{model}:2/promote, or \"version\" in the body.");

    public static Refusal Archived(string model) =>
        new(RefusalKind.Gone, "models.archived", $"Model '{model}' is archived; POST /api/models/{model}/unarchive brings it back.");

    public static Refusal NoPackage(string model, VersionSummary version) =>
        Refusal.Conflict("models.no-package", $"Version {version.Number} of '{model}' is '{WireJson.Word(version.Status)}' and has no package yet; "
            + (version.RunId.Length > 0 ? $"run {version.RunId} is to make it." : "train or import one under this name."));

    public static Refusal ApproverIsAuthor() => new(RefusalKind.Forbidden, PromotionGate.ApproverIsAuthor,
        "A version must be approved by somebody other than its author; ask a colleague.");

    public static Refusal PolicyChanged(int version) => Refusal.Conflict("models.policy-changed",
        $"Version {version} was last validated under another promotion policy than the one that holds now; validate it again.");

    public static Refusal EvidenceBars(int version, IEnumerable<ValidationItem> items) => Refusal.Conflict("models.evidence-bars",
        $"Version {version} cannot be promoted. {string.Join(' ', items.Select(item => $"{item.Name}: {item.Reason}"))}");

    public static Refusal ApprovalsMissing(ValidationItem approvals) => Refusal.Conflict("models.approvals-missing", approvals.Reason);

    public static Refusal MalformedSunset() =>
        Refusal.Invalid("models.malformed-sunset", "A retirement date lies in the future, at most 50 years from now; null takes it back.");

    public static Refusal NoteNeeded(string what) =>
        Refusal.Invalid("models.note-needed", $"A {what} needs a note of 1 to 2,000 characters that says why.");

    public static Refusal MalformedAlias(string alias) =>
        Refusal.Invalid("models.malformed-alias",
            $"An alias is 1 to 64 of a-z, 0-9, _ and -, begins with a letter, and is not 'champion' (that is the active version); got '{alias}'.");

    public static Refusal CardChanged(long revision, long ifMatch) =>
        new(RefusalKind.PreconditionFailed, "models.card-changed",
            $"The card is at revision {revision}, not {ifMatch}; read it again and repeat the change.");
}
