using static Kolosal.Compliance.Registers.RegisterStatus;

namespace Kolosal.Compliance.Registers;

/// <summary>The declared transition table of a kind of record: which status may follow which, and which of them somebody else decides.</summary>
internal sealed class RegisterLifecycle
{
    /// <summary>What is written, reviewed and approved by somebody else.</summary>
    public static readonly RegisterLifecycle Reviewed = new(
        Draft, decided: [Approved, Rejected], editable: [Draft],
        (Draft, [InReview, Withdrawn]), (InReview, [Approved, Rejected, Draft]), (Approved, [InReview, Draft, Withdrawn]),
        (Rejected, [Draft, Withdrawn]), (Withdrawn, []));

    /// <summary>As reviewed; what is approved ends, and is asked for anew rather than changed.</summary>
    public static readonly RegisterLifecycle Once = new(
        Draft, decided: [Approved, Rejected], editable: [Draft],
        (Draft, [InReview, Withdrawn]), (InReview, [Approved, Rejected, Draft]), (Approved, [Withdrawn]), (Rejected, [Draft, Withdrawn]),
        (Withdrawn, []));

    /// <summary>What a person asks about their data.</summary>
    public static readonly RegisterLifecycle Request = new(
        Received, decided: [], editable: [Received, Verified],
        (Received, [Verified, Refused]), (Verified, [Fulfilled, Refused]), (Fulfilled, []), (Refused, [Verified]));

    /// <summary>A concern.</summary>
    public static readonly RegisterLifecycle Raised = new(
        Received, decided: [], editable: [Received, Acknowledged],
        (Received, [Acknowledged, Answered]), (Acknowledged, [Answered]), (Answered, [Closed, Acknowledged]), (Closed, [Acknowledged]));

    /// <summary>Something to be done, which somebody else confirms.</summary>
    public static readonly RegisterLifecycle Action = new(
        Open, decided: [Confirmed], editable: [Open],
        (Open, [Done, Withdrawn]), (Done, [Confirmed, Open]), (Confirmed, [Open]), (Withdrawn, [Open]));

    /// <summary>Something that is open until all that it asks is done.</summary>
    public static readonly RegisterLifecycle Duty = new(Open, decided: [], editable: [Open], (Open, [Closed]), (Closed, [Open]));

    private readonly RegisterStatus[] decided, editable;

    private RegisterLifecycle(
        RegisterStatus first, RegisterStatus[] decided, RegisterStatus[] editable,
        params ReadOnlySpan<(RegisterStatus From, RegisterStatus[] To)> table)
    {
        (First, this.decided, this.editable) = (first, decided, editable);
        var used = new HashSet<RegisterStatus>();
        foreach (var (from, _) in table) used.Add(from);
        Statuses = [.. used];
        Table = new([.. table, .. Enum.GetValues<RegisterStatus>().Where(status => !used.Contains(status)).Select(status =>
            (status, Array.Empty<RegisterStatus>()))]);
    }

    /// <summary>The status of a new record.</summary>
    public RegisterStatus First { get; }

    /// <summary>Those that a record of the kind can have.</summary>
    public ImmutableArray<RegisterStatus> Statuses { get; }

    public Transitions<RegisterStatus> Table { get; }

    /// <summary>Whether a status is reached only by the decision of somebody who did not write the record.</summary>
    public bool IsDecided(RegisterStatus status) => decided.Contains(status);

    /// <summary>Whether the fields may be changed in a status.</summary>
    public bool IsEditable(RegisterStatus status) => editable.Contains(status);
}
