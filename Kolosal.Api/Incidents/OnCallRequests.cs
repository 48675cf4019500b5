using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Kolosal.Incidents;

/// <param name="Rotation">Subjects of principals in the order of their turns, 1 to 50.</param>
/// <param name="StartsAt">When the first turn begins.</param>
/// <param name="ShiftHours">Length of a turn, 1 to 672. Default: 168.</param>
/// <param name="Overrides">Stand-ins, at most 100.</param>
internal sealed record OnCallRequest(
    [property: JsonRequired, MinLength(1), MaxLength(50)] string[] Rotation, [property: JsonRequired] DateTimeOffset StartsAt,
    [property: Range(1, 672)] int ShiftHours = 168, [property: MaxLength(100)] OnCallOverrideRequest[]? Overrides = null)
{
    private const string Reach = "Expected a time from 2000 to 2200.";

    /// <summary>Null when the schedule can be set.</summary>
    public Refusal? Refuse()
    {
        if (!IsInReach(StartsAt)) return Bad("$.starts_at", Reach);
        for (int i = 0; i < Rotation.Length; i++)
            if (Rotation[i].Length > 100) return Bad($"$.rotation[{i}]", "Expected 1 to 100 characters.");
        for (int i = 0; i < (Overrides?.Length ?? 0); i++)
        {
            if (!IsInReach(Overrides![i].From)) return Bad($"$.overrides[{i}].from", Reach);
            if (!IsInReach(Overrides[i].Until)) return Bad($"$.overrides[{i}].until", Reach);
            if (Overrides[i].Until <= Overrides[i].From) return Bad($"$.overrides[{i}].until", "Expected a time after from.");
        }

        return null;
    }

    public OnCallSchedule ToSchedule() => new(
        [.. Rotation.Select(subject => subject.Trim())], StartsAt.ToUniversalTime(), ShiftHours,
        [.. (Overrides ?? []).Select(standIn => new OnCallOverride(standIn.Subject.Trim(), standIn.From.ToUniversalTime(),
            standIn.Until.ToUniversalTime()))]);

    /// <summary>Turns are computed from these times: far from the ends of what a time can say.</summary>
    private static bool IsInReach(DateTimeOffset at) => at.UtcDateTime.Year is >= 2000 and <= 2200;

    private static Refusal Bad(string path, string expected) => new(
        RefusalKind.Invalid, "on-call.bad-schedule", "The schedule cannot be set.", ImmutableDictionary<string, string>.Empty.Add(path, expected));
}

/// <param name="Subject">Who stands in.</param>
/// <param name="From">From this instant on.</param>
/// <param name="Until">Up to this one.</param>
internal sealed record OnCallOverrideRequest(
    [property: JsonRequired, MinLength(1), MaxLength(100)] string Subject, [property: JsonRequired] DateTimeOffset From,
    [property: JsonRequired] DateTimeOffset Until);
