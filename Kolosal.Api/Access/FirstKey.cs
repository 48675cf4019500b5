using Microsoft.Extensions.Options;

namespace Kolosal.Access;

/// <summary>
/// The admin key of workspace <c>default</c>: made on the first start and shown that once, or given by the configuration. It is the
/// installation's operator, too; a key that is nothing else comes from the configuration alone.
/// </summary>
internal sealed partial class FirstKey(IGrainFactory grains, IOptions<AccessOptions> options, ILogger<FirstKey> log) : IHostedLifecycleService
{
    /// <summary>Its owner part: <c>kol_default.admin_…</c>.</summary>
    public const string Owner = $"{Workspaces.Default}.admin";

    /// <summary>The operator key's: <c>kol_default.operator_…</c>.</summary>
    public const string OperatorOwner = $"{Workspaces.Default}.operator";

    private const string Id = "key_admin", OperatorId = "key_operator";

    /// <summary>Its text when this start has made it; null when one was there or the operator gave it. It cannot be had again.</summary>
    public string? Made { get; private set; }

    /// <summary>Sees to it that the key exists, once the engine runs and before the host counts as started.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (options.Value.OperatorKey is { } operators) await InstallAsync(OperatorId, operators, "Operator key", [Role.Operator]);
        if (options.Value.AdminKey is { } given)
        {
            await InstallAsync(Id, given, "First admin key", [Role.Admin, Role.Operator]);
            return;
        }
        string fresh = ApiKeyText.NewSecret();
        if (await grains.ApiKey(Workspaces.Default, Id).InstallAsync(
            Issue(fresh, "First admin key", [Role.Admin, Role.Operator]), replace: false))
            Made = ApiKeyText.Format(Workspaces.Default, Id, fresh);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task InstallAsync(string id, string text, string name, ImmutableArray<string> roles)
    {
        ApiKeyText.TryParse(text, out _, out var secret);
        if (!await grains.ApiKey(Workspaces.Default, id).InstallAsync(Issue(secret.ToString(), name, roles), replace: true)) LogRevoked(log, id);
    }

    private static ApiKeyIssue Issue(string secret, string name, ImmutableArray<string> roles) =>
        new(name, null, roles, ApiKeyText.Hash(secret), null);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "The configured {Key} was revoked and stays so. Put another secret into the configuration, or take this one out.")]
    private static partial void LogRevoked(ILogger log, string key);
}
