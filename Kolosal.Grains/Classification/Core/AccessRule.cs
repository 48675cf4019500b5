namespace Kolosal.Classification;

/// <summary>Which roles may read rows and export.</summary>
public static class AccessRule
{
    private static readonly string[] OfRestricted = ["admin", "data_owner"];

    /// <summary>The roles that hold: those declared, else the default of what is restricted; empty for every role.</summary>
    public static IReadOnlyList<string> Roles(IReadOnlyList<string> declared, bool restricted) =>
        declared.Count > 0 ? declared : restricted ? OfRestricted : [];

    /// <summary>Whether any of the caller's roles is among those that hold.</summary>
    public static bool Grants(IReadOnlyList<string> roles, IEnumerable<string> caller) => roles.Count == 0 || caller.Any(roles.Contains);
}
