namespace Kolosal;

/// <summary>The key of a grain that belongs to a workspace, written <c>workspace/id</c>.</summary>
/// <remarks>
/// Every grain key of the product has this form. The slash keeps a key from being read as a hexadecimal number, which some
/// storage providers fold together, and the part before it is what the access filter compares with the caller's workspace.
/// </remarks>
/// <param name="Workspace">1 to 48 of <c>a-z 0-9 -</c>; <c>system</c> is reserved for what belongs to no workspace.</param>
/// <param name="Id">The resource's own identifier; may itself contain slashes.</param>
public readonly record struct ResourceKey(string Workspace, string Id)
{
    /// <summary>The workspace of what belongs to the installation as a whole; no principal is ever in it.</summary>
    public const string System = "system";

    /// <exception cref="FormatException">There is no slash, or nothing before or after it.</exception>
    public static ResourceKey Parse(string key)
    {
        int slash = key.IndexOf('/');
        return slash > 0 && slash < key.Length - 1
            ? new(key[..slash], key[(slash + 1)..])
            : throw new FormatException($"Need a key of the form workspace/id, got '{key}'.");
    }

    public override string ToString() => $"{Workspace}/{Id}";
}
