namespace Kolosal.Compliance.Controls;

/// <summary>How one of the things stands that show a control: a question, a document, or evidence handed in for the control itself.</summary>
/// <param name="Id"><c>Q01</c>, <c>R01</c> or an evidence id.</param>
/// <param name="Title">What holds when it passes.</param>
/// <param name="State">How it stands.</param>
/// <param name="Reason">Why it is not a pass; null for a pass, and for a fail that names who is in the way.</param>
/// <param name="Asked">Of how many things it was asked, n.</param>
/// <param name="Holds">For how many of them it holds, k.</param>
/// <param name="ObservedAt">When it was judged; null for what was never.</param>
/// <param name="ExpiresAt">From when it counts no longer; null for what has no end.</param>
/// <param name="Sha256">Of the result's canonical text, or of the document; null where there is none.</param>
/// <param name="Waiver">The waiver that holds; null for none.</param>
/// <param name="Offenders">Who is in the way.</param>
public sealed record PartVerdict(
    string Id, string Title, ControlState State, string? Reason, int Asked, int Holds, DateTimeOffset? ObservedAt, DateTimeOffset? ExpiresAt,
    string? Sha256, WaiverDecision? Waiver, ImmutableArray<Offender> Offenders);
