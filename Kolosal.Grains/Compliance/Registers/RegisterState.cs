namespace Kolosal.Compliance.Registers;

/// <summary>A record of a register. A crash loses nothing.</summary>
[GenerateSerializer, Alias("kolosal.register-state`1")]
internal sealed class RegisterState<TFields> : RecordState
    where TFields : RegisterFields
{
    [Id(0)] public TFields? Fields { get; set; }

    [Id(1)] public RegisterStatus Status { get; set; }

    [Id(2)] public string AuthoredBy { get; set; } = "";

    [Id(3)] public string ChangedBy { get; set; } = "";

    /// <summary>Everybody who wrote something that stands in it: none of them decides on it.</summary>
    [Id(4)] public List<string> Writers { get; set; } = [];

    [Id(5)] public string? DecidedBy { get; set; }

    [Id(6)] public DateTimeOffset? DecidedAt { get; set; }

    [Id(7)] public List<RegisterStep> History { get; set; } = [];

    public void Make(TFields fields, RegisterStatus status, string by, DateTimeOffset at)
    {
        (Fields, Status, AuthoredBy, ChangedBy) = (fields, status, by, by);
        Writers.Add(by);
        History.Add(new(at, by, status, ""));
    }

    /// <param name="writes">Whether it changes what is decided on, and not only a measured value.</param>
    public void Write(TFields fields, string by, bool writes)
    {
        (Fields, ChangedBy) = (fields, by);
        if (writes && !Writers.Contains(by)) Writers.Add(by);
    }

    public void Become(RegisterStatus status, string note, string by, DateTimeOffset at, bool decides)
    {
        Status = status;
        if (decides) (DecidedBy, DecidedAt) = (by, at);
        else if (status is RegisterStatus.Draft or RegisterStatus.Open) (DecidedBy, DecidedAt) = (null, null);
        History.Add(new(at, by, status, note));
    }

    /// <summary>When it first had a status; null when it never had.</summary>
    public DateTimeOffset? First(RegisterStatus status) => History.Find(step => step.Status == status)?.At;

    public Registered<TFields> Read(string id, ImmutableArray<RegisterDeadline> deadlines) => new(
        id, Status, Fields!, AuthoredBy, ChangedBy, DecidedBy, DecidedAt,
        deadlines.Where(deadline => deadline.MetAt is null).Select(deadline => (DateTimeOffset?)deadline.DueAt).Min(), deadlines,
        [.. History], CreatedAt, UpdatedAt, Revision);
}
