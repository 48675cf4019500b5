namespace Kolosal.Security;

/// <summary>The stream that says of each workspace (its key) that a security event became grave. It only wakes: who listens reads the
/// event.</summary>
public static class SecurityStream
{
    public const string Namespace = "security";
}

/// <summary>An event of severity high or critical was recorded, or became so.</summary>
/// <param name="EventId">The event.</param>
/// <param name="Severity">How grave it is now.</param>
[GenerateSerializer, Immutable, Alias("kolosal.security-escalated")]
public sealed record SecurityEscalated(string EventId, SecuritySeverity Severity);
