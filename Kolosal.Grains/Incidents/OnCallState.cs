namespace Kolosal.Incidents;

/// <summary>A workspace's on-call schedule. A crash loses nothing.</summary>
[GenerateSerializer, Alias("kolosal.on-call-state")]
internal sealed class OnCallState : RecordState
{
    [Id(0)] public OnCallSchedule? Schedule { get; set; }

    public OnCall Read(DateTimeOffset now)
    {
        var turn = At(now);
        return new(Schedule!, turn?.Subject, turn?.Until, turn is { } known ? At(known.Until)?.Subject : null, Revision);
    }

    private (string Subject, DateTimeOffset Until)? At(DateTimeOffset at) => OnCallRotation.At(
        Schedule!.Rotation.AsSpan(), Schedule.StartsAt, TimeSpan.FromHours(Schedule.ShiftHours),
        Schedule.Overrides.Select(standIn => (standIn.Subject, standIn.From, standIn.Until)).ToArray(), at);
}
