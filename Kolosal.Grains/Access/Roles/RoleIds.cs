namespace Kolosal.Access;

/// <summary>Ids of a workspace's own roles: <c>rol_</c> and the name that keys and tokens state.</summary>
public static class RoleIds
{
    public const string Prefix = "rol_";

    public const int LongestName = 60;

    public static string Of(string name) => Prefix + name;

    public static string NameOf(string id) => id.StartsWith(Prefix, StringComparison.Ordinal) ? id[Prefix.Length..] : id;

    /// <summary>Whether a role could be called so: 1 to 60 of a–z, 0–9, _ and -.</summary>
    public static bool IsName(string? text) => text is { Length: > 0 and <= LongestName }
        && !text.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789_-");
}
