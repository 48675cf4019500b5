using Microsoft.Extensions.Options;

namespace Kolosal.Access;

/// <summary>The admin key of workspace <c>default</c>: made on the first start and shown that once, or given by the operator.</summary>
internal sealed class FirstKey(IGrainFactory grains, IOptions<AccessOptions> options) : IHostedLifecycleService
{
    /// <summary>Its owner part: <c>kol_default.admin_…</c>.</summary>
    public const string Owner = $"{Workspaces.Default}.admin";

    private const string Id = "key_admin";

    /// <summary>Its text when this start has made it; null when one was there or the operator gave it. It cannot be had again.</summary>
    public string? Made { get; private set; }

    /// <summary>Sees to it that the key exists, once the engine runs and before the host counts as started.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var grain = grains.ApiKey(Workspaces.Default, Id);
        if (options.Value.AdminKey is { } given)
        {
            ApiKeyText.TryParse(given, out _, out var secret);
            await grain.InstallAsync(Issue(secret.ToString()), replace: true);
            return;
        }
        string fresh = ApiKeyText.NewSecret();
        if (await grain.InstallAsync(Issue(fresh), replace: false)) Made = ApiKeyText.Format(Workspaces.Default, Id, fresh);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static ApiKeyIssue Issue(string secret) => new("First admin key", null, [Role.Admin], ApiKeyText.Hash(secret), null);
}
