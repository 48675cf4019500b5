namespace Kolosal.Alerts;

/// <summary>Keeps alerts from being told for a while; they go on firing and are shown.</summary>
/// <param name="Matchers">All must hold, 1 to 10.</param>
/// <param name="Until">When it ends; at most 30 days from now.</param>
/// <param name="Reason">Why.</param>
[GenerateSerializer, Immutable, Alias("kolosal.silence-spec")]
public sealed record SilenceSpec(ImmutableArray<SilenceMatcher> Matchers, DateTimeOffset Until, string Reason);

/// <param name="Label"><c>rule</c>, <c>model</c>, <c>severity</c>, <c>incident</c> or <c>incident_type</c>.</param>
/// <param name="Value">Its value; a <c>*</c> at the end stands for anything.</param>
[GenerateSerializer, Immutable, Alias("kolosal.silence-matcher")]
public sealed record SilenceMatcher(string Label, string Value);

/// <param name="Id"><c>sil_…</c>.</param>
/// <param name="Matchers">All must hold.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="Until">When it ends, or ended.</param>
/// <param name="Author">Who made it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Active">Whether it holds now.</param>
[GenerateSerializer, Immutable, Alias("kolosal.silence")]
public sealed record Silence(
    string Id, ImmutableArray<SilenceMatcher> Matchers, DateTimeOffset CreatedAt, DateTimeOffset Until, string Author, string Reason, bool Active);
