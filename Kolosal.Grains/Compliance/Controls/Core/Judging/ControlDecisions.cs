namespace Kolosal.Compliance.Controls;

/// <summary>What people decided about controls.</summary>
/// <param name="Waivers">In any order; the judge leaves out what does not hold.</param>
/// <param name="Applicability">At most one a control; of several the last one decided counts.</param>
public sealed record ControlDecisions(ImmutableArray<WaiverDecision> Waivers, ImmutableArray<ApplicabilityDecision> Applicability)
{
    public static readonly ControlDecisions None = new([], []);
}

/// <summary>A red that is tolerated for a while.</summary>
/// <param name="Id">The waiver.</param>
/// <param name="Subject">What is waived: a question (<c>Q24</c>), a document (<c>R01</c>) or a control (<c>iso42001/A.6.2.6</c>).</param>
/// <param name="GrantedBy">Who waived.</param>
/// <param name="OwnedBy">Who owns the control; a waiver that its owner granted does not hold. Null when nobody does.</param>
/// <param name="Reason">Why.</param>
/// <param name="From">Since when.</param>
/// <param name="Until">Until when, at most <see cref="LongestDays"/> days later.</param>
public sealed record WaiverDecision(
    string Id, string Subject, string GrantedBy, string? OwnedBy, string Reason, DateTimeOffset From, DateTimeOffset Until)
{
    public const int LongestDays = 90;

    /// <summary>Whether it counts at a time.</summary>
    public bool Holds(DateTimeOffset at) =>
        From <= at && at < Until && Until - From <= TimeSpan.FromDays(LongestDays) && !string.Equals(GrantedBy, OwnedBy, StringComparison.Ordinal);
}

/// <summary>Whether a control applies here.</summary>
/// <param name="Framework">As <c>iso42001</c>.</param>
/// <param name="Control">The control's id.</param>
/// <param name="Applies">Whether it does.</param>
/// <param name="Reason">Why, or why not.</param>
/// <param name="DecidedBy">Who decided.</param>
/// <param name="At">When.</param>
public sealed record ApplicabilityDecision(string Framework, string Control, bool Applies, string Reason, string DecidedBy, DateTimeOffset At);
