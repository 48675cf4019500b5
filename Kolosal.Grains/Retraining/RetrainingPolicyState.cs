namespace Kolosal.Retraining;

/// <summary>One model's policy and the triggers it heeded. A trigger is written before anything starts, so a crash neither loses nor repeats it.
/// </summary>
[GenerateSerializer, Alias("kolosal.retraining-policy-state")]
internal sealed class RetrainingPolicyState : RecordState
{
    /// <summary>Triggers remembered; an incident that is older than all of them is over long since.</summary>
    private const int Kept = 200;

    /// <summary>Null when there is none: it was never set, or removed.</summary>
    [Id(0)] public RetrainingPolicy? Policy { get; set; }

    [Id(1)] public string Author { get; set; } = "";

    /// <summary>Newest first.</summary>
    [Id(2)] public List<HeededTrigger> Heeded { get; set; } = [];

    /// <summary>What was ordered and may not have begun yet; null when it has.</summary>
    [Id(3)] public RetrainingOrder? Ordered { get; set; }

    /// <summary>Scheduled times up to here were heeded or passed over.</summary>
    [Id(4)] public DateTimeOffset ScheduledUpTo { get; set; }

    public HeededTrigger? Last => Heeded.Count > 0 ? Heeded[0] : null;

    public HeededTrigger? Find(string triggerId) => Heeded.Find(heeded => heeded.Id == triggerId);

    public void Set(RetrainingPolicy policy, string by, DateTimeOffset now)
    {
        // Times that passed before anybody asked for them are not made up for.
        if (Policy is not { Enabled: true } present || present.Triggers.Schedule != policy.Triggers.Schedule
            || present.Triggers.TimeZone != policy.Triggers.TimeZone)
            ScheduledUpTo = now;
        (Policy, Author) = (policy, by);
    }

    /// <summary>Remembers a trigger and what it orders.</summary>
    public void Order(RetrainingOrder order, string retrainingId)
    {
        Ordered = order;
        Heeded.Insert(0, new(order.Trigger.Id, order.Trigger.Kind, order.Trigger.At, retrainingId));
        if (Heeded.Count > Kept) Heeded.RemoveAt(Kept);
    }
}
