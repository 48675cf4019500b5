namespace Kolosal.Access;

/// <summary>The key of the self-check of security events: well formed, of nobody, and known to this process alone.</summary>
/// <remarks>With it nobody gets in. The door only sees by it that a failed sign-in was meant to fail.</remarks>
internal sealed class ProbeKey
{
    /// <summary>The source under which the self-check's failed sign-ins are seen.</summary>
    public const string Source = "security-probe";

    public string Text { get; } = ApiKeyText.Format(Workspaces.Default, "key_probe", ApiKeyText.NewSecret());

    public bool IsIn(HttpContext context) => context.Request.Headers[Authenticator.KeyHeader] == Text;
}
