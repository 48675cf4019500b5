namespace Kolosal.Classification;

/// <summary>One disclosure. A crash loses nothing.</summary>
[GenerateSerializer, Alias("kolosal.disclosure-state")]
internal sealed class DisclosureState : RecordState
{
    [Id(0)] public string Asset { get; set; } = "";
    [Id(1)] public string Actor { get; set; } = "";
    [Id(2)] public DisclosureTerms? Terms { get; set; }
    [Id(3)] public bool Abroad { get; set; }
    [Id(4)] public Sensitivity? Sensitivity { get; set; }
    [Id(5)] public DataKind? DataType { get; set; }
    [Id(6)] public DisclosureApproval? Approval { get; set; }
    [Id(7)] public DateTimeOffset? ApprovedUntil { get; set; }
    [Id(8)] public string? Form { get; set; }
    [Id(9)] public long Rows { get; set; }
    [Id(10)] public int Times { get; set; }
    [Id(11)] public DateTimeOffset? MadeAt { get; set; }

    /// <summary>The attempt that was last counted.</summary>
    [Id(12)] public string? Attempt { get; set; }

    private DisclosureStatus Status => MadeAt is not null ? DisclosureStatus.Made : Approval switch
    {
        null => DisclosureStatus.Requested,
        { Approved: true } => DisclosureStatus.Approved,
        _ => DisclosureStatus.Refused,
    };

    public void Ask(string asset, DisclosureTerms terms, string by, bool abroad, DataClassification? known)
    {
        (Asset, Actor, Terms, Abroad) = (asset, by, terms, abroad);
        (Sensitivity, DataType) = (known?.Sensitivity, known?.DataType);
    }

    public void Decide(DisclosureApproval approval, DateTimeOffset? until) => (Approval, ApprovedUntil) = (approval, until);

    public void Leave(DisclosureLeaving leaving, DateTimeOffset at)
    {
        (Attempt, Form, MadeAt) = (leaving.Attempt, leaving.Form, at);
        Rows += leaving.Rows;
        Times++;
    }

    public DisclosureRecord Read(string id) => new(
        id, Asset, Status, Actor, Terms!.Purpose, Terms.Recipient, Terms.Country, Abroad, Terms.Basis, Sensitivity, DataType, Approval, ApprovedUntil,
        Form, Rows, Times, MadeAt, CreatedAt, UpdatedAt, Revision);
}
