namespace Kolosal.Security;

/// <summary>Rotations and what is due. Written before every acknowledgement, so a crash loses nothing. Holds names, no secrets.</summary>
[GenerateSerializer, Alias("kolosal.secret-desk-state")]
internal sealed class SecretDeskState : RecordState
{
    private const int MostRotations = 500;

    /// <summary>The latest, oldest first.</summary>
    [Id(0)] public List<SecretRotation> Rotations { get; set; } = [];

    /// <summary>Secrets by name.</summary>
    [Id(1)] public Dictionary<string, KnownSecret> Secrets { get; set; } = [];

    /// <summary>Secrets that somebody was told of since they became due.</summary>
    [Id(2)] public List<string> Told { get; set; } = [];

    public SecretRotation? Find(string id) => Rotations.Find(rotation => rotation.Id == id);

    /// <summary>Notes a rotation; only one that succeeded moves the time when the next is due.</summary>
    public SecretRotation Note(SecretRotationReport report, string by)
    {
        var known = Secrets.GetValueOrDefault(report.Name) ?? new() { DueAt = report.At };
        known.Type = report.Type;
        known.EveryDays = report.EveryDays ?? (known.EveryDays > 0 ? known.EveryDays : DaysOf(report.Type));
        if (report.Outcome == RotationOutcome.Success)
        {
            (known.LastRotatedAt, known.DueAt) = (report.At, report.At + TimeSpan.FromDays(known.EveryDays));
            Told.Remove(report.Name);
        }

        Secrets[report.Name] = known;
        var noted = new SecretRotation(report.RotationId, report.Name, report.Type, report.Outcome, report.At, by, known.DueAt, report.Note);
        if (Rotations.Count >= MostRotations) Rotations.RemoveAt(0);
        Rotations.Add(noted);
        return noted;
    }

    public ImmutableArray<DueSecret> Due(DateTimeOffset now, int withinDays) =>
        [.. Secrets.Where(secret => secret.Value.DueAt <= now + TimeSpan.FromDays(withinDays))
            .OrderBy(secret => secret.Value.DueAt).ThenBy(secret => secret.Key, StringComparer.Ordinal)
            .Select(secret => new DueSecret(secret.Key, secret.Value.Type, secret.Value.LastRotatedAt, secret.Value.DueAt,
                secret.Value.DueAt <= now))];

    private static int DaysOf(SecretType type) => type switch
    {
        SecretType.OauthToken => 180,
        SecretType.EncryptionKey => 365,
        _ => 90,
    };
}

/// <summary>What is known of a secret beside the secret.</summary>
[GenerateSerializer, Alias("kolosal.known-secret")]
internal sealed class KnownSecret
{
    [Id(0)] public SecretType Type { get; set; }

    [Id(1)] public int EveryDays { get; set; }

    [Id(2)] public DateTimeOffset? LastRotatedAt { get; set; }

    [Id(3)] public DateTimeOffset DueAt { get; set; }
}
