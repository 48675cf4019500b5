namespace Kolosal;

/// <summary>An erasure as it was ordered.</summary>
/// <param name="Id"><c>er_…</c>.</param>
/// <param name="At">When.</param>
/// <param name="Ticket">The request's number elsewhere.</param>
/// <param name="By">Who asked.</param>
[GenerateSerializer, Immutable, Alias("kolosal.subject-order")]
public sealed record SubjectOrder(string Id, DateTimeOffset At, string? Ticket, string By);
