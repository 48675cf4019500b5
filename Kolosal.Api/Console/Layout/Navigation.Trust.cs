using MudBlazor;

namespace Kolosal.WebConsole.Layout;

internal static partial class Navigation
{
    private static NavigationGroup Trust => new("Trust",
    [
        new("Trust overview", "trust", Icons.Material.Outlined.VerifiedUser, "access.read"),
        new("Security events", "security-events", Icons.Material.Outlined.Shield, "incidents.read"),
        new("Compliance", "compliance", Icons.Material.Outlined.Gavel, "compliance.read"),
        new("Evidence", "compliance/evidence", Icons.Material.Outlined.FactCheck, "compliance.read"),
        new("Registers", "registers", Icons.Material.Outlined.LibraryBooks, "compliance.read"),
        new("Audit", "audit", Icons.Material.Outlined.ReceiptLong, "audit.read"),
        new("Lineage", "lineage", Icons.Material.Outlined.Share, "data.read"),
        new("Golden sets", "golden-sets", Icons.Material.Outlined.Stars, "quality.read"),
        new("Regression tests", "regression-tests", Icons.Material.Outlined.Checklist, "quality.read"),
        new("Referrals", "referrals", Icons.Material.Outlined.PersonSearch, "review.read"),
        new("Access", "access", Icons.Material.Outlined.Key, "access.read"),
        new("Privacy", "privacy", Icons.Material.Outlined.PrivacyTip, "privacy.read"),
        new("Backups", "backups", Icons.Material.Outlined.Backup, "backup.read"),
        new("Chaos tests", "chaos", Icons.Material.Outlined.Bolt, "backup.read"),
    ]);
}
