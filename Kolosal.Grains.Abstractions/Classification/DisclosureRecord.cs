namespace Kolosal.Classification;

/// <summary>Where a disclosure stands.</summary>
[GenerateSerializer, Alias("kolosal.disclosure-status")]
public enum DisclosureStatus
{
    /// <summary>Asked for; nobody has decided, and no row has left.</summary>
    Requested,

    /// <summary>A second person said yes; no row has left.</summary>
    Approved,

    /// <summary>A second person said no; no row has left.</summary>
    Refused,

    /// <summary>Rows have left. Whether that was approved stands in <see cref="DisclosureRecord.Approval"/>.</summary>
    Made,
}

/// <summary>On what personal data may go to a country that does not protect them as the home region does (GDPR chapter V).</summary>
[GenerateSerializer, Alias("kolosal.transfer-basis")]
public enum TransferBasis
{
    /// <summary>A decision that the country protects them enough; article 45.</summary>
    Adequacy,

    /// <summary>Standard data protection clauses; article 46(2)(c) and (d).</summary>
    StandardClauses,

    /// <summary>Binding corporate rules; article 47.</summary>
    BindingRules,

    /// <summary>A code of conduct or a certification; article 46(2)(e) and (f).</summary>
    Certification,

    /// <summary>The person's explicit consent; article 49(1)(a).</summary>
    Consent,

    /// <summary>Another derogation of article 49(1).</summary>
    Derogation,
}

/// <summary>What is declared of a disclosure.</summary>
/// <param name="Purpose">What the recipient uses the rows for; 1 to 500 characters.</param>
/// <param name="Recipient">Who gets them: a person, a body or a system; 1 to 200 characters.</param>
/// <param name="Country">Where they go, two capital letters (ISO 3166-1 alpha-2); null when they stay in the home region.</param>
/// <param name="Basis">What a transfer abroad rests on; null where there is none.</param>
[GenerateSerializer, Immutable, Alias("kolosal.disclosure-terms")]
public sealed record DisclosureTerms(string Purpose, string Recipient, string? Country, TransferBasis? Basis);

/// <summary>Rows that are about to leave.</summary>
/// <param name="Attempt">Names this attempt; the same again is the same disclosure and is not counted twice.</param>
/// <param name="Asset">What they are of: <c>datasets/ds_…</c>.</param>
/// <param name="Form">The way out, as <c>dataset.csv</c>.</param>
/// <param name="Rows">How many; 0 or more.</param>
/// <param name="Terms">What the caller declares; null when that stands in a request that was approved, or nothing is declared.</param>
[GenerateSerializer, Immutable, Alias("kolosal.disclosure-leaving")]
public sealed record DisclosureLeaving(string Attempt, string Asset, string Form, long Rows, DisclosureTerms? Terms);

/// <summary>Who stands behind a disclosure beside whoever makes it.</summary>
/// <param name="Approved">False: a second person said no.</param>
/// <param name="By">That person.</param>
/// <param name="At">When it was decided.</param>
/// <param name="Standing">It is the classification that allows it, decided by somebody else than whoever takes the rows; no decision of this one
/// case.</param>
/// <param name="Note">Why; null when nothing was said.</param>
[GenerateSerializer, Immutable, Alias("kolosal.disclosure-approval")]
public sealed record DisclosureApproval(bool Approved, string By, DateTimeOffset At, bool Standing, string? Note);

/// <summary>Rows of classed data that left the system, or are asked for (ISO/IEC 27701 7.5.4, GDPR article 30(1)(d) and (e)).</summary>
/// <param name="Id"><c>dis_…</c>.</param>
/// <param name="Asset">What the rows are of: <c>datasets/ds_…</c>, <c>golden-datasets/gd_…</c>.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Actor">Who asked for it, and alone may take it.</param>
/// <param name="Purpose">What for.</param>
/// <param name="Recipient">To whom.</param>
/// <param name="Country">Where to; null for the home region.</param>
/// <param name="Abroad">That country lies outside the home region: the region of the classification, else of the installation. With neither known
/// every country that is named does.</param>
/// <param name="Basis">What a transfer abroad rests on.</param>
/// <param name="Sensitivity">How the data were classed when the rows were asked for; null when they were not.</param>
/// <param name="DataType">What they were said to be about.</param>
/// <param name="Approval">Who stands behind it; null while nobody does.</param>
/// <param name="ApprovedUntil">Until when an approval lets rows leave; null where none was asked for.</param>
/// <param name="Form">The way out, as <c>dataset.csv</c>; null before any row left.</param>
/// <param name="Rows">Rows that left, over all times.</param>
/// <param name="Times">How often they left.</param>
/// <param name="MadeAt">When they last left; null before.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="Revision">Counts changes; the entity tag.</param>
[GenerateSerializer, Immutable, Alias("kolosal.disclosure-record")]
public sealed record DisclosureRecord(
    string Id, string Asset, DisclosureStatus Status, string Actor, string Purpose, string Recipient, string? Country, bool Abroad,
    TransferBasis? Basis, Sensitivity? Sensitivity, DataKind? DataType, DisclosureApproval? Approval, DateTimeOffset? ApprovedUntil, string? Form,
    long Rows, int Times, DateTimeOffset? MadeAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long Revision);
