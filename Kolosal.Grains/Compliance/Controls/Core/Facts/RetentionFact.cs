using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>How long data is kept, and what is overdue.</summary>
/// <param name="HasSchedule">Somebody set one.</param>
/// <param name="DefaultDays">For what nothing else says; null for no end.</param>
/// <param name="PurgedAt">When it was last looked through.</param>
/// <param name="Due">Datasets past their time, with since when.</param>
public sealed record RetentionFact(
    bool HasSchedule, int? DefaultDays, DateTimeOffset? PurgedAt, ImmutableSortedDictionary<string, DateTimeOffset> Due)
{
    /// <summary>Datasets under a legal hold.</summary>
    public ImmutableArray<string> Held { get; init; } = [];
}
