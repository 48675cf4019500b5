namespace Kolosal.Incidents;

/// <param name="Title">What is to be done.</param>
/// <param name="Owner">Who does it: a principal's subject; null for nobody yet.</param>
/// <param name="DueAt">Until when; null for no date.</param>
[GenerateSerializer, Immutable, Alias("kolosal.action-item-spec")]
public sealed record ActionItemSpec(string Title, string? Owner, DateTimeOffset? DueAt);

/// <summary>What changes of an action item; null leaves as it is.</summary>
/// <param name="Owner">Who does it.</param>
/// <param name="DueAt">Until when.</param>
/// <param name="Done">Whether it is done.</param>
[GenerateSerializer, Immutable, Alias("kolosal.action-item-change")]
public sealed record ActionItemChange(string? Owner, DateTimeOffset? DueAt, bool? Done);

/// <param name="Id">Names it within its incident.</param>
/// <param name="Title">What is to be done.</param>
/// <param name="Owner">Who does it; null for nobody yet.</param>
/// <param name="DueAt">Until when; null for no date.</param>
/// <param name="DoneAt">When it was ticked off; null before.</param>
/// <param name="DoneBy">By whom.</param>
[GenerateSerializer, Immutable, Alias("kolosal.action-item")]
public sealed record ActionItem(string Id, string Title, string? Owner, DateTimeOffset? DueAt, DateTimeOffset? DoneAt, string? DoneBy);
