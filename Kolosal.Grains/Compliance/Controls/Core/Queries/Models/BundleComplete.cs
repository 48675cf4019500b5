namespace Kolosal.Compliance.Controls;

/// <summary>Q02: what was shown when a version was put into service is whole, unchanged and of the same package.</summary>
internal sealed class BundleComplete() : RecordQuery(
    "Q02", "bundle", "Evidence bundle complete", TimeSpan.FromHours(24),
    "Block further promotions of the model, validate it again with POST /api/models/{model_id}/validate, and promote on the new bundle.",
    "Models", "Quality")
{
    private static readonly string[] Items = ["metric", "calibration", "test_drift", "golden_set", "card"];

    protected override string NotJudged => "acceptance thresholds dated before the run, and the impact assessment, which the bundle does not name";

    protected override Judgement Ask(WorkspaceFacts facts) =>
        Each("no model is in service", Champions(facts), PathOf, served => Wrong(served.Model, served.Version));

    private static IEnumerable<string> Wrong(ModelFact model, VersionFact version)
    {
        var promotion = model.Decisions.LastOrDefault(decision =>
            decision.Version == version.Number && decision is { Action: "promote", To: "active" });
        if (promotion?.Evidence is not { } shown)
        {
            yield return "The decision that made it active carries no evidence.";
            yield break;
        }

        if (!promotion.EvidenceHolds) yield return "The stored bundle does not have the stored hash.";
        foreach (string item in version.ProtectedInputs.IsEmpty ? Items : [.. Items, "fairness"])
            if (shown.GetValueOrDefault(item) is not ("passed" or "not_applicable")) yield return $"The bundle has no passed {item}.";
        if (version.Validation is not { Passed: true } validation) yield return "Its last validation did not pass.";
        else if (validation.PackageSha256 != version.PackageSha256) yield return "Its validation is of another package.";
        foreach (var evidence in version.Evidence.Where(evidence => evidence.Sha256.Length != 64))
            yield return $"The {evidence.Kind} report has no hash.";
    }
}
