namespace Kolosal.WebConsole.Session;

/// <summary>What the sign-in's ticket holds beside the name.</summary>
internal static class ConsoleClaims
{
    /// <summary>The API key; the ticket is encrypted, and no page shows it.</summary>
    public const string Key = "key";

    public const string Workspace = "workspace";

    /// <summary>One claim another workspace that the person brought a key of, with that key.</summary>
    public const string Also = "also";

    /// <summary>One claim a permission that the roles grant and the scopes leave.</summary>
    public const string Permission = "permission";
}
