namespace Kolosal.Compliance.Registers;

/// <summary>Deadlines that law or the management system sets, counted from when something happened.</summary>
public static class StatutoryClocks
{
    /// <summary>Whoever raises a concern is told that it came in (ours).</summary>
    public static readonly TimeSpan AcknowledgeConcern = TimeSpan.FromDays(3);

    /// <summary>Whoever raises a concern has an answer (ours).</summary>
    public static readonly TimeSpan AnswerConcern = TimeSpan.FromDays(14);

    /// <summary>Whether an incident is reportable is decided (ours).</summary>
    public static readonly TimeSpan DecideReportability = TimeSpan.FromHours(24);

    /// <summary>People who are affected by an incident are told (ours).</summary>
    public static readonly TimeSpan TellAffected = TimeSpan.FromHours(72);

    /// <summary>A use of an emergency power is over (ours).</summary>
    public static readonly TimeSpan CloseEmergency = TimeSpan.FromHours(4);

    /// <summary>Somebody else has looked at it (ours).</summary>
    public static readonly TimeSpan ReviewEmergency = TimeSpan.FromHours(72);

    /// <summary>A red control may be accepted for so long (ours).</summary>
    public static readonly TimeSpan LongestWaiver = TimeSpan.FromDays(90);

    /// <summary>GDPR Art. 33(1).</summary>
    public static readonly TimeSpan GdprBreach = TimeSpan.FromHours(72);

    /// <summary>Regulation (EU) 2024/1689 Art. 73(2).</summary>
    public static readonly TimeSpan AiActSerious = TimeSpan.FromDays(15);

    /// <summary>Art. 73(4): a person died.</summary>
    public static readonly TimeSpan AiActDeath = TimeSpan.FromDays(10);

    /// <summary>Art. 73(3): a widespread infringement, or critical infrastructure.</summary>
    public static readonly TimeSpan AiActWidespread = TimeSpan.FromDays(2);

    /// <summary>45 CFR 164.404(b).</summary>
    public static readonly TimeSpan HipaaBreach = TimeSpan.FromDays(60);

    /// <summary>GDPR Art. 12(3): one month from receipt, two more where it is complex and the person was told why. A month ends on the day of
    /// the same number, or on the last day of a shorter month (Regulation 1182/71 Art. 3(2)(c)).</summary>
    /// <param name="received">When the request came in.</param>
    /// <param name="extended">A reason for the extension is stated.</param>
    public static DateTimeOffset SubjectRequest(DateTimeOffset received, bool extended) => received.AddMonths(extended ? 3 : 1);
}
