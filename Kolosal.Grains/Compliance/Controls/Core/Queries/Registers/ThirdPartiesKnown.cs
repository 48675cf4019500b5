namespace Kolosal.Compliance.Controls;

/// <summary>Q10: whatever comes from outside has a supplier who was assessed, terms, and the hash of what came.</summary>
internal sealed class ThirdPartiesKnown() : RegisterQuery(
    "Q10", "thirdparty", "Third-party models, data and libraries known", TimeSpan.FromDays(365),
    "Record and assess the supplier with POST /api/compliance/suppliers; until then the item is not promoted.", "Models", "Datasets", "Compliance")
{
    public override Judgement Judge(WorkspaceFacts facts)
    {
        var registers = facts.Registers;
        var limit = TimeSpan.FromDays(registers.Parameters.SupplierDays);
        var assessed = registers.Suppliers.Where(supplier => IsApproved(supplier.Status) && !IsOlder(facts, supplier.AssessedAt, limit))
            .SelectMany(supplier => supplier.Items).ToHashSet(StringComparer.Ordinal);
        var bill = facts.Outside.BillsOfMaterials is [.., var last] ? last : null;
        var items = registers.Imports.Select(item => (item.Path, Faults: Wrong(item, assessed, registers.Parameters)))
            .Concat(bill is null ? [] : new[] { (Path: $"sbom/{bill.EvidenceId}", Faults: Wrong(bill)) });
        return Each("nothing came from outside, and no bill of materials was handed in", items, item => item.Path, item => item.Faults);
    }

    private static IEnumerable<string> Wrong(ImportedFact item, HashSet<string> assessed, RegisterParameters limits)
    {
        if (!assessed.Contains(item.Path)) yield return $"No supplier of it was assessed within {limits.SupplierDays} days.";
        if (!item.HasHash) yield return "The hash of what came is not recorded.";
        if (!item.WasValidated) yield return "It was not measured on rows of ours.";
    }

    private static IEnumerable<string> Wrong(BillOfMaterialsFact bill)
    {
        foreach (string component in bill.Unlicensed) yield return $"{component} has no licence.";
        foreach (string component in bill.Unhashed) yield return $"{component} has no hash.";
    }
}
