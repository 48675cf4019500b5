using System.Collections.Frozen;

namespace Kolosal.Access;

/// <summary>Which role grants which permission. The only place where that is decided.</summary>
public static class RolePermissions
{
    private static readonly string[] Everyone = ["authenticated"];

    private static readonly string[] DataOwner = ["data.rows", "data.read", "data.write", "privacy.read", "privacy.write", "privacy.query"];

    private static readonly string[] Trainer =
    [
        "data.rows", "data.read", "train.read", "train.run", "models.read", "models.write", "models.export", "models.promote", "predict.serve",
        "explain.read", "monitoring.read", "monitoring.write", "fairness.read", "fairness.write", "quality.read", "quality.write", "incidents.read",
        "privacy.query",
    ];

    private static readonly string[] Consumer = ["predict.serve", "explain.read"];

    // Reads what is recorded about the work, not the rows of data, and has no verb but reading.
    private static readonly string[] Auditor =
    [
        "data.read", "privacy.read", "train.read", "models.read", "monitoring.read", "fairness.read", "incidents.read", "quality.read", "audit.read",
        "compliance.read", "access.read", "backup.read",
    ];

    // Whoever approves must not have made it: nothing here writes what it decides on.
    private static readonly string[] Reviewer =
    [
        "data.read", "privacy.read", "train.read", "models.read", "models.promote", "explain.read", "monitoring.read", "fairness.read",
        "incidents.read", "quality.read", "audit.read", "compliance.read", "compliance.approve", "access.read", "review.read", "review.decide",
    ];

    private static readonly string[] AdminOnly = ["models.govern", "incidents.write", "compliance.write", "access.manage"];

    // What shows or moves the whole installation, and with it what other workspaces do: no admin of one of them has it.
    private static readonly string[] Operator = ["metrics.read", "system.read", "system.manage", "backup.read", "backup.manage", "chaos.run"];

    private static readonly FrozenDictionary<string, FrozenSet<string>> Table = new Dictionary<string, string[]>
    {
        ["admin"] = [.. Everyone, .. DataOwner, .. Trainer, .. Consumer, .. Auditor, .. Reviewer, .. AdminOnly],
        ["data_owner"] = [.. Everyone, .. DataOwner],
        ["trainer"] = [.. Everyone, .. Trainer],
        ["consumer"] = [.. Everyone, .. Consumer],
        ["auditor"] = [.. Everyone, .. Auditor],
        ["reviewer"] = [.. Everyone, .. Reviewer],
        ["operator"] = [.. Everyone, .. Operator],
    }.ToFrozenDictionary(row => row.Key, row => row.Value.ToFrozenSet());

    /// <summary>The permissions of a role; none for a role that does not exist.</summary>
    public static IReadOnlySet<string> Of(string role) => Table.TryGetValue(role, out var granted) ? granted : FrozenSet<string>.Empty;

    /// <summary>Whether any of the roles grants the permission, and the scopes leave it.</summary>
    /// <param name="roles">The roles.</param>
    /// <param name="scopes">The permissions that the caller is confined to; null for no confinement.</param>
    /// <param name="permission">The permission.</param>
    public static bool Grants(ReadOnlySpan<string> roles, ImmutableArray<string>? scopes, string permission) =>
        Grants(roles, permission) && (scopes is not { } confined || confined.Contains(permission) || Everyone.Contains(permission));

    /// <summary>Whether any of the roles grants the permission.</summary>
    public static bool Grants(ReadOnlySpan<string> roles, string permission)
    {
        foreach (string role in roles)
            if (Table.TryGetValue(role, out var granted) && granted.Contains(permission)) return true;
        return false;
    }
}
