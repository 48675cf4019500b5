namespace Kolosal.WebConsole.Pages.Trust.Registers;

/// <summary>The steps of a kind of record.</summary>
/// <param name="Steps">By status, those that may follow.</param>
/// <param name="Decided">Those that only somebody who did not write the record reaches.</param>
/// <param name="Editable">Those in which the record may be changed.</param>
public sealed record RegisterLife(
    ImmutableDictionary<string, ImmutableArray<string>> Steps, ImmutableArray<string> Decided, ImmutableArray<string> Editable)
{
    /// <summary>Written, reviewed and approved by somebody else.</summary>
    public static readonly RegisterLife Reviewed = Of(["approved", "rejected"], ["draft"],
        ("draft", ["in_review", "withdrawn"]), ("in_review", ["approved", "rejected", "draft"]), ("approved", ["in_review", "draft", "withdrawn"]),
        ("rejected", ["draft", "withdrawn"]));

    /// <summary>As reviewed, and asked for anew rather than changed.</summary>
    public static readonly RegisterLife Once = Of(["approved", "rejected"], ["draft"],
        ("draft", ["in_review", "withdrawn"]), ("in_review", ["approved", "rejected", "draft"]), ("approved", ["withdrawn"]),
        ("rejected", ["draft", "withdrawn"]));

    /// <summary>What a person asks about their data.</summary>
    public static readonly RegisterLife Request = Of([], ["received", "verified"],
        ("received", ["verified", "refused"]), ("verified", ["fulfilled", "refused"]), ("refused", ["verified"]));

    /// <summary>A concern.</summary>
    public static readonly RegisterLife Raised = Of([], ["received", "acknowledged"],
        ("received", ["acknowledged", "answered"]), ("acknowledged", ["answered"]), ("answered", ["closed", "acknowledged"]),
        ("closed", ["acknowledged"]));

    /// <summary>Something to be done, which somebody else confirms.</summary>
    public static readonly RegisterLife Action = Of(["confirmed"], ["open"],
        ("open", ["done", "withdrawn"]), ("done", ["confirmed", "open"]), ("confirmed", ["open"]), ("withdrawn", ["open"]));

    /// <summary>Open until all that it asks is done.</summary>
    public static readonly RegisterLife Duty = Of([], ["open"], ("open", ["closed"]), ("closed", ["open"]));

    private static RegisterLife Of(ImmutableArray<string> decided, ImmutableArray<string> editable,
        params ReadOnlySpan<(string From, ImmutableArray<string> To)> steps)
    {
        var table = ImmutableDictionary.CreateBuilder<string, ImmutableArray<string>>();
        foreach (var (from, to) in steps) table[from] = to;
        return new(table.ToImmutable(), decided, editable);
    }
}
