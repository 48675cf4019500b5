namespace Kolosal.Compliance.Controls;

/// <summary>Q04: every package that may serve is signed, whole and unchanged.</summary>
internal sealed class PackageVerified() : RecordQuery(
    "Q04", "package", "Package signature and hash verify", TimeSpan.FromHours(24),
    "Suspend the model, raise a sev1 security incident and restore the package from a backup.", "Models")
{
    public override bool IsRedAtOnce => true;

    protected override Judgement Ask(WorkspaceFacts facts) => Each(
        "no version may serve",
        from model in facts.Models from version in model.Versions where version.IsServable select (Model: model, Version: version),
        PathOf, served => Wrong(served.Version));

    private static IEnumerable<string> Wrong(VersionFact version) => version.Package is not { } package
        ? ["Its package could not be checked."]
        : package.Verified ? []
        : package.Faults.IsEmpty ? ["Its package does not verify."] : package.Faults.Select(fault => $"Its package fails {fault}.");
}
