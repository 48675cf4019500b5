namespace Kolosal.Compliance.Controls;

/// <summary>Q75: whatever is in use belongs to somebody who is still here, and the roles of the management system are held.</summary>
internal sealed class OwnersNamed() : RecordQuery(
    "Q75", "roles", "Roles and owners named", TimeSpan.FromHours(24), "Name an owner within 7 days.", "Access", "Models", "Classification",
    "Compliance")
{
    private static readonly string[] Roles = ["ai_owner", "data_steward", "approver", "security_officer", "data_protection_officer"];

    public override int Version => 2;

    protected override string NotJudged => "an owner for each kind of incident; whoever is on call answers for all of them";

    protected override Judgement Ask(WorkspaceFacts facts)
    {
        var here = facts.Principals.Select(principal => principal.Id).ToHashSet(StringComparer.Ordinal);
        (string Path, string Owner)[] things =
        [
            .. InService(facts).Select(model => (model.Path, model.Champion!.Card.Owner)),
            .. DatasetsInService(facts).Select(dataset => (dataset.Path, OwnerOf(facts, dataset.Path))),
        ];
        var held = facts.Registers.Roles;
        if (things.Length == 0 && held.IsEmpty) return Judgement.EmptyUniverse("no model is in service and no role was given to anybody");
        return Judgement.Of(things.Length + Roles.Length,
        [
            .. things.SelectMany(thing => Wrong(thing.Owner, here).Select(wrong => new Offender(thing.Path, wrong))),
            .. Roles.Where(role => !held.Any(one => one.Role == role && here.Contains(one.Holder)))
                .Select(role => new Offender($"roles/{role}", "No enabled principal holds it.")),
        ]);
    }

    private static string[] Wrong(string owner, HashSet<string> here) =>
        owner.Length == 0 ? ["It has no owner."] : here.Contains(owner) ? [] : ["Its owner is no enabled principal."];

    private static string OwnerOf(WorkspaceFacts facts, string asset) =>
        facts.Classifications.FirstOrDefault(known => known.Asset == asset)?.Owner ?? "";
}
