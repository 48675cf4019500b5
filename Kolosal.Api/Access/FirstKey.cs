using Microsoft.Extensions.Options;

namespace Kolosal.Access;

/// <summary>The admin key of workspace <c>default</c>: made on the first start and shown that once, or given by the operator.</summary>
internal sealed class FirstKey(IGrainFactory grains, IOptions<AccessOptions> options)
{
    /// <summary>Its owner part: <c>kol_default.admin_…</c>.</summary>
    public const string Owner = $"{Workspaces.Default}.admin";

    private const string Id = "key_admin";

    /// <summary>Sees to it that the key exists.</summary>
    /// <returns>Its text when it was made just now; null when one was there or the operator gave it. It cannot be had again.</returns>
    public async Task<string?> EnsureAsync()
    {
        var grain = grains.ApiKey(Workspaces.Default, Id);
        if (options.Value.AdminKey is { } given)
        {
            ApiKeyText.TryParse(given, out _, out var secret);
            await grain.InstallAsync(Issue(secret.ToString()), replace: true);
            return null;
        }
        string fresh = ApiKeyText.NewSecret();
        return await grain.InstallAsync(Issue(fresh), replace: false) ? ApiKeyText.Format(Workspaces.Default, Id, fresh) : null;
    }

    private static ApiKeyIssue Issue(string secret) => new("First admin key", null, [Role.Admin], ApiKeyText.Hash(secret), null);
}
