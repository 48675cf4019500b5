namespace Kolosal.Access;

/// <summary>Whether a narrowed role grants a permission to a call, and what a role may be narrowed by. The only place where that is
/// decided.</summary>
public static class GrantConditions
{
    internal const string Classification = "classification";

    private const string Model = "model", Alias = "alias";
    private const int MostConditions = 20, MostAllowed = 50, LongestPattern = 100;

    // From harmless to grave.
    private static readonly string[] Classes = ["public", "internal", "confidential", "restricted"];

    // Only where the call says what the condition looks at: elsewhere the condition would refuse everything.
    private static readonly Dictionary<string, string[]> Takes = new()
    {
        [Model] = ["models.write", "models.promote", "models.export", "predict.serve"],
        [Alias] = ["models.write"],
        [Classification] = ["data.rows"],
    };

    /// <summary>Whether the role grants the permission to some call.</summary>
    public static bool Grants(NarrowedGrant role, string permission) =>
        RolePermissions.Of(role.Base).Contains(permission)
        && (role.Permissions is null || role.Permissions.Contains(permission) || permission == "authenticated");

    /// <summary>The first condition that keeps the role from granting the permission to a call.</summary>
    /// <param name="role">A role that grants the permission to some call.</param>
    /// <param name="permission">The permission.</param>
    /// <param name="facts">What the call is about: attribute and value. Setting an alias is about its model, too.</param>
    /// <returns>Null when every condition on the permission holds.</returns>
    public static GrantCondition? Unmet(NarrowedGrant role, string permission, ReadOnlySpan<(string Attribute, string Value)> facts)
    {
        foreach (var condition in role.Conditions)
            if (condition.Permission == permission && !Holds(condition, facts)) return condition;
        return null;
    }

    /// <summary>What is wrong with a role's definition: JSON path and expectation, one for each fault.</summary>
    /// <param name="name">The role's name.</param>
    /// <param name="builtIn">The roles that can be narrowed.</param>
    /// <param name="role">The definition.</param>
    public static List<(string Path, string Expected)> Faults(string name, IReadOnlyCollection<string> builtIn, NarrowedGrant role)
    {
        var faults = new List<(string, string)>();
        if (builtIn.Contains(name) || name is "operator" or "system") faults.Add(("$.name", "Expected a name that no built-in role has."));
        if (!builtIn.Contains(role.Base))
        {
            faults.Add(("$.base", $"Expected one of {string.Join(", ", builtIn)}."));
            return faults;
        }

        var granted = RolePermissions.Of(role.Base);
        if (role.Permissions is { Count: 0 }) faults.Add(("$.permissions", "Expected at least one, or none given for all of the base's."));
        for (int i = 0; i < (role.Permissions?.Count ?? 0); i++)
            if (!granted.Contains(role.Permissions![i])) faults.Add(($"$.permissions[{i}]", $"Expected a permission that {role.Base} grants."));
        if (role.Conditions.Count > MostConditions) faults.Add(("$.conditions", $"Expected at most {MostConditions}."));
        for (int i = 0; i < role.Conditions.Count; i++)
            if (FaultOf(role, role.Conditions[i]) is { } fault) faults.Add(($"$.conditions[{i}]{fault.Member}", fault.Expected));
        return faults;
    }

    /// <summary>Whether a name fits a pattern, in which <c>*</c> stands for any characters, also none.</summary>
    public static bool Fits(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        int star = pattern.IndexOf('*');
        if (star < 0) return pattern.SequenceEqual(name);
        if (!name.StartsWith(pattern[..star])) return false;
        pattern = pattern[(star + 1)..];
        name = name[star..];

        // The leftmost place of each part leaves the most for those behind it; the last must end the name.
        while (pattern.IndexOf('*') is >= 0 and var next)
        {
            int found = name.IndexOf(pattern[..next]);
            if (found < 0) return false;
            pattern = pattern[(next + 1)..];
            name = name[(found + next)..];
        }

        return name.EndsWith(pattern);
    }

    private static bool Holds(GrantCondition condition, ReadOnlySpan<(string Attribute, string Value)> facts)
    {
        // An alias is set by one of the calls that write models; the others are not about any.
        bool absent = condition.Attribute == Alias;
        foreach (var (attribute, value) in facts)
        {
            if (attribute != condition.Attribute) continue;
            absent = false;
            if (condition.Attribute == Classification)
            {
                int most = Array.IndexOf(Classes, condition.Allowed[0]), found = Array.IndexOf(Classes, value);
                return found >= 0 && found <= most;
            }

            foreach (string pattern in condition.Allowed)
                if (Fits(pattern, value)) return true;
            return false;
        }

        return absent;
    }

    private static (string Member, string Expected)? FaultOf(NarrowedGrant role, GrantCondition condition)
    {
        if (!Takes.TryGetValue(condition.Attribute, out string[]? takes))
            return (".attribute", $"Expected one of {string.Join(", ", Takes.Keys)}.");
        if (!takes.Contains(condition.Permission))
            return (".permission", $"Expected one of {string.Join(", ", takes)}: those whose calls have a {condition.Attribute}.");
        if (!Grants(role, condition.Permission)) return (".permission", "Expected a permission that the role grants.");
        if (condition.Attribute == Classification)
            return condition.Allowed.Count == 1 && Classes.Contains(condition.Allowed[0]) ? null
                : (".allowed", $"Expected the one highest class of {string.Join(", ", Classes)}.");
        return condition.Allowed.Count is > 0 and <= MostAllowed
            && condition.Allowed.All(pattern => pattern is { Length: > 0 and <= LongestPattern }
                && !pattern.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-*"))
            ? null : (".allowed", $"Expected 1 to {MostAllowed} names of letters, digits, _, . and -, in which * stands for any characters.");
    }
}
