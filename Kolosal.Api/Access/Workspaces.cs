namespace Kolosal.Access;

/// <summary>Names of workspaces as they come from outside.</summary>
internal static class Workspaces
{
    /// <summary>The workspace of the first admin key.</summary>
    public const string Default = "default";

    /// <summary>1 to 64 of a–z, 0–9, _ and -, and not the one that belongs to the installation.</summary>
    public static bool IsName(string text) =>
        text is { Length: > 0 and <= 64 } && text != ResourceKey.System && !text.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789_-");
}
