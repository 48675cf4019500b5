using Kolosal.Access;
using Orleans.Concurrency;

namespace Kolosal.Incidents;

/// <summary>Who is called when something happens. One per workspace, key <c>workspace/on-call</c>.</summary>
[Alias("kolosal.incidents.IOnCallGrain")]
public interface IOnCallGrain : IGrainWithStringKey
{
    /// <summary>The schedule, and who is on call now. Refused with <c>on-call.not-set</c> before there is one.</summary>
    [Alias("Get"), ReadOnly, RequiresPermission(Permission.IncidentsRead)]
    Task<Result<OnCall>> GetAsync();

    /// <summary>Sets the schedule; the same one changes nothing.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="ifRevision">Only when the schedule still has this revision; null for any.</param>
    [Alias("Set"), RequiresPermission(Permission.IncidentsWrite)]
    Task<Result<OnCall>> SetAsync(OnCallSchedule schedule, long? ifRevision);
}

/// <summary>People who take turns of one length, and who stands in for whom.</summary>
/// <param name="Rotation">Subjects of principals in the order of their turns, 1 to 50.</param>
/// <param name="StartsAt">When the first turn begins; nobody is on call before.</param>
/// <param name="ShiftHours">Length of a turn, 1 to 672.</param>
/// <param name="Overrides">Stand-ins, at most 100; of several at one instant the last counts.</param>
[GenerateSerializer, Immutable, Alias("kolosal.on-call-schedule")]
public sealed record OnCallSchedule(
    ImmutableArray<string> Rotation, DateTimeOffset StartsAt, int ShiftHours, ImmutableArray<OnCallOverride> Overrides)
{
    // Arrays compare by reference; two schedules are the same when the same people are called.
    public bool Equals(OnCallSchedule? other) => other is not null && StartsAt == other.StartsAt && ShiftHours == other.ShiftHours
        && Rotation.SequenceEqual(other.Rotation) && Overrides.SequenceEqual(other.Overrides);

    public override int GetHashCode() => HashCode.Combine(StartsAt, ShiftHours, Rotation.Length, Overrides.Length);
}

/// <param name="Subject">Who stands in.</param>
/// <param name="From">From this instant on.</param>
/// <param name="Until">Up to this one.</param>
[GenerateSerializer, Immutable, Alias("kolosal.on-call-override")]
public sealed record OnCallOverride(string Subject, DateTimeOffset From, DateTimeOffset Until);

/// <param name="Schedule">The schedule.</param>
/// <param name="Now">Who is on call; null before the first turn.</param>
/// <param name="Until">Until when that holds; null before the first turn.</param>
/// <param name="Next">Who comes then; null before the first turn.</param>
/// <param name="Revision">Counts changes; the entity tag.</param>
[GenerateSerializer, Immutable, Alias("kolosal.on-call")]
public sealed record OnCall(OnCallSchedule Schedule, string? Now, DateTimeOffset? Until, string? Next, long Revision);

public static class OnCallGrains
{
    public static IOnCallGrain OnCall(this IGrainFactory grains, string workspace) => grains.GetGrain<IOnCallGrain>($"{workspace}/on-call");
}
