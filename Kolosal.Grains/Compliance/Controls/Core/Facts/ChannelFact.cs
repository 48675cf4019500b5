namespace Kolosal.Compliance.Controls;

/// <summary>Where notices go.</summary>
/// <param name="DisabledReason">Why it is off; null while it is on.</param>
/// <param name="TestedAt">When a test last arrived.</param>
/// <param name="WaitingSince">When the oldest undelivered notice was made; null when none waits.</param>
public sealed record ChannelFact(
    string Id, string Channel, string? DisabledReason, long Delivered, long Lost, DateTimeOffset? TestedAt, DateTimeOffset? WaitingSince);
