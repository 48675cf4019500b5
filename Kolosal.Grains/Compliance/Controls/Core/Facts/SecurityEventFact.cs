namespace Kolosal.Compliance.Controls;

/// <summary>A security event.</summary>
/// <param name="Source">Where it was seen; <see cref="Probe"/> for one that was seeded.</param>
public sealed record SecurityEventFact(string Id, string Severity, string Status, string Source, DateTimeOffset DetectedAt, DateTimeOffset LastAt)
{
    /// <summary>The source under which a test event is reported, so that silence can be told from deafness.</summary>
    public const string Probe = "probe";

    public bool IsDecided => Status is "resolved" or "false_positive";
}

/// <summary>A secret and when it is due.</summary>
/// <param name="Failed">The last rotation did not succeed.</param>
public sealed record SecretFact(string Name, string Kind, DateTimeOffset DueAt, bool IsOverdue, bool Failed);
